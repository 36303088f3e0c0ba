"""What of a person belongs to this app, and goes with the account."""

from agreements.models import ServiceRequest
from jcop.models import User


def forget(user: User) -> None:
    """Drafts that were never filed go; filed cases stay, and lose the name with the account."""
    ServiceRequest.objects.filter(prepared_by=user).forget()
