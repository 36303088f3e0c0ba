"""Mails about people and organisations. Each function is named after what happened."""

from typing import TYPE_CHECKING

from jcop.mail import send_notice
from jcop.models import Centre

if TYPE_CHECKING:
    from organizations.models import AccessRequest, Invitation


def invitation_sent(invitation: "Invitation") -> None:
    """To the invited address, unless the invitation is void by now."""
    if invitation.is_pending:
        _send("invitation_sent", invitation.pk, invitation.email, invitation=invitation)


def access_asked(asked: "AccessRequest") -> None:
    """To every keeper of the account."""
    for keeper in asked.organization.memberships.filter(role="keeper").select_related("user"):
        _send("access_asked", asked.pk, keeper.user.email, access_request=asked)


def access_answered(asked: "AccessRequest") -> None:
    _send("access_answered", asked.pk, asked.user.email, access_request=asked)


def _send(event: str, pk: int, to: str, **context: object) -> None:
    context |= {"centre": Centre.objects.get()}
    send_notice(f"organizations/email/{event}", to=to, key=f"{event}.{pk}", context=context)
