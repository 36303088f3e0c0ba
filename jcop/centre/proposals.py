"""Announcements offered to the clerk: what has just been decided, in sentences ready to publish."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from jcop import richtext
from jcop.centre.timetable import period_sentence
from jcop.models import Announcement, Centre, HoursPeriod
from jcop.opening.hours import WARSAW
from jcop.opening.wording import full_date, in_time, on_dates, sentence

PLAIN = str.maketrans("łŁ", "lL")
KINDS = ("godziny", "zawieszenie", "wznowienie")


def proposal(key: str) -> dict[str, Any]:
    """Fields of an announcement about „godziny-17”, „zawieszenie-17” or „wznowienie-17”; none if unknown."""
    kind, _, pk = key.partition("-")
    if kind not in KINDS or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return {}
    period = HoursPeriod.objects.filter(pk=pk, published_at__isnull=False).first()
    is_suspension = period is not None and period.kind == HoursPeriod.Kind.SUSPENSION
    if period is None or is_suspension == (kind == "godziny"):
        return {}
    if kind == "wznowienie" and period.valid_until is None:
        return {}
    title, body = {"godziny": _hours, "zawieszenie": _suspension, "wznowienie": _resumption}[kind](
        period, Centre.objects.get()
    )
    fields: dict[str, Any] = {
        "title": title,
        "slug": free_slug(title),
        "body": richtext.from_markup(body.replace("\xa0", " ")),
    }
    if period.valid_until and kind != "wznowienie":
        fields["publish_until"] = datetime.combine(period.valid_until + timedelta(days=1), time(), WARSAW)
    return fields


def _hours(period: HoursPeriod, centre: Centre) -> tuple[str, str]:
    last = period.valid_until or period.valid_from
    is_short = period.as_period().is_short
    when = on_dates(period.valid_from, last) if is_short else in_time(period.valid_from, period.valid_until)
    body = [period_sentence(period.as_period())]
    if period.reason:
        body.append(f"Powód: {period.reason.rstrip('.')}.")
    if period.note:
        body.append(period.note)
    if period.is_by_phone:
        body.append(
            "Szczególnie zachęcamy do kontaktu telefonicznego lub pod adresem e-mail:"
            f" tel. {centre.phone}, {centre.email}."
        )
    return f"Godziny otwarcia Centrum {when}", "\n\n".join(body)


def _suspension(period: HoursPeriod, centre: Centre) -> tuple[str, str]:
    end = f"do {full_date(period.valid_until)}" if period.valid_until else "do odwołania"
    contact = period.contact or f"{centre.unit}, tel. {centre.unit_phone}, {centre.unit_email}"
    body = [
        sentence(f"Od {full_date(period.valid_from)} działalność Centrum zostaje zawieszona {end}"),
        f"Powód: {period.reason.rstrip('.')}.",
        f"Wszelkich informacji udziela: {contact}.",
        "Nie przyjmujemy nowych rezerwacji. Zapotrzebowania można składać, a terminy ich rozpatrzenia"
        " biegną.",
    ]
    return f"Zawieszenie działalności {end}", "\n\n".join(body)


def _resumption(period: HoursPeriod, centre: Centre) -> tuple[str, str]:
    first = (period.valid_until or period.valid_from) + timedelta(days=1)
    is_past = first < timezone.localdate()
    verb = "wznowiło" if is_past else "wznawia"
    body = [
        sentence(
            f"Od {full_date(first)} swoją działalność {verb} {centre.name}, {centre.street}, {centre.city}"
        ),
        "Zapraszamy organizacje pozarządowe do korzystania z oferowanych form i usług.",
    ]
    return f"{centre.name} wznawia swoją działalność", "\n\n".join(body)


def free_slug(title: str) -> str:
    """An address of the announcement that no other has."""
    stem = slugify(re.sub("[–—]", "-", title.removesuffix(" r.")).translate(PLAIN))[:70].strip("-")
    taken = set(Announcement.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug
