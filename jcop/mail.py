"""Mail leaves through jobs: its row is written in the transaction that causes it, its text by the worker."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.template.loader import render_to_string

from jcop.mail_kinds import Mail, sends
from jcop.models import Centre, Message, MessageText
from jcop.models.messages import post

SENDER_DOMAIN = re.compile(r"@([^>]+)>?$")
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a mail; `kind` is its media type.

    One `is_shown` is also a form of the mail itself (RFC 6047, 2.4): programs that know it act upon it.
    """

    name: str
    content: str
    kind: str
    is_shown: bool = False


# What a notice to this address encloses; some files name their reader.
Enclose = Callable[[str], Sequence[Enclosure]]


def sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _message_id(message: Message) -> str:
    """The same at every try, so that a mail that a crash repeats is recognised as the same one."""
    match = SENDER_DOMAIN.search(settings.DEFAULT_FROM_EMAIL)
    return f"<{message.reference}@{match[1] if match else 'localhost'}>"


def _send(
    message: Message,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    enclosures: Sequence[Enclosure] = (),
    copies: Sequence[str] = (),
) -> Message.State:
    headers = {"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, to=[to], cc=copies, headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    for enclosure in [each for each in enclosures if each.is_shown][:1]:
        mail.attach_alternative(enclosure.content, enclosure.kind)
    for enclosure in enclosures:
        mail.attach(enclosure.name, enclosure.content, enclosure.kind)
    mail.send()
    return Message.State.SENT


def write_notice(template: str, context: dict[str, Any], *, is_letter: bool = False) -> tuple[str, str]:
    """Subject, which is the first line of the template, and text; a letter does not ask not to be answered.

    What a template leaves out leaves one empty line.
    """
    context = {**context, "site_url": settings.SITE_URL, "is_letter": is_letter}
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    return " ".join(subject.split()), EMPTY_LINES.sub("\n\n", text.strip()) + "\n"


def send_notice(
    template: str,
    *,
    to: str,
    message: Message,
    context: dict[str, Any],
    enclose: Enclose | None = None,
    copies: Sequence[str] = (),
) -> Message.State:
    """Render `<template>.txt` and send it; called by jobs only."""
    subject, text = write_notice(template, context)
    return _send(
        message,
        to=to,
        subject=f"[JCOP] {subject}",
        text=text,
        html=_as_html(text),
        enclosures=enclose(to) if enclose else (),
        copies=copies,
    )


def _as_html(text: str) -> str:
    """The HTML part is made from the same words."""
    return render_to_string("email/notice.html", {"text": text, "site_url": settings.SITE_URL})


@transaction.atomic
def post_text(
    mail: models.TextChoices,
    *,
    address: str,
    subject: str,
    text: str,
    html: str,
    to: models.Model | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Ask for a mail whose text cannot be made again later; with a code, it ends when the code does."""
    message = post(mail, to=to, ends_at=ends_at)
    MessageText.objects.create(message=message, address=address, subject=subject, body=text, html=html)


def post_code(
    mail: models.TextChoices,
    template: str,
    *,
    address: str,
    to: models.Model,
    context: dict[str, Any],
    ends_at: datetime,
) -> None:
    """A notice with a code of our own, written now: the database keeps the code's digest only."""
    subject, text = write_notice(template, context)
    post_text(
        mail,
        address=address,
        subject=f"[JCOP] {subject}",
        text=text,
        html=_as_html(text),
        to=to,
        ends_at=ends_at,
    )


@sends(Mail.ACCOUNT_CODE, Mail.ACCOUNT_NOTICE, is_personal=True)
def send_text(message: Message) -> Message.State:
    """As it was written; without its text there is nothing to send."""
    for written in MessageText.objects.filter(message=message):
        return _send(
            message,
            to=written.address,
            subject=written.subject,
            text=written.body,
            html=written.html,
        )
    return message.State.WITHDRAWN


@sends(Mail.SECOND_FACTOR_RESET, is_personal=True)
def second_factor_reset(message: Message) -> Message.State:
    """To the person whose second factor the administrator took away: it may not have been asked for."""
    return send_notice(
        "jcop/email/second_factor_reset",
        to=message.recipient.email,
        message=message,
        context={"reset": message.subject, "centre": Centre.objects.get()},
    )


@sends(Mail.ACCOUNT_INVITATION, is_personal=True)
def account_invitation(message: Message) -> Message.State:
    """To whoever the administrator made an account for, until they have signed in: how to, by a code."""
    if message.recipient.last_login or not message.recipient.is_active:
        return message.State.WITHDRAWN
    return send_notice(
        "jcop/email/account_invitation",
        to=message.recipient.email,
        message=message,
        context={
            "user": message.recipient,
            "code_minutes": settings.CODE_MINUTES,
            "centre": Centre.objects.get(),
        },
    )
