"""Mail leaves through jobs: enqueued in the transaction that causes it, sent by the worker."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from jcop.jobs import enqueue
from jcop.models import Centre, SecondFactorReset

SENDER_DOMAIN = re.compile(r"@([^>]+)>?$")


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a mail; `kind` is its media type."""

    name: str
    content: str
    kind: str


# What a notice to this address encloses; some files name their reader.
Enclose = Callable[[str], Enclosure]


def sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _message_id(key: str | None = None) -> str:
    match = SENDER_DOMAIN.search(settings.DEFAULT_FROM_EMAIL)
    domain = match[1] if match else None
    return f"<{key}@{domain}>" if key else make_msgid(domain=domain)


def enqueue_mail(*, to: str, subject: str, text: str, html: str) -> None:
    """Enqueue one rendered mail. Its Message-ID is fixed now, so that a repeated sending shows it."""
    enqueue("send_mail", to=to, subject=subject, text=text, html=html, message_id=_message_id())


def send(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    enclosures: Sequence[Enclosure] = (),
    copies: Sequence[str] = (),
) -> None:
    """Hand one rendered mail to the mail server; called by jobs only."""
    mail = EmailMultiAlternatives(subject, text, to=[to], cc=copies, headers={"Message-ID": message_id})
    if html:
        mail.attach_alternative(html, "text/html")
    for enclosure in enclosures:
        mail.attach(enclosure.name, enclosure.content, enclosure.kind)
    mail.send()


def write_notice(template: str, context: dict[str, Any], *, is_letter: bool = False) -> tuple[str, str]:
    """Subject and text of a notice; a letter does not say that it cannot be answered."""
    context = {**context, "site_url": settings.SITE_URL, "is_letter": is_letter}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return subject, render_to_string(f"{template}_body.txt", context).strip() + "\n"


def send_notice(
    template: str,
    *,
    to: str,
    key: str,
    context: dict[str, Any],
    enclose: Enclose | None = None,
    copies: Sequence[str] = (),
) -> None:
    """Render `<template>_subject.txt` and `_body.txt` and send them; called by jobs only.

    The HTML part is made from the same words.

    `key` names what happened (event and primary key): it makes the Message-ID, so that a mail that
    a crash repeats is recognised as the same one.
    """
    subject, text = write_notice(template, context)
    send(
        to=to,
        subject=f"[JCOP] {subject}",
        text=text,
        html=render_to_string("email/notice.html", {"text": text, "site_url": settings.SITE_URL}),
        message_id=_message_id(key),
        enclosures=[enclose(to)] if enclose else [],
        copies=copies,
    )


def second_factor_reset(reset: SecondFactorReset) -> None:
    """To the person whose second factor the administrator took away: it may not have been asked for."""
    send_notice(
        "jcop/email/second_factor_reset",
        to=reset.user.email,
        key=f"second_factor_reset.{reset.pk}",
        context={"reset": reset, "centre": Centre.objects.get()},
    )
