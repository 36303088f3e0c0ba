"""What bookings contribute to pages that belong to everyone."""

import html
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from agreements.models import Agreement
from bookings.calendars.availability import Entry
from bookings.calendars.programme import Shown, next_events
from bookings.calendars.roster import Roster, roster
from bookings.models import (
    FOUNDING,
    AdviceVisit,
    Booking,
    ClosureMessage,
    Event,
    Handover,
    Series,
    Topic,
    WantedTimes,
)
from bookings.models.bookings import OFFICE_DAYS, WORKER_DAYS
from bookings.search.finding import FreeTime
from bookings.search.slots import AdviceSlot, nearest_by_topic
from jcop.accounts.desk import Queue
from jcop.centre.calendars import office_day_off
from jcop.centre.timetable import Timetable
from jcop.models import User
from jcop.opening.hours import ONE_DAY, Day, midnight, monday_of
from jcop.opening.wording import ON_WEEKDAY
from jcop.opening.workdays import workdays_after
from organizations.models import Organization

register = template.Library()

ON_DESK = 5
BOOKINGS = "rezerwacja,rezerwacje,rezerwacji"
SERIES = "seria,serie,serii"
EVENTS = "wydarzenie,wydarzenia,wydarzeń"
VISITS = "porada,porady,porad"
IN_DIRECTORY = 5
ON_HOME = 3
NOW_AND_NEXT = timedelta(days=14)


@register.simple_tag
def booking_queues(user: User) -> list[Queue]:
    """What waits longest leads the worker's list; what waits too long is the Referat's."""
    if not user.has_perm("bookings.view_booking"):
        return []
    rows, series, now = Booking.objects, Series.objects, timezone.now()
    today, single = timezone.localdate(now), Booking.objects.single()
    lists: list[tuple[str, str, str, QuerySet[Booking] | QuerySet[Series]]] = []
    if user.has_perm("agreements.examine_servicerequest"):
        late = "bez odpowiedzi Centrum od 4 dni roboczych"
        lists.append((BOOKINGS, late, "ponad-4-dni", single.neglected(today, OFFICE_DAYS)))
        lists.append((SERIES, late, "ponad-4-dni", series.neglected(today, OFFICE_DAYS)))
    if user.has_perm("bookings.confirm_booking"):
        late = "bez odpowiedzi od 2 dni roboczych"
        lists.append((BOOKINGS, late, "ponad-2-dni", single.neglected(today, WORKER_DAYS)))
        lists.append((SERIES, late, "ponad-2-dni", series.neglected(today, WORKER_DAYS)))
    lists.append((BOOKINGS, "do potwierdzenia", "potwierdzenie", single.awaiting_worker()))
    lists.append((SERIES, "do potwierdzenia", "potwierdzenie", series.awaiting_worker()))
    if user.has_perm("bookings.confirm_booking"):
        lists.append((BOOKINGS, "w konflikcie z godzinami lub prawem", "konflikty", rows.in_conflict(now)))
        lists.append(
            ("propozycja,propozycje,propozycji", "terminu bez odpowiedzi", "propozycje", rows.unanswered())
        )
        lists.append((BOOKINGS, "do odnotowania po użyciu", "odnotowanie", rows.to_note(now)))
    queues = [
        Queue(noun, rest, found.count(), f"{_list_of(found)}?kolejka={slug}")
        for noun, rest, slug, found in lists
    ]
    if user.has_perm("bookings.confirm_booking"):
        wanted = WantedTimes.objects.to_agree(today).count()
        listed = reverse("admin:bookings_wantedtimes_changelist")
        queues.append(Queue("termin,terminy,terminów", "z zapotrzebowań do uzgodnienia", wanted, listed))
    queues += _queues_of_advice(user, now)
    if user.has_perm("bookings.call_closuremessage"):
        calls = reverse("admin:bookings_closuremessage_changelist")
        waiting = ClosureMessage.objects.to_call().count()
        unreached = "do organizacji bez adresu e-mail"
        queues.append(Queue("telefon,telefony,telefonów", unreached, waiting, f"{calls}?kolejka=zadzwon"))
    queues += _queues_of_events(user, now)
    if user.has_perm("bookings.view_handover"):
        overdue = f"{reverse('admin:bookings_handover_changelist')}?kolejka=po-terminie"
        out = Handover.objects.overdue(now).count()
        queues.append(Queue("wydanie,wydania,wydań", "kluczy i sprzętu bez zwrotu w terminie", out, overdue))
    return queues


def _queues_of_advice(user: User, now: datetime) -> list[Queue]:
    if not user.has_perm("bookings.record_advicevisit"):
        return []
    visits = AdviceVisit.objects.all()
    if not user.has_perm("bookings.confirm_booking"):
        visits = visits.advised_by(user)
    listed = reverse("admin:bookings_advicevisit_changelist")
    asked, bare = visits.to_confirm().count(), visits.without_card(now).count()
    return [
        Queue(VISITS, "do potwierdzenia", asked, f"{listed}?kolejka=potwierdzenie"),
        Queue(VISITS, "bez karty", bare, f"{listed}?kolejka=bez-karty"),
    ]


