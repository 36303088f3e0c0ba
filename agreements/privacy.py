"""What of a person belongs to this app, and goes with the account."""

from agreements.models import Attachment, ServiceRequest
from jcop.models import User


def forget(user: User) -> None:
    """Drafts that were never filed go; filed cases stay, and lose the name with the account."""
    drafts = ServiceRequest.objects.filter(prepared_by=user, state=ServiceRequest.State.DRAFT)
    Attachment.objects.filter(request__in=drafts).purge()
    drafts.delete()
