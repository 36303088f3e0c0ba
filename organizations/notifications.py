"""Mails about people and organisations. Each function is named after what happened."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from jcop.mail import Enclose, send_notice, write_notice
from jcop.mail_kinds import KINDS, sends
from jcop.models import Centre, Message, User
from organizations.mail_kinds import Mail
from organizations.models import AccessRequest, Invitation, Membership, Organization


def tell(
    template: str,
    organization: Organization,
    *,
    persons: Iterable[User | None] = (),
    message: Message,
    context: dict[str, Any],
    enclose: Enclose | None = None,
    posted: str = "",
) -> Message.State:
    """The one place where a notice to an organisation finds its way; called by jobs of every app.

    To whoever of `persons` acted and still acts for it, to its address, to the keepers of its account: a
    receipt to the first of these, everything else in one mail to the first with copies to the others. When
    only keepers are left, each gets a message of their own. Where there is no address, a letter waits for the
    office, one however often the job runs. The words of the template `posted` go by post to whoever has no
    account, also beside a mail. A letter has no enclosure. Nothing is sent of what is switched off.
    """
    kind = KINDS[message.kind]
    if kind.is_optional and message.kind in organization.mails_off:
        return message.State.WITHDRAWN
    if message.person:
        addresses = _acting(organization, [message.person])
        if not addresses:
            return message.State.WITHDRAWN
    else:
        addresses = [*_acting(organization, persons), *filter(None, [organization.email])]
        keepers = [keeper.user for keeper in _keepers(organization)]
        if not addresses and keepers:
            return message.forward(keepers)
        addresses = addresses[:1] if kind.is_receipt else addresses_of(organization, persons)
    has_account = organization.has_account
    context |= _words(organization, has_account=has_account and bool(addresses))
    if not addresses or (posted and not has_account):
        subject, text = write_notice(posted or template, context, is_letter=True)
        words = {"subject": subject, "text": text}
        organization.letters.get_or_create(key=message.reference, defaults=words)
    if not addresses:
        return message.State.ON_PAPER
    return _send_to(addresses, template, message=message, context=context, enclose=enclose)


def _send_to(addresses: list[str], template: str, **notice: Any) -> Message.State:
    return send_notice(template, to=addresses[0], copies=addresses[1:], **notice)


def _words(organization: Organization, *, has_account: bool) -> dict[str, Any]:
    """What every notice to an organisation needs; whoever has no account is shown no page of the panel."""
    return {"organization": organization, "centre": Centre.objects.get(), "has_account": has_account}


def _acting(organization: Organization, persons: Iterable[User | None]) -> list[str]:
    """The addresses of those of `persons` who act for the organisation, in their order."""
    rows = organization.memberships.filter(user__is_active=True)
    addresses = dict(rows.values_list("user_id", "user__email"))
    return [addresses[person.pk] for person in persons if person and person.pk in addresses]


def _keepers(organization: Organization) -> QuerySet[Membership]:
    rows = organization.memberships.filter(user__is_active=True, role="keeper")
    return rows.select_related("user").order_by("pk")


def addresses_of(organization: Organization, persons: Iterable[User | None]) -> list[str]:
    """Everybody who is told of what touches the organisation, each once, however the address is written."""
    keepers = [keeper.user.email for keeper in _keepers(organization)]
    addresses: dict[str, str] = {}
    for address in (*_acting(organization, persons), *filter(None, [organization.email]), *keepers):
        addresses.setdefault(address.casefold(), address)
    return list(addresses.values())


def tell_at_once(
    template: str,
    organization: Organization,
    *,
    persons: Iterable[User],
    message: Message,
    context: dict[str, Any],
    enclose: Enclose | None = None,
) -> Message.State:
    """One notice about many acts, of several `persons`; without any address none: the office telephones."""
    addresses = addresses_of(organization, persons)
    if not addresses:
        return message.State.WITHDRAWN
    context |= _words(organization, has_account=organization.has_account)
    return _send_to(addresses, template, message=message, context=context, enclose=enclose)


@sends(Mail.INVITATION_SENT, is_personal=True)
def invitation_sent(message: Message) -> Message.State:
    """To the invited address, unless the invitation is void by now."""
    invitation: Invitation = message.subject
    if not invitation.is_pending:
        return message.State.WITHDRAWN
    return _send(message, invitation.email, invitation=invitation)


@sends(Mail.ACCESS_ASKED)
def access_asked(message: Message) -> Message.State:
    """To every keeper of the account, each by a message of their own."""
    asked: AccessRequest = message.subject
    keepers = [keeper.user for keeper in _keepers(asked.organization)]
    if message.person is None:
        return message.forward(keepers)
    if message.person not in keepers:
        return message.State.WITHDRAWN
    return _send(message, message.person.email, access_request=asked)


@sends(Mail.ACCESS_ANSWERED, is_personal=True)
def access_answered(message: Message) -> Message.State:
    asked: AccessRequest = message.subject
    return _send(message, asked.user.email, access_request=asked)


@sends(Mail.SUSPENDED, Mail.CLOSED, Mail.RESUMED)
def state_changed(message: Message) -> Message.State:
    """That it was suspended, closed or resumed, while that is so still."""
    organization: Organization = message.subject
    states = {
        Mail.SUSPENDED: {"suspended"},
        Mail.CLOSED: {"closed"},
        Mail.RESUMED: {"registered", "verified"},
    }
    if organization.state not in states[Mail(message.kind)]:
        return message.State.WITHDRAWN
    template = f"organizations/email/{message.kind}"
    return tell(template, organization, message=message, context={})


@sends(Mail.MEMBER_GONE)
def member_gone(message: Message) -> Message.State:
    """That somebody who acted for it has deleted their account; who it was, nobody knows any more."""
    organization: Organization = message.subject
    context = {"is_last": not organization.memberships.exists()}
    return tell("organizations/email/member_gone", organization, message=message, context=context)


def _send(message: Message, to: str, **context: object) -> Message.State:
    context |= {"centre": Centre.objects.get()}
    return send_notice(f"organizations/email/{message.kind}", to=to, message=message, context=context)