def _queues_of_events(user: User, now: datetime) -> list[Queue]:
    if not user.has_perm("bookings.change_event"):
        return []
    listed = reverse("admin:bookings_event_changelist")
    lists = [
        ("szkic,szkice,szkiców", "wydarzeń do ogłoszenia", "szkice", Event.objects.drafts()),
        (EVENTS, "z listą oczekujących", "oczekujacy", Event.objects.with_queue(now)),
        (EVENTS, "do odnotowania obecności", "obecnosc", Event.objects.to_attend(now)),
    ]
    return [Queue(noun, rest, found.count(), f"{listed}?kolejka={slug}") for noun, rest, slug, found in lists]


def _list_of(rows: QuerySet[Any]) -> str:
    return reverse(f"admin:bookings_{rows.model._meta.model_name}_changelist")


@register.simple_tag
def bookings_hit(first: date, last: date | None) -> Queue:
    """Bookings that hold a place on these days, and where they are listed; no last day is no end."""
    rows = Booking.objects.filter(holds=True, starts_at__gte=midnight(first))
    query = f"starts_at__gte={first}"
    if last:
        rows = rows.filter(starts_at__lt=midnight(last + ONE_DAY))
        query += f"&starts_at__lt={last + ONE_DAY}"
    return Queue(BOOKINGS, "", rows.count(), f"{reverse('admin:bookings_booking_changelist')}?{query}")


@register.simple_tag
def bookings_carried_by(agreement: Agreement) -> QuerySet[Booking]:
    """What an agreement carries from now on: bookings that lose their ground when it ends."""
    rows = Booking.objects.filter(agreement=agreement, holds=True).upcoming(timezone.now())
    return rows.prefetch_related("items__bookable")


@register.simple_tag
def desk_bookings(organization: Organization) -> QuerySet[Booking]:
    """The next few bookings of the organisation."""
    rows = Booking.objects.of(organization).upcoming(timezone.now())
    rows = rows.select_related("organization", "series_date", "visit").prefetch_related("items__bookable")
    return rows[:ON_DESK]


@register.simple_tag
def founders_topics() -> list[tuple[Topic, AdviceSlot | None]]:
    """What founders may ask about, and when somebody is free to answer."""
    topics = [topic for topic in Topic if topic in FOUNDING]
    nearest = nearest_by_topic(topics, timezone.now())
    return [(topic, nearest.get(topic)) for topic in topics]


@register.simple_tag
def duties_now_and_next(days: Iterable[Day]) -> Roster:
    """Which organisations are on duty now, and which are the next; `days` are the Centre's hours."""
    now = timezone.now()
    today = timezone.localdate(now)
    return roster(Booking.objects.on_days(today, today + NOW_AND_NEXT), days, now)


@register.simple_tag
def duty_roster(days: Sequence[Day], weeks: int) -> Roster:
    """Duties of organisations from today to the end of so many weeks, this one included."""
    now = timezone.now()
    today = timezone.localdate(now)
    last = monday_of(today) + timedelta(weeks=weeks, days=-1)
    return roster(Booking.objects.on_days(today, last), days, now, left=(today, last))


@register.simple_tag
def coming_events() -> list[Shown]:
    """The next few events of the Centre."""
    return next_events(timezone.now(), ON_HOME)


@register.simple_tag
def coming_duties(organization: Organization) -> Roster:
    """The next few duties of one organisation."""
    now = timezone.now()
    days = Timetable.of_weeks(timezone.localdate(now)).days
    found = roster(Booking.objects.of(organization).upcoming(now), days, now)
    return Roster(found.duties[:IN_DIRECTORY], now)


@register.simple_tag
def day_sheets(user: User) -> list[tuple[str, str]]:
    """The sheets that the worker prints: today and the next working day, each with its address."""
    if not user.has_perm("bookings.view_booking"):
        return []
    today = timezone.localdate()
    following = workdays_after(today, 1, office_day_off())
    url = reverse("admin:bookings_booking_day_sheet")
    return [
        (f"Arkusz dnia (PDF): {name}, {ON_WEEKDAY[day.weekday()]} {day:%d.%m}", f"{url}?dzien={day}")
        for name, day in (("dziś", today), ("najbliższy dzień roboczy", following))
    ]


@register.simple_tag
def booking_query(free: FreeTime, length: timedelta, persons: int, quantity: int) -> str:
    """What fills the booking form with the beginning of a free time."""
    starts_at, ends_at = (timezone.localtime(moment) for moment in (free.starts_at, free.until(length)))
    return (
        f"sala={free.bookable.pk}&dzien={starts_at:%Y-%m-%d}&od={starts_at:%H:%M}&do={ends_at:%H:%M}"
        f"&osob={persons}&sztuk={quantity}"
    )


@register.filter
def entry_list(entries: list[Entry]) -> SafeString:
    """The entries of one day as a list. Not a template's: a node for each costs three times."""
    items = "".join([f'<li class="entry">{_said(entry)}</li>' for entry in entries])
    return SafeString(f"<ul>{items}</ul>" if items else "")


def _said(entry: Entry) -> str:
    said = f'<span class="unbroken">{entry.hours}</span> {html.escape(entry.words)}'
    return f'<a href="{html.escape(entry.href)}">{said}</a>' if entry.href else said
