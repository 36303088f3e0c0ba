"""What of a person belongs to this app, and goes with the account."""

from django.core.exceptions import ValidationError

from jcop.models import User
from organizations.models import Invitation, Organization


def forget(user: User) -> None:
    """End the memberships; the only keeper of an account that others use hands it over first."""
    for membership in user.memberships.select_related("organization"):
        organization = Organization.objects.locked(membership.organization_id)
        others = organization.memberships.exclude(pk=membership.pk)
        if membership.is_keeper and others.exists() and not others.filter(role="keeper").exists():
            raise ValidationError(
                f"Najpierw proszę przekazać opiekę nad kontem organizacji: {organization}.",
                code="last_keeper",
            )
        membership.delete()
    Invitation.objects.filter(email=user.email).delete()
