"""Mails about people and organisations. Each function is named after what happened."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jcop.mail import Enclose, send_notice, write_notice
from jcop.models import Centre, User

if TYPE_CHECKING:
    from organizations.models import AccessRequest, Invitation, Organization


def tell(
    template: str,
    organization: "Organization",
    *,
    person: User | None,
    key: str,
    context: dict[str, Any],
    enclose: Enclose | None = None,
) -> None:
    """The one place where a notice to an organisation finds its way; called by jobs of every app.

    To the person whose act it answers, while that person acts for the organisation; else to the
    organisation; else to the keepers of its account. Where there is no address, a letter waits for
    the office; `key` (event and primary key) keeps a repeated job from writing it twice. A letter
    has no enclosure.
    """
    members = organization.memberships.filter(user__is_active=True)
    if person and members.filter(user=person).exists():
        addresses = [person.email]
    elif organization.email:
        addresses = [organization.email]
    else:
        addresses = list(members.filter(role="keeper").values_list("user__email", flat=True))
    context |= {"organization": organization, "centre": Centre.objects.get()}
    for address in addresses:
        send_notice(template, to=address, key=key, context=context, enclose=enclose)
    if not addresses:
        subject, text = write_notice(template, context, is_letter=True)
        organization.letters.get_or_create(key=key, defaults={"subject": subject, "text": text})


def addresses_of(organization: "Organization", persons: Iterable[User]) -> tuple[list[str], list[str]]:
    """Where a notice to the organisation as such goes, and who of `persons` gets a copy of it.

    To its address, else to the keepers; a copy goes only to who still acts for the organisation. The
    copies become addressees when there is nobody else.
    """
    members = organization.memberships.filter(user__is_active=True)
    copies = list(members.filter(user__in=persons).values_list("user__email", flat=True).order_by("pk"))
    keepers = members.filter(role="keeper").values_list("user__email", flat=True).order_by("pk")
    to = [organization.email] if organization.email else list(keepers)
    if not to:
        return copies, []
    return to, [copy for copy in copies if copy not in to]


def tell_at_once(
    template: str,
    organization: "Organization",
    *,
    persons: Iterable[User],
    key: str,
    context: dict[str, Any],
    enclose: Enclose | None = None,
) -> bool:
    """One notice about many acts, with a copy to the persons who made them; False without any address."""
    to, copies = addresses_of(organization, persons)
    if not to:
        return False
    context |= {"organization": organization, "centre": Centre.objects.get()}
    first, *others = to
    send_notice(template, to=first, key=key, context=context, copies=[*others, *copies], enclose=enclose)
    return True


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
