"""May this organisation take this, then? Each refusal is a sentence that names its rule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import chain

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from agreements.models import Agreement, Right
from bookings.models.capacity import PERSONS, nowhere
from bookings.models.ground import Ground, days_to_book
from bookings.models.obstacles import outside, over_limit, over_seats
from bookings.models.places import Bookable
from bookings.models.quota import COUNTED, WEEK, has_room, hours, what_is_left
from jcop.centre.calendars import office_day_off
from jcop.centre.timetable import Timetable
from jcop.models import Centre
from jcop.opening.hours import Day, monday_of, openings
from jcop.opening.wording import full_date
from jcop.opening.workdays import workdays_after
from jcop.templatetags.polish import odmiana
from organizations.models import Organization


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
    """What an organisation asks for; the first thing names the use. Instants are aware, `at` is now.

    Without an organisation it is a guest's, who asks for advice and needs no right.

    A duty is held at a desk, or in a room that serves for it: then the right to duties is what counts.
    """

    organization: Organization | None
    things: tuple[Thing, ...]
    starts_at: datetime
    ends_at: datetime
    persons: int
    at: datetime
    is_duty: bool = field(default=False, kw_only=True)
    # What each of its guests pays.
    fee: Decimal | None = field(default=None, kw_only=True)
    # The booking that gives its own time up for this one.
    instead_of: int | None = field(default=None, kw_only=True)
    # What many wishes are judged by together; a wish alone reads for its own day.
    given: Ground | None = field(default=None, kw_only=True)

    @cached_property
    def ground(self) -> Ground:
        instead_of = () if self.instead_of is None else (self.instead_of,)
        return self.given or Ground(self.organization, self.day, self.day, instead_of)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def day(self) -> date:
        """The Warsaw day of its start, by which rights and rules are judged."""
        return timezone.localdate(self.starts_at)

    @property
    def kind(self) -> str:
        return Bookable.Kind.DUTY if self.is_duty else self.things[0].bookable.kind

    @property
    def rights(self) -> list[str]:
        """Every right that it takes."""
        place, *others = (thing.bookable for thing in self.things)
        return sorted({Right.DUTY if self.is_duty else place.right, *(thing.right for thing in others)})

    @cached_property
    def is_outside_hours(self) -> bool:
        """Some of it is wanted when that thing is not booked: somebody has to come with the keys."""
        days = (self.ground.bookable_day(thing.bookable, self.day) for thing in self.things)
        return not all(self._fits(day) for day in days)

    def _fits(self, day: Day) -> bool:
        return any(opens <= self.starts_at and self.ends_at <= closes for opens, closes in openings([day]))

    @property
    def despite(self) -> list[str]:
        """What stands against its time and its persons, as whoever asks for it or grants it knows."""
        hours = [str(outside(self.ground.hours(self.day)))] if self.is_outside_hours else []
        limits = [limit for limit in self.ground.limits(self.kind, self.day) if limit.persons < self.persons]
        seats = [(thing.bookable, thing.bookable.capacity) for thing in self.things]
        full = [place for place, most in seats if most is not None and most < self.persons]
        return [*hours, *map(over_limit, limits), *map(over_seats, full)]


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
    assert wish.organization is not None
    refuse_suspended(wish.organization)
    found = wish.ground.agreements(wish.rights, wish.day)
    if not found:
        raise ValidationError(
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji.",
            code="no_right",
        )
    return found[0]


def refuse_nonsense(things: tuple[Thing, ...], starts_at: datetime, ends_at: datetime) -> None:
    """What not even the office can have."""
    for thing in things:
        if not thing.bookable.is_active:
            raise ValidationError({"bookable": f"{thing.bookable} nie jest już do rezerwacji."})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": "Koniec musi być późniejszy niż początek."})


def refuse_past(wish: Wish) -> None:
    """Of a time that is over, nothing else is worth telling."""
    refuse_nonsense(wish.things, wish.starts_at, wish.ends_at)
    for refusal in _over(wish):
        raise refusal


def _over(wish: Wish) -> Iterator[ValidationError]:
    if wish.starts_at <= wish.at:
        yield ValidationError({"starts_at": ValidationError("Ten termin już minął.", code="over")})


def _refuse_wrong_place(wish: Wish) -> None:
    """A duty is not held everywhere, and a desk serves nothing else."""
    place = wish.things[0].bookable
    if wish.is_duty and not place.may_serve_duties:
        raise ValidationError({"bookable": f"{place}: tu nie pełni się dyżurów. Proszę wybrać inne miejsce."})


def checked(wish: Wish) -> bool:
    """Refuse what the rules of the Centre exclude; True when the worker has to confirm the rest."""
    refuse_nonsense(wish.things, wish.starts_at, wish.ends_at)
    _refuse_wrong_place(wish)
    for refusal in chain(_refusals(wish), _too_many(wish, is_by_office=False)):
        raise refusal
    by_worker = any(thing.bookable.confirmed_by == Bookable.ConfirmedBy.WORKER for thing in wish.things)
    return by_worker or wish.is_duty or wish.is_outside_hours or wish.fee is not None


def refuse_fee(fee: Decimal | None) -> None:
    """Whether guests may pay is a setting of the Centre; organisations declare that they do not."""
    if fee is not None and not Centre.objects.get().fees_allowed:
        told = "Organizacje nie pobierają w Centrum opłat od uczestników."
        raise ValidationError({"fee": ValidationError(told, code="fee")})


def passed(wish: Wish, reason: str) -> str:
    """Let the office pass the rules for a reason; the reason to keep, empty when no rule is broken."""
    refuse_nonsense(wish.things, wish.starts_at, wish.ends_at)
    _refuse_wrong_place(wish)
    refusals = chain(_refusals(wish), _too_many(wish, is_by_office=True))
    broken = [told for refusal in refusals for told in refusal.messages]
    if broken and not reason.strip():
        told = f"{' '.join(broken)} Aby mimo to zapisać, proszę podać powód odstępstwa."
        raise ValidationError({"exception_reason": ValidationError(told, code="needs_reason")})
    return reason.strip() if broken else ""


def _refusals(wish: Wish) -> Iterator[ValidationError]:
    """Each rule that the wish breaks, in the order in which people read them.

    Seats come after them, so that a bigger place is all that is missing when it is told alone.
    """
    centre = wish.ground.centre
    if wish.length > timedelta(hours=centre.longest_hours):
        last = timezone.localtime(wish.starts_at + timedelta(hours=centre.longest_hours))
        told = (
            f"Jedna rezerwacja może trwać najwyżej {centre.longest_hours} godz.:"
            f" przy tym początku najdalej do {last:%d.%m.%Y, godz. %H:%M}."
        )
        yield ValidationError({"ends_at": ValidationError(told, code="too_long")})
    yield from _over(wish)
    yield from _too_soon_or_late(wish, *wish.ground.bookable_days(wish.at))
    limit = wish.ground.strictest(wish.kind, wish.day)
    if limit and wish.persons > limit.persons:
        told = f"Zasady w Centrum („{limit.rules}”) dopuszczają w tym dniu najwyżej osób: {limit.persons}."
        yield ValidationError({"persons": ValidationError(told, code="rules_persons")})
    yield from refusals_of_quota(wish, centre.weekly_hours)
    yield from _suspension(wish.ground.hours(wish.day))


def refusals_of_quota(wish: Wish, weekly_hours: int | None) -> Iterator[ValidationError]:
    if weekly_hours is None or wish.kind not in COUNTED:
        return
    monday = monday_of(wish.day)
    if not has_room(timedelta(), wish.length, weekly_hours):
        told = f"Organizacja może mieć w tygodniu najwyżej {weekly_hours} godz. rezerwacji."
        yield ValidationError({"ends_at": ValidationError(told, code="quota_never")})
        return
    taken = wish.ground.taken.get(monday, timedelta())
    if not has_room(taken, wish.length, weekly_hours):
        told = (
            f"{what_is_left(monday, taken, weekly_hours)}, a ten termin to {hours(wish.length)}"
            f" Następny tydzień zaczyna się {monday + WEEK:%d.%m.%Y}."
        )
        yield ValidationError({"day": ValidationError(told, code="quota")})


def _too_many(wish: Wish, *, is_by_office: bool) -> Iterator[ValidationError]:
    """Whoever asks is told when there is no bigger place; the office knows its house."""
    for thing in wish.things:
        seats = thing.bookable.capacity
        if seats is not None and wish.persons > seats:
            told = f"{thing.bookable} mieści najwyżej {seats} {odmiana(seats, PERSONS)}."
            if thing.bookable.kind == Bookable.Kind.ADVICE:
                told = f"Na rozmowę z doradcą może przyjść najwyżej osób: {seats}."
            elif not is_by_office:
                told = nowhere(wish.persons, _like(wish), wish.ground.centre.phone) or told
            yield ValidationError({"persons": ValidationError(told, code="too_many")})


def _like(wish: Wish) -> list[Bookable]:
    """Places that may serve as the wanted one does."""
    if wish.is_duty:
        return [place for place in wish.ground.places if place.may_serve_duties]
    return [place for place in wish.ground.places if place.kind == wish.kind]


def bookable_days(at: datetime) -> tuple[date, date]:
    """The first and the last day that can be booked at this moment: notice and horizon."""
    return days_to_book(at, Centre.objects.get(), office_day_off())


def _too_soon_or_late(wish: Wish, first: date, last: date) -> Iterator[ValidationError]:
    if wish.day < first:
        told = f"Rezerwujemy z wyprzedzeniem: najbliższy możliwy dzień to {first:%d.%m.%Y}."
        yield ValidationError({"day": ValidationError(told, code="too_soon")})
    if wish.day > last:
        told = f"Rezerwować można najdalej do {last:%d.%m.%Y}."
        yield ValidationError({"day": ValidationError(told, code="too_late")})


def last_day_to_cancel(starts_at: datetime) -> date:
    """The last day on which the organisation itself may cancel: so many working days before the use."""
    day_off, day, one = office_day_off(), timezone.localdate(starts_at), timedelta(days=1)
    for _ in range(Centre.objects.get().cancel_days):
        day -= one
        while workdays_after(day - one, 1, day_off) != day:
            day -= one
    return day


def refuse_late_cancelling(starts_at: datetime, at: datetime, *, act: str = "odwołać") -> None:
    """After the cut-off the Centre has to hear of it by telephone."""
    last = last_day_to_cancel(starts_at)
    if timezone.localdate(at) > last:
        phone = Centre.objects.get().phone
        told = (
            f"Tę rezerwację można było {act} w portalu do {last:%d.%m.%Y}."
            f" Teraz proszę zadzwonić do Centrum: {phone}."
        )
        raise ValidationError(told, code="too_late_to_cancel")
