"""Duties of the demonstration's organisations, and keys that are out, by the real verbs."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bookings.demo.cases import CASES, DAYS_AHEAD, DAYS_BACK, tell_nobody
from bookings.models import Bookable, Booking, Resource
from jcop.models import User
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization

HELP = [
    "Pomoc w pisaniu pism do urzędów",
    "Rozmowa dla osób, które zostały same",
    "Zapisy na zajęcia sportowe dla dorosłych",
    "Zapisy na zajęcia sportowe dla dzieci",
    "Sprawy sąsiedzkie i wspólne sprzątanie",
    "Pierwsza pomoc: pokaz dla każdego",
]
# Weekday, hours, number of the organisation.
WEEK = [
    (0, 15, 17, 0),
    (0, 17, 18, 1),
    (1, 10, 12, 2),
    (2, 10, 12, 4),
    (3, 12, 15, 5),
    (3, 15, 18, 0),
    (4, 8, 15, 3),
]


def book(now: datetime) -> None:
    """Duties on the days that have none yet: one waits for the worker, one is called off."""
    today = timezone.localdate(now)
    desk = _desk()
    organizations = [Organization.objects.get(name=case.name) for case in CASES if case.stage == "in_force"]
    for organization, phone in zip(
        organizations, ("32 000 00 01", "32 000 00 02", "", "32 000 00 04"), strict=False
    ):
        Organization.objects.filter(pk=organization.pk).update(public_phone=phone)
    last = Booking.objects.duties().order_by("-starts_at").values_list("starts_at", flat=True).first()
    after = timezone.localdate(last) if last else today - timedelta(days=DAYS_BACK + 1)
    is_first = last is None
    for offset in range(-DAYS_BACK, DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        if day <= after or statutory_day_off(day):
            continue
        for weekday, opens, closes, number in WEEK:
            if weekday == day.weekday():
                _duty(organizations[number], desk, day, (opens, closes), HELP[number], today)
    if is_first:
        _call_one_off(today)
        _hand_keys_out(now)
    tell_nobody()


def _desk() -> Bookable:
    desk, is_new = Bookable.objects.get_or_create(
        slug="stanowisko-dyzurowe",
        defaults={
            "kind": Bookable.Kind.DUTY,
            "name": "Stanowisko dyżurowe",
            "capacity": 4,
            "confirmed_by": Bookable.ConfirmedBy.WORKER,
            "description": "Biurko z dwoma krzesłami dla odwiedzających, przy wejściu.",
        },
    )
    if is_new:
        desk.units.add(Resource.objects.create(name="Stanowisko dyżurowe"))
    return desk


def _duty(
    organization: Organization,
    desk: Bookable,
    day: date,
    hours: tuple[int, int],
    help_line: str,
    today: date,
) -> None:
    starts_at, ends_at = (datetime.combine(day, time(hour), WARSAW) for hour in hours)
    duty = Booking.request(
        organization=organization,
        by=organization.registered_by,
        bookable=desk,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=Booking.Purpose.OTHER,
        persons=2,
        public_title=help_line,
        at=starts_at - timedelta(days=12),
    )
    if day < today + timedelta(days=14):
        duty.confirm(at=duty.made_at)


def _call_one_off(today: date) -> None:
    """The last duty of next week, so that residents see what that looks like."""
    rows = Booking.objects.duties().on_days(today + timedelta(days=1), today + timedelta(days=7))
    duty = rows.filter(state=Booking.State.CONFIRMED).order_by("starts_at").last()
    if duty:
        duty.cancel(reason="Choroba.")


def _hand_keys_out(now: datetime) -> None:
    """Keys that should have come back yesterday."""
    rooms = Booking.objects.filter(kind=Booking.Kind.ROOM, state=Booking.State.CONFIRMED, ends_at__lt=now)
    booking = rooms.order_by("starts_at").last()
    worker = User.objects.filter(email="pracownik@demo.example").first()
    if booking:
        booking.hand_over(
            by=worker,
            receiver="Tomasz Przykładny",
            keys=f"klucz: {booking.items.get().bookable}",
            due_at=booking.ends_at,
            at=booking.starts_at,
        )
