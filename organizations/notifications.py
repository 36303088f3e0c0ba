"""Mails about people and organisations. Each function is named after what happened."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from jcop.mail import Enclose, send_notice, write_notice
from jcop.mail_kinds import KINDS
from jcop.models import Centre, Message, User
from organizations.mail_kinds import Mail

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import AccessRequest, Invitation, Membership, Organization


def tell(
    template: str,
    organization: "Organization",
    *,
    person: User | None,
    message: Message,
    context: dict[str, Any],
    enclose: Enclose | None = None,
    is_of_all: bool = False,
) -> Message.State:
    """The one place where a notice to an organisation finds its way; called by jobs of every app.

    To the person whose act it answers, while that person acts for the organisation; else to the
    organisation; else to the keepers of its account, each by a message of their own. What `is_of_all`
    touches the organisation as such: it goes to its address with a copy to the keepers and to that
    person. Where there is no address, a letter waits for the office, one however often the job runs. A
    letter has no enclosure. Nothing is sent of what the organisation has switched off.
    """
    if KINDS[message.kind].is_optional and message.kind in organization.mails_off:
        return message.State.WITHDRAWN
    members = organization.memberships.filter(user__is_active=True)
    if message.person:
        address = message.person.email if members.filter(user=message.person).exists() else ""
        if not address:
            return message.State.WITHDRAWN
    elif person and not is_of_all and members.filter(user=person).exists():
        address = person.email
    else:
        address = organization.email
    concerned = [] if message.person else _concerned(organization, person if is_of_all else None)
    if not address and concerned:
        return message.forward(concerned)
    context |= {"organization": organization, "centre": Centre.objects.get()}
    if address:
        copies = _copies(address, concerned) if is_of_all else []
        return send_notice(
            template, to=address, message=message, context=context, copies=copies, enclose=enclose
        )
    subject, text = write_notice(template, context, is_letter=True)
    organization.letters.get_or_create(key=message.reference, defaults={"subject": subject, "text": text})
    return message.State.ON_PAPER


def _concerned(organization: "Organization", person: User | None) -> list[User]:
    """The keepers of the account, and `person` while that person acts for the organisation."""
    rows = organization.memberships.filter(user__is_active=True)
    rows = rows.filter(Q(role="keeper") | Q(user=person)) if person else rows.filter(role="keeper")
    return [row.user for row in rows.select_related("user").order_by("pk")]


def _copies(to: str, persons: Iterable[User]) -> list[str]:
    """The addresses of `persons` without `to`, each once, however it is written."""
    addresses = {person.email.casefold(): person.email for person in persons}
    addresses.pop(to.casefold(), None)
    return list(addresses.values())


def _keepers(organization: "Organization") -> "QuerySet[Membership]":
    rows = organization.memberships.filter(user__is_active=True, role="keeper")
    return rows.select_related("user").order_by("pk")


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
    message: Message,
    context: dict[str, Any],
    enclose: Enclose | None = None,
) -> Message.State:
    """One notice about many acts, with a copy to the persons who made them; without any address, none."""
    to, copies = addresses_of(organization, persons)
    if not to:
        return message.State.WITHDRAWN
    context |= {"organization": organization, "centre": Centre.objects.get()}
    first, *others = to
    copies = [*others, *copies]
    return send_notice(template, to=first, message=message, context=context, copies=copies, enclose=enclose)


def invitation_sent(message: Message, invitation: "Invitation") -> Message.State:
    """To the invited address, unless the invitation is void by now."""
    if not invitation.is_pending:
        return message.State.WITHDRAWN
    return _send(message, invitation.email, invitation=invitation)


def access_asked(message: Message, asked: "AccessRequest") -> Message.State:
    """To every keeper of the account, each by a message of their own."""
    keepers = [keeper.user for keeper in _keepers(asked.organization)]
    if message.person is None:
        return message.forward(keepers)
    if message.person not in keepers:
        return message.State.WITHDRAWN
    return _send(message, message.person.email, access_request=asked)


def access_answered(message: Message, asked: "AccessRequest") -> Message.State:
    return _send(message, asked.user.email, access_request=asked)


def state_changed(message: Message, organization: "Organization") -> Message.State:
    """That it was suspended, closed or resumed, while that is so still."""
    states = {
        Mail.SUSPENDED: {"suspended"},
        Mail.CLOSED: {"closed"},
        Mail.RESUMED: {"registered", "verified"},
    }
    if organization.state not in states[Mail(message.kind)]:
        return message.State.WITHDRAWN
    template = f"organizations/email/{message.kind}"
    return tell(template, organization, person=None, message=message, context={})


def member_gone(message: Message, organization: "Organization") -> Message.State:
    """That somebody who acted for it has deleted their account; who it was, nobody knows any more."""
    context = {"is_last": not organization.memberships.exists()}
    template = "organizations/email/member_gone"
    return tell(template, organization, person=None, message=message, context=context, is_of_all=True)


def _send(message: Message, to: str, **context: object) -> Message.State:
    context |= {"centre": Centre.objects.get()}
    return send_notice(f"organizations/email/{message.kind}", to=to, message=message, context=context)
