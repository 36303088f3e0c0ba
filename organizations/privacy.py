"""What of a person belongs to this app, and goes with the account."""

from django.core.exceptions import ValidationError

from jcop.models import User
from jcop.models.messages import post
from organizations.mail_kinds import Mail
from organizations.models import Invitation, Organization


def forget(user: User) -> None:
    """End the memberships; the only keeper of an account that others use hands it over first.

    Whoever stays reads of it, without the name; where nobody does, an organisation that was verified.
    """
    for membership in user.memberships.select_related("organization"):
        organization = Organization.objects.locked(membership.organization_id)
        others = organization.memberships.exclude(pk=membership.pk)
        is_last = not others.exists()
        if membership.is_keeper and not is_last and not others.filter(role="keeper").exists():
            raise ValidationError(
                f"Najpierw proszę przekazać opiekę nad kontem organizacji: {organization}.",
                code="last_keeper",
            )
        membership.delete()
        if not is_last or organization.state == Organization.State.VERIFIED:
            post(Mail.MEMBER_GONE, organization, to=organization)
    Invitation.objects.filter(email=user.email).delete()
