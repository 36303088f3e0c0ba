"""May this organisation take this, then? Each refusal is a sentence that names its rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from agreements.models import Agreement
from bookings.models.allocations import TAKEN, Allocation
from bookings.models.places import Bookable, Resource
from jcop.calendars import office_day_off
from jcop.hours import Day, openings
from jcop.models import Centre, HouseRules
from jcop.timetable import Timetable
from jcop.wording import full_date
from jcop.workdays import workdays_after
from organizations.models import Organization

LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Wish:
    """What an organisation asks for; instants are aware, the span is half-open, `at` is now."""

    organization: Organization
    bookable: Bookable
    quantity: int
    starts_at: datetime
    ends_at: datetime
    persons: int
    at: datetime

    @property
    def span(self) -> DateTimeTZRange:
        """The time taken, with the buffers of the moment of booking."""
        return DateTimeTZRange(
            self.starts_at - timedelta(minutes=self.bookable.minutes_before),
            self.ends_at + timedelta(minutes=self.bookable.minutes_after),
            "[)",
        )


def hours_of(moment: datetime) -> Day:
    """The Centre's hours of the Warsaw day of `moment`."""
    day = timezone.localdate(moment)
    return Timetable.between(day, day).on(day)


def refuse_while_centre_is_suspended(day: Day) -> None:
    """A suspension stops what is new; what was confirmed before it stands until somebody ends it."""
    if day.is_suspended and day.period:
        until = day.period.valid_until
        end = f"do {full_date(until)}" if until else "do odwołania"
        told = f"Działalność Centrum jest zawieszona {end}: nie przyjmujemy rezerwacji na ten dzień."
        raise ValidationError({"day": ValidationError(told, code="centre_suspended")})


def _refuse_too_many(wish: Wish) -> None:
    """House rules in force on the day of the use may limit its persons."""
    limit = HouseRules.objects.strictest(wish.bookable.kind, timezone.localdate(wish.starts_at))
    if limit and wish.persons > limit.persons:
        told = f"Zasady w Centrum („{limit.rules}”) dopuszczają w tym dniu najwyżej osób: {limit.persons}."
        raise ValidationError({"persons": told})


def refuse_suspended(organization: Organization) -> None:
    if not organization.may_start:
        raise ValidationError(
            "Organizacja jest zawieszona albo zamknięta i nie może rezerwować.", code="suspended"
        )


def agreement_for(wish: Wish) -> Agreement:
    """The agreement that grants the right on the day of the use (the Warsaw day of its start)."""
    refuse_suspended(wish.organization)
    day = timezone.localdate(wish.starts_at)
    agreement = (
        Agreement.objects.of(wish.organization)
        .granting(wish.bookable.right, day)
        .order_by("valid_from")
        .first()
    )
    if agreement is None:
        raise ValidationError(
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji.",
            code="no_right",
        )
    return agreement


def checked(wish: Wish) -> bool:
    """Refuse what the rules of the Centre exclude; True when the worker has to confirm the rest."""
    bookable = wish.bookable
    if not bookable.is_active:
        raise ValidationError({"bookable": f"{bookable} nie jest już do rezerwacji."})
    if wish.ends_at <= wish.starts_at:
        raise ValidationError({"ends_at": "Koniec musi być późniejszy niż początek."})
    if wish.ends_at - wish.starts_at > LONGEST:
        raise ValidationError({"ends_at": "Jedna rezerwacja może trwać najwyżej 12 godzin."})
    if wish.starts_at <= wish.at:
        raise ValidationError({"starts_at": "Ten termin już minął."})
    if bookable.capacity is not None and wish.persons > bookable.capacity:
        raise ValidationError({"persons": f"{bookable} mieści najwyżej {bookable.capacity} osób."})
    centre = Centre.objects.get()
    _refuse_too_soon_or_late(wish, centre)
    _refuse_too_many(wish)
    day = hours_of(wish.starts_at)
    refuse_while_centre_is_suspended(day)
    return bookable.confirmed_by == Bookable.ConfirmedBy.WORKER or not _within_hours(wish, day)


def _refuse_too_soon_or_late(wish: Wish, centre: Centre) -> None:
    day, today = timezone.localdate(wish.starts_at), timezone.localdate(wish.at)
    first = workdays_after(today, centre.notice_days, office_day_off())
    if day < first:
        raise ValidationError(
            {"day": f"Rezerwujemy z wyprzedzeniem: najbliższy możliwy dzień to {first:%d.%m.%Y}."}
        )
    last = today + timedelta(days=centre.horizon_days)
    if day > last:
        raise ValidationError({"day": f"Rezerwować można najdalej do {last:%d.%m.%Y}."})


def _within_hours(wish: Wish, day: Day) -> bool:
    return any(opens <= wish.starts_at and wish.ends_at <= closes for opens, closes in openings([day]))


def free_units(wish: Wish) -> list[Resource]:
    """Lock the units of the bookable in the order of their ids; those that the wish will take."""
    units = list(
        Resource.objects.select_for_update(no_key=True).filter(bookables=wish.bookable).order_by("pk")
    )
    taken = set(
        Allocation.objects.filter(resource__in=units)
        .filter(during__overlap=wish.span)
        .values_list("resource_id", flat=True)
    )
    free = [unit for unit in units if unit.pk not in taken]
    if wish.bookable.takes == Bookable.Takes.ALL:
        if taken or not units:
            raise ValidationError(TAKEN, code="taken")
        return free
    if len(free) < wish.quantity:
        raise ValidationError(
            {"quantity": f"W tym czasie wolnych sztuk: {len(free)} (proszono o {wish.quantity})."},
            code="taken",
        )
    return free[: wish.quantity]
