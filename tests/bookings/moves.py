"""A Centre in which organisations, the worker, the office and the clock move at random.

After every move PostgreSQL's deferred guards are asked, and `judging.py` looks at all that is stored.
A refusal must be a ValidationError and leave every row as it was; anything else is a bug.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
)

from agreements.models import Agreement, Box
from bookings.models import Bookable, BookableHours, Booking, Resource, Thing
from jcop.models import Centre, HoursPeriod, HoursSpan, User
from organizations.models import Organization
from tests.bookings import judging
from tests.bookings.duties import make_desk
from tests.factories import (
    make_agreement,
    make_hours,
    make_organization,
    make_room,
    make_things,
    make_user,
    moment,
    next_monday,
)

QUARTER = timedelta(minutes=15)
EVERYTHING = ("sala", "sprzet-i-internet", "dyzury", "skrzynka", "adres")
WEEKLY_HOURS = 6
NOTICE_DAYS, HORIZON_DAYS = 3, 120
# Of one room, by weekday: from and until when it is booked, whatever the Centre's usual week says.
OWN_HOURS = {0: [(10, 14)], 1: [(8, 11), (12, 20)]}
PATIENCE_DAYS = 5  # that the office gives an organisation to answer


class World:
    """What all random lives begin with; made once, and every life is rolled back to it."""

    def __init__(self) -> None:
        self.monday: date = next_monday()
        self.now: datetime = timezone.now()
        make_hours(opens=9, closes=13)
        self.worker: User = make_user(groups=("Pracownik Centrum",))
        parts = [make_room(capacity=10), make_room(capacity=10, confirmed_by="worker", minutes_after=15)]
        hall = make_room(capacity=20, confirmed_by="worker", minutes_before=15)
        hall.units.set(Resource.objects.filter(bookables__in=parts))
        self.rooms: list[Bookable] = [*parts, hall]
        self.own_hours = {parts[0].pk: OWN_HOURS}
        for weekday, stretches in OWN_HOURS.items():
            for opens, closes in stretches:
                BookableHours.objects.create(
                    bookable=parts[0], weekday=weekday, opens=time(opens), closes=time(closes)
                )
        self.laptops: Bookable = make_things(2)
        self.desk: Bookable = make_desk()
        self.box: Box = Box.objects.create(number=7)
        Centre.objects.update(weekly_hours=WEEKLY_HOURS, notice_days=NOTICE_DAYS, horizon_days=HORIZON_DAYS)
        self.organizations: list[Organization] = [make_organization(verified=True) for _ in range(2)]
        both, rooms_only = self.organizations
        first_day = self.monday
        self.agreements: list[Agreement] = [
            make_agreement(organization=both, valid_until=first_day, services=EVERYTHING),
            make_agreement(organization=both, valid_from=first_day + timedelta(days=1), services=EVERYTHING),
            make_agreement(organization=rooms_only, services=("sala", "skrzynka", "adres")),
        ]


bookables = st.integers(0, 3)
days = st.sampled_from([0, 1, 2])
# Mostly what may be had: a life of refusals proves little.
quarters = st.sampled_from([36, 38, 40, 41, 44, 46, 48, 34, 51, 52])
lengths = st.sampled_from([4, 2, 6, 0])
reasons = st.sampled_from(["ustalono telefonicznie", ""])
persons = st.sampled_from([1, 8, 15])


def seldom(of: int) -> Callable[[Any], Any]:
    """Only at every `of`-th move: what ends rights would soon leave nothing to move."""
    return precondition(lambda life: life.moves % of == of - 1)


class Moves(RuleBasedStateMachine):
    """One random life of the Centre."""

    world: World
    booked: Bundle[int] = Bundle("booked")
    blocked: Bundle[int] = Bundle("blocked")

    def __init__(self) -> None:
        super().__init__()
        self.now = self.world.now
        self.moves = 0
        self.is_changed = True
        self.judge = judging.Judge(
            self.world.agreements,
            weekly_hours=WEEKLY_HOURS,
            notice_days=NOTICE_DAYS,
            horizon_days=HORIZON_DAYS,
            own_hours=self.world.own_hours,
        )
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    def attempt(self, move: Callable[[], Any]) -> Any:
        """Make the move and ask the deferred guards; None when it was refused without a trace."""
        before = judging.everything()
        self.moves += 1
        # No two acts are of one moment.
        self.now += timedelta(seconds=1)
        try:
            with transaction.atomic():
                done = move()
                ask_guards()
        except ValidationError:
            assert judging.everything() == before, "a refused move left a trace"
            return None
        self.is_changed = True
        return done

    def thing(self, number: int) -> Bookable:
        return [*self.world.rooms, self.world.laptops, self.world.desk][number]

    def time(self, day: int, quarter: int, length: int) -> dict[str, datetime]:
        starts_at = moment(self.world.monday + timedelta(days=day), 0) + quarter * QUARTER
        return {"starts_at": starts_at, "ends_at": starts_at + length * QUARTER}

    def ask(self, who: int, what: int, time: dict[str, datetime], **told: Any) -> Any:
        organization, by_office = self.world.organizations[who], told.get("is_by_office", False)
        booking = self.attempt(
            lambda: Booking.request(
                organization=organization,
                by=self.world.worker if by_office else organization.registered_by,
                bookable=self.thing(what),
                purpose=Booking.Purpose.MEETING,
                at=self.now,
                **time,
                **told,
            )
        )
        if booking is None:
            return multiple()
        self.judge.taken(booking, self.now, by_worker=by_office)
        if not by_office:
            self.judge.asked(booking)
        return booking.pk

    @rule(
        target=booked,
        who=st.integers(0, 1),
        what=bookables,
        day=days,
        hour=st.integers(9, 12),
        persons=st.sampled_from([1, 8, 1, 15]),
    )
    def ask_for_an_hour(self, who, what, day, hour, persons):
        """The usual case."""
        return self.ask(who, what, self.time(day, hour * 4, 4), persons=persons)

    @rule(
        target=booked,
        who=st.integers(0, 1),
        what=bookables,
        extra=st.integers(0, 2),
        day=days,
        quarter=quarters,
        length=lengths,
        persons=persons,
        by_office=st.booleans(),
        reason=reasons,
    )
    def ask_for_anything(self, who, what, extra, day, quarter, length, persons, by_office, reason):
        extras = [Thing(self.world.laptops, extra)] if extra and what < 3 else []
        return self.ask(
            who,
            what,
            self.time(day, quarter, length),
            quantity=2 if what == 3 and extra else 1,
            extras=extras,
            persons=persons,
            is_by_office=by_office,
            exception_reason=reason,
        )

    @seldom(4)
    @rule(target=blocked, what=bookables, day=days, quarter=quarters, length=lengths, reason=reasons)
    def block(self, what, day, quarter, length, reason):
        booking = self.attempt(
            lambda: Booking.block(
                by=self.world.worker,
                bookable=self.thing(what),
                **self.time(day, quarter, length),
                reason=reason,
            )
        )
        return multiple() if booking is None else booking.pk

    def moved(self, pk: int, move: Callable[[Booking], Any], *, by_worker: bool = False) -> None:
        """A move that takes a time or lets one be kept: it needs a right now."""
        booking = Booking.objects.get(pk=pk)
        if self.attempt(lambda: move(booking)):
            self.judge.taken(Booking.objects.get(pk=pk), self.now, by_worker=by_worker)

    @rule(pk=booked, is_yes=st.booleans(), is_stale=st.sampled_from([False, False, True]), reason=reasons)
    def answer(self, pk, is_yes, is_stale, reason):
        """The office answers a request and the organisation a proposal; a stale page may offer the other."""
        is_proposal = (Booking.objects.get(pk=pk).state == "proposed") is not is_stale
        if is_yes and is_proposal:
            self.moved(pk, lambda booking: booking.accept(at=self.now))
        elif is_yes:
            self.moved(pk, lambda booking: booking.confirm(at=self.now), by_worker=True)
        elif is_proposal:
            self.attempt(lambda: Booking.objects.get(pk=pk).decline())
        else:
            self.attempt(lambda: Booking.objects.get(pk=pk).refuse(reason=reason))

    @rule(pk=booked, what=bookables, day=days, quarter=quarters, length=lengths, reason=reasons)
    def propose(self, pk, what, day, quarter, length, reason):
        until = timezone.localdate(self.now) + timedelta(days=PATIENCE_DAYS)
        self.moved(
            pk,
            lambda booking: booking.propose(
                **self.time(day, quarter, length),
                answer_until=until,
                place=self.thing(what) if what else None,
                exception_reason=reason,
                at=self.now,
            ),
            by_worker=True,
        )

    @rule(pk=booked | blocked, what=bookables, day=days, quarter=quarters, length=lengths, reason=reasons)
    def reschedule(self, pk, what, day, quarter, length, reason):
        self.moved(
            pk,
            lambda booking: booking.reschedule(
                **self.time(day, quarter, length),
                place=self.thing(what) if what else None,
                exception_reason=reason,
                at=self.now,
            ),
            by_worker=True,
        )

    @rule(pk=booked)
    def cancel(self, pk):
        self.attempt(lambda: Booking.objects.get(pk=pk).cancel(at=self.now))

    @rule(pk=consumes(booked) | consumes(blocked))
    def cancel_for_good(self, pk):
        """Makes room; what is cancelled is moved no more."""
        self.attempt(lambda: Booking.objects.get(pk=pk).cancel(at=self.now))

    @rule(pk=booked, came=st.none() | st.integers(0, 20))
    def note(self, pk, came):
        """What came of it; most often nobody can tell yet."""
        booking = Booking.objects.get(pk=pk)
        if came is None:
            self.attempt(lambda: booking.record_no_show(at=self.now))
        else:
            self.attempt(lambda: booking.record_use(persons_came=came, at=self.now))

    @rule(step=st.sampled_from([timedelta(hours=1), timedelta(days=1), timedelta(days=4)]))
    def wait(self, step):
        """The clock goes on, and the daily job looks at the proposals."""
        self.now += step
        today = timezone.localdate(self.now)
        for booking in Booking.objects.to_warn(today):
            self.attempt(lambda booking=booking: booking.warn(at=self.now))
        for booking in Booking.objects.to_lapse(today):
            self.attempt(lambda booking=booking: booking.lapse(at=self.now))

    @seldom(15)
    @rule()
    def wait_long(self):
        """The days that were booked come."""
        self.wait(timedelta(days=10))

    @seldom(4)
    @rule(which=st.integers(0, 2), day=st.integers(-1, 1))
    def terminate(self, which, day):
        agreement = Agreement.objects.get(pk=self.world.agreements[which].pk)
        on = self.world.monday + timedelta(days=day)
        self.attempt(lambda: agreement.terminate(on=on, reason="koniec"))

    @seldom(4)
    @rule(which=st.integers(0, 2))
    def go_on(self, which):
        """A termination is taken back; what was decided about bookings meanwhile stays."""
        agreement = Agreement.objects.get(pk=self.world.agreements[which].pk)
        self.attempt(lambda: agreement.go_on(reason="pomyłka"))

    @seldom(5)
    @rule(who=st.integers(0, 1), verb=st.sampled_from(["suspend", "close"]))
    def stop(self, who, verb):
        organization = Organization.objects.get(pk=self.world.organizations[who].pk)
        self.attempt(lambda: getattr(organization, verb)(reason="wyjaśniamy"))

    @seldom(6)
    @precondition(lambda life: Organization.objects.filter(state__in=["suspended", "closed"]).exists())
    @rule()
    def resume(self):
        for organization in Organization.objects.filter(state__in=["suspended", "closed"]):
            organization.resume(reason="wyjaśniono")

    @seldom(7)
    @rule(day=st.integers(0, 2), is_open=st.booleans())
    def change_hours(self, day, is_open):
        """The Centre closes on a day, or opens for one hour: what is booked stands, what comes is judged."""
        on = self.world.monday + timedelta(days=day)
        period = HoursPeriod.objects.create(
            kind=HoursPeriod.Kind.OVERRIDE, valid_from=on, valid_until=on, reason="zmiana"
        )
        if is_open:
            HoursSpan.objects.create(period=period, weekday=on.weekday(), opens="10:00", closes="11:00")
        self.attempt(lambda: period.publish(at=self.now))  # of a day that is over it is refused

    @invariant()
    def all_is_in_order(self):
        if self.is_changed:
            self.judge.look(self.now)
        self.is_changed = False


def ask_guards() -> None:
    """What PostgreSQL would judge at the end of the transaction, judged now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
