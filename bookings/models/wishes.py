"""May this organisation take this, then? Each refusal is a sentence that names its rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from agreements.models import Agreement
from bookings.models.obstacles import met
from bookings.models.places import Bookable
from jcop.calendars import office_day_off
from jcop.hours import WARSAW, Day
from jcop.models import Centre, HouseRules
from jcop.timetable import Timetable
from jcop.wording import full_date
from jcop.workdays import workdays_after
from organizations.models import Organization

LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Thing:
    """What is to be taken, and how many pieces of it."""

    bookable: Bookable
    quantity: int = 1

    def span(self, starts_at: datetime, ends_at: datetime) -> DateTimeTZRange:
        """The time taken, with the buffers of the moment of booking."""
        return DateTimeTZRange(
            starts_at - timedelta(minutes=self.bookable.minutes_before),
            ends_at + timedelta(minutes=self.bookable.minutes_after),
            "[)",
        )


@dataclass(frozen=True)
class Wish:
    """What an organisation asks for; the first thing names the use. Instants are aware, `at` is now."""

    organization: Organization
    things: tuple[Thing, ...]
    starts_at: datetime
    ends_at: datetime
    persons: int
    at: datetime

    @property
    def day(self) -> date:
        """The Warsaw day of its start, by which rights and rules are judged."""
        return timezone.localdate(self.starts_at)

    @property
    def kind(self) -> str:
        return self.things[0].bookable.kind

    @cached_property
    def hours(self) -> Day:
        """The Centre's hours of its day, read once."""
        return hours_of(self.starts_at)

    @property
    def despite(self) -> list[str]:
        """What stands against its time, as whoever asks for it or grants it knows."""
        return met(self.hours, self.starts_at, self.ends_at)


def midnight(day: date) -> datetime:
    """The beginning of a Warsaw day."""
    return datetime.combine(day, time(), WARSAW)


def hours_of(moment: datetime) -> Day:
    """The Centre's hours of the Warsaw day of `moment`."""
    day = timezone.localdate(moment)
    return Timetable.between(day, day).on(day)


def refuse_while_centre_is_suspended(day: Day) -> None:
    """A suspension stops what is new; what was confirmed before it stands until somebody ends it."""
    for refusal in _suspension(day):
        raise refusal


def _suspension(day: Day) -> Iterator[ValidationError]:
    if day.is_suspended and day.period:
        until = day.period.valid_until
        end = f"do {full_date(until)}" if until else "do odwołania"
        told = f"Działalność Centrum jest zawieszona {end}: nie przyjmujemy rezerwacji na ten dzień."
        yield ValidationError({"day": ValidationError(told, code="centre_suspended")})


def refuse_suspended(organization: Organization) -> None:
    if not organization.may_start:
        raise ValidationError(
            "Organizacja jest zawieszona albo zamknięta i nie może rezerwować.", code="suspended"
        )


def agreement_for(wish: Wish) -> Agreement:
    """The agreement that grants every right needed on the day of the use."""
    refuse_suspended(wish.organization)
    found = Agreement.objects.of(wish.organization)
    for right in sorted({thing.bookable.right for thing in wish.things}):
        found = found.granting(right, wish.day)
    agreement = found.order_by("valid_from").first()
    if agreement is None:
        raise ValidationError(
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji.",
            code="no_right",
        )
    return agreement


def refuse_nonsense(things: tuple[Thing, ...], starts_at: datetime, ends_at: datetime) -> None:
    """What not even the office can have."""
    for thing in things:
        if not thing.bookable.is_active:
            raise ValidationError({"bookable": f"{thing.bookable} nie jest już do rezerwacji."})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": "Koniec musi być późniejszy niż początek."})


def checked(wish: Wish) -> bool:
    """Refuse what the rules of the Centre exclude; True when the worker has to confirm the rest."""
    refuse_nonsense(wish.things, wish.starts_at, wish.ends_at)
    for refusal in _refusals(wish, wish.hours):
        raise refusal
    by_worker = any(thing.bookable.confirmed_by == Bookable.ConfirmedBy.WORKER for thing in wish.things)
    return by_worker or bool(wish.despite)


def passed(wish: Wish, reason: str) -> str:
    """Let the office pass the rules for a reason; the reason to keep, empty when no rule is broken."""
    refuse_nonsense(wish.things, wish.starts_at, wish.ends_at)
    broken = [told for refusal in _refusals(wish, wish.hours) for told in refusal.messages]
    if broken and not reason.strip():
        told = f"{' '.join(broken)} Aby mimo to zapisać, proszę podać powód odstępstwa."
        raise ValidationError({"exception_reason": ValidationError(told, code="needs_reason")})
    return reason.strip() if broken else ""


def _refusals(wish: Wish, day: Day) -> Iterator[ValidationError]:
    """Each rule that the wish breaks, in the order in which people read them."""
    if wish.ends_at - wish.starts_at > LONGEST:
        yield ValidationError({"ends_at": "Jedna rezerwacja może trwać najwyżej 12 godzin."})
    if wish.starts_at <= wish.at:
        yield ValidationError({"starts_at": ValidationError("Ten termin już minął.", code="over")})
    for thing in wish.things:
        seats = thing.bookable.capacity
        if seats is not None and wish.persons > seats:
            yield ValidationError({"persons": f"{thing.bookable} mieści najwyżej {seats} osób."})
    yield from _too_soon_or_late(wish)
    limit = HouseRules.objects.strictest(wish.kind, wish.day)
    if limit and wish.persons > limit.persons:
        told = f"Zasady w Centrum („{limit.rules}”) dopuszczają w tym dniu najwyżej osób: {limit.persons}."
        yield ValidationError({"persons": told})
    yield from _suspension(day)


def bookable_days(at: datetime) -> tuple[date, date]:
    """The first and the last day that can be booked at this moment: notice and horizon."""
    today, centre = timezone.localdate(at), Centre.objects.get()
    first = workdays_after(today, centre.notice_days, office_day_off())
    return first, today + timedelta(days=centre.horizon_days)


def _too_soon_or_late(wish: Wish) -> Iterator[ValidationError]:
    first, last = bookable_days(wish.at)
    if wish.day < first:
        told = f"Rezerwujemy z wyprzedzeniem: najbliższy możliwy dzień to {first:%d.%m.%Y}."
        yield ValidationError({"day": ValidationError(told, code="too_soon")})
    if wish.day > last:
        told = f"Rezerwować można najdalej do {last:%d.%m.%Y}."
        yield ValidationError({"day": ValidationError(told, code="too_late")})
