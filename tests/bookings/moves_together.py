"""Random lives of the whole Centre: what `moves.py` does with one booking, and what is done with many.

Series are claimed, changed date by date and as one; duties are held; closures, suspensions and ends of
agreements come with a decision about every booking that they hit; keys go out and come back.
"""

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from agreements.models import Agreement, ChangeRequest
from bookings.models import Booking, Choice, Closure, Decision, Plan, Series, SeriesDate, Thing
from bookings.recurrence import Rule
from bookings.search.elsewhere import next_times
from jcop.models import HoursPeriod
from organizations.models import Organization
from tests.bookings.duties import HELP
from tests.bookings.moves import Moves, days, lengths, quarters, reasons, seldom
from tests.bookings.moves_on_paper import PaperMoves
from tests.factories import moment

WEEKS = 3
HELD = ["requested", "confirmed", "proposed"]
places = st.sampled_from([0, 1, 2, 4, 4])
choices = st.sampled_from([Choice.KEEP, Choice.KEEP, Choice.CANCEL, Choice.PROPOSE, Choice.PROPOSE, None])
which = st.integers(0, WEEKS - 1)
hours = st.sampled_from([9, 10, 11, 12, 13])


def clock(hour: int) -> time:
    return time(hour)


def date_of(series: Series, number: int) -> SeriesDate:
    """One of its dates, however many another rhythm has left."""
    dates = list(series.dates.all())
    return dates[number % len(dates)]


class AllMoves(PaperMoves):
    """One random life with everything that can be done to several bookings at once."""

    series: Bundle[int] = Bundle("series")

    def teardown(self) -> None:
        """Rolled back also when it fails: else the next look at that life begins in another world."""
        try:
            self.decide_everything()
        finally:
            super().teardown()

    def decide_everything(self) -> None:
        """At the end nothing is left without a right, an hour or a reason."""
        queue = self.judge.nothing_stands_silently(self.now)
        for choice in (Choice.KEEP,) if self.moves % 2 else (Choice.PROPOSE, Choice.CANCEL):
            if queue:
                self.settle(queue, choice, kind="conflicts")
            queue = self.judge.nothing_stands_silently(self.now)
        assert queue == {}
        self.judge.look(self.now)

    # Duties.

    @rule(target=Moves.booked, who=st.sampled_from([0, 0, 1]), day=days, hour=hours, by_office=st.booleans())
    def ask_for_a_duty(self, who, day, hour, by_office):
        return self.ask(
            who,
            4,
            self.time(day, hour * 4, 4),
            public_title=HELP,
            is_by_office=by_office,
            exception_reason="ustalono telefonicznie" if by_office else "",
        )

    # Series.

    @rule(
        target=series,
        who=st.sampled_from([0, 0, 1]),
        what=places,
        extra=st.booleans(),
        day=days,
        hour=hours,
        every=st.integers(1, 2),
        reason=st.sampled_from([None, None, "", "ustalono"]),
    )
    def claim(self, who, what, extra, day, hour, every, reason):
        """All dates that can be had; by an organisation, or by the worker for it."""
        organization = self.world.organizations[who]
        things = (Thing(self.thing(what)), *([Thing(self.world.laptops)] if extra and what < 3 else []))
        plan = Plan(
            organization=organization,
            things=things,
            rule=Rule(self.world.monday + timedelta(days=day), every=every, count=WEEKS),
            starts=clock(hour),
            ends=clock(hour + 1),
            persons=2,
            purpose=Booking.Purpose.MEETING,
            public_title=HELP,
            office_reason=reason,
        )

        def move() -> Series:
            free = {one.slot.day: one.slot for one in plan.judged(plan.slots(), self.now) if not one.obstacle}
            return Series.claim(plan, by=self.world.worker, chosen=free, at=self.now)

        series = self.attempt(move)
        if series is None:
            return multiple()
        self.look_at(series, by_worker=reason is not None)
        return series.pk

    def look_at(self, series: Series, *, by_worker: bool = False) -> None:
        """Every date that is held, after an act that took them."""
        for booking in series.bookings(*HELD).filter(starts_at__gt=self.now):
            assert booking.organization_id == series.organization_id
            self.judge.taken(booking, self.now, by_worker=by_worker)

    def changed(self, pk: int, move: Callable[[Series], Any], *, by_worker: bool = False) -> None:
        """What takes time needs a right for what it takes now; the other dates stand as they were."""
        series = Series.objects.get(pk=pk)
        before = set(series.bookings(*HELD).values_list("pk", "starts_at", "sequence"))
        if not self.attempt(lambda: move(series)):
            return
        for booking in series.bookings(*HELD):
            if (booking.pk, booking.starts_at, booking.sequence) not in before:
                self.judge.taken(booking, self.now, by_worker=by_worker)

    @rule(pk=series, is_yes=st.sampled_from([True, True, False]), reason=reasons)
    def answer_a_series(self, pk, is_yes, reason):
        if is_yes:
            self.changed(pk, lambda series: series.confirm(at=self.now), by_worker=True)
        else:
            self.changed(pk, lambda series: series.refuse(reason=reason))

    @rule(pk=series, number=which, is_own=st.booleans())
    def skip_or_put_back(self, pk, number, is_own):
        def move(series: Series) -> SeriesDate:
            one = date_of(series, number)
            if one.is_held:
                return one.skip(by_organization=is_own, at=self.now)
            return one.put_back(by=self.world.worker, at=self.now)

        self.changed(pk, move)

    @rule(pk=series, number=which, before=st.integers(0, 5))
    def put_a_date_back_late(self, pk, number, before):
        """Some days before it, where the notice is too short for most of them."""
        one = date_of(Series.objects.get(pk=pk), number)
        if one.is_held:
            self.changed(pk, lambda series: date_of(series, number).skip(at=self.now))
        self.now = max(self.now, moment(one.day - timedelta(days=before), 8))
        self.changed(pk, lambda series: date_of(series, number).put_back(by=self.world.worker, at=self.now))

    @rule(pk=series, number=which, what=places, day=days, hour=hours)
    def change_one_date(self, pk, number, what, day, hour):
        def move(series: Series) -> SeriesDate:
            one = date_of(series, number)
            place = (
                self.thing(what)
                if what and (what == 4) == (series.things[0].bookable.kind == "duty")
                else None
            )
            on = one.day + timedelta(days=day)
            return one.change(day=on, starts=clock(hour), ends=clock(hour + 1), place=place, at=self.now)

        self.changed(pk, move)

    @rule(pk=series, hour=hours, length=st.integers(1, 2))
    def put_the_series_to_other_hours(self, pk, hour, length):
        self.changed(
            pk,
            lambda series: series.reschedule(starts=clock(hour), ends=clock(hour + length), at=self.now),
        )

    @rule(
        pk=series,
        day=st.integers(0, 10),
        every=st.integers(1, 2),
        count=st.integers(1, 3),
        reason=st.sampled_from([None, None, "", "ustalono"]),
    )
    def change_the_rhythm(self, pk, day, every, count, reason):
        """By the organisation, or by the worker, who may pass a rule for a reason."""
        rhythm = Rule(self.world.monday + timedelta(days=day), every=every, count=count)

        def move(series: Series) -> Series:
            followed = series.followed(rhythm, series.organization, self.now, reason)
            free = {
                one.slot.day: one.slot
                for one in followed.judged(followed.slots, self.now)
                if not one.obstacle
            }
            return series.follow(
                rhythm,
                by=self.world.worker,
                chosen=free,
                by_organization=reason is None,
                office_reason=reason,
                at=self.now,
            )

        self.changed(pk, move, by_worker=reason is not None)

    @seldom(3)
    @rule(pk=series, is_own=st.booleans())
    def cancel_the_series(self, pk, is_own):
        self.changed(pk, lambda series: series.cancel(by_organization=is_own, at=self.now))

    @rule(target=Moves.booked, pk=series, number=which)
    def take_a_date_by_itself(self, pk, number):
        """From now on it is moved as any booking."""
        held = list(Series.objects.get(pk=pk).bookings(*HELD))
        return held[number].pk if number < len(held) else multiple()

    # Keys.

    @rule(pk=Moves.booked, is_back=st.booleans())
    def hand_over(self, pk, is_back):
        booking = Booking.objects.get(pk=pk)
        out = booking.out()
        if is_back and out:
            self.attempt(lambda: out.take_back(by=self.world.worker, at=self.now))
            return
        due = self.now + timedelta(days=1)
        self.attempt(
            lambda: booking.hand_over(
                by=self.world.worker, receiver="Osoba Próbna", keys="sala", due_at=due, at=self.now
            )
        )
        assert booking.handovers.filter(returned_at=None).count() <= 1

    @seldom(12)
    @rule(pk=Moves.booked, came=st.none() | st.integers(0, 20))
    def wait_for_its_end_and_note(self, pk, came):
        """What was booked comes; afterwards it is put right once."""
        booking = Booking.objects.get(pk=pk)
        if booking.state != "confirmed":
            return
        self.now = max(self.now, booking.ends_at)
        for persons in (came, 3):
            one = Booking.objects.get(pk=pk)
            if persons is None:
                self.attempt(lambda one=one: one.record_no_show(at=self.now))
            else:
                self.attempt(lambda one=one, n=persons: one.record_use(persons_came=n, at=self.now))

    # Acts that take the ground from bookings, with what was decided about each.

    def weigh(self, act: Callable[[], Any], choice: str | None, *, kind: str) -> None:
        """As the page of consequences does: the act, and one choice for all that it hits; None: later."""
        known = Booking.objects.obstacles(self.now)

        def move() -> bool:
            act()
            found = Booking.objects.obstacles(self.now)
            hit = {pk: new for pk, causes in found.items() if (new := causes - known.get(pk, frozenset()))}
            if hit and choice:
                self.decide(hit, choice, kind)
            return True

        self.attempt(move)

    def settle(self, hit: dict[int, frozenset[str]], choice: str, *, kind: str) -> None:
        self.attempt(lambda: self.decide(hit, choice, kind))

    def decide(self, hit: dict[int, frozenset[str]], choice: str, kind: str) -> Closure:
        rows = Booking.objects.filter(pk__in=hit).select_related("organization", "agreement")
        bookings = list(rows.prefetch_related("items__bookable__units").order_by("starts_at", "pk"))
        times = next_times(bookings, self.now)
        closure = Closure.settle(
            kind=kind,
            told="Zmiana.",
            reason="remont",
            by=self.world.worker,
            decisions=[Decision(one, choice, hit[one.pk], times.get(one.pk)) for one in bookings],
            at=self.now,
        )
        if choice == Choice.PROPOSE:
            for one in closure.consequences.select_related("booking"):
                offered = one.booking_id in times
                assert (one.choice == Choice.PROPOSE) is offered, "a time was offered that the verb refuses"
                if offered:
                    self.judge.taken(one.booking, self.now, by_worker=True)
        elif choice == Choice.CANCEL:
            assert not rows.filter(holds=True).exists(), "what was called off still holds its place"
        elif choice == Choice.KEEP:
            left = Booking.objects.obstacles(self.now)
            again = [pk for pk, causes in hit.items() if causes & left.get(pk, frozenset())]
            assert again == [], "what was kept is asked about at once"
        return closure

    @seldom(2)
    @rule(day=st.sampled_from([0, 1, 2, 7, 8]), length=st.integers(0, 2), choice=choices)
    def close(self, day, length, choice):
        """Days without an open hour; also those that were closed before: whoever was kept is asked anew."""
        first = self.world.monday + timedelta(days=day)
        period = HoursPeriod(
            kind=HoursPeriod.Kind.OVERRIDE,
            valid_from=first,
            valid_until=first + timedelta(days=length),
            reason="remont",
        )

        def act() -> None:
            period.save()
            period.publish(at=self.now)

        self.weigh(act, choice, kind="hoursperiod")
        if choice in {Choice.CANCEL, Choice.KEEP} and period.pk:
            self.nobody_was_forgotten(first, period)

    def nobody_was_forgotten(self, first: date, period: HoursPeriod) -> None:
        """On the closed days nothing holds a place that nobody decided on in this very act."""
        if not HoursPeriod.objects.filter(pk=period.pk).exists():
            return
        held = Booking.objects.filter(holds=True, starts_at__gt=self.now).exclude(kind="block")
        for booking in held.on_days(first, period.valid_until):
            assert booking.despite, f"{booking.pk} stands on a closed day and nobody was asked"

    @seldom(5)
    @rule(number=st.integers(0, 2), day=st.integers(-1, 8), choice=choices)
    def end_an_agreement(self, number, day, choice):
        agreement = Agreement.objects.get(pk=self.world.agreements[number].pk)
        on = self.world.monday + timedelta(days=day)
        self.weigh(lambda: agreement.terminate(on=on, reason="koniec"), choice, kind="agreement")

    @rule(number=st.integers(0, 2), kind=st.sampled_from(ChangeRequest.Kind), close=st.sampled_from("---rd"))
    def ask_of_an_agreement(self, number, kind, close):
        """The organisation asks; or it takes back what waits, or the office closes that."""
        agreement = Agreement.objects.get(pk=self.world.agreements[number].pk)
        asked = agreement.change_requests.filter(kind=kind).first()
        words = {"by": self.world.worker, "form_key": uuid.uuid4(), "text": "prosimy o zmianę"}
        if asked is None or close == "-":
            self.attempt(lambda: agreement.ask(kind=kind, **words))
        else:
            self.attempt(asked.recall if close == "r" else lambda: asked.decline(reason="nie można"))

    @seldom(5)
    @rule(number=st.integers(0, 2), is_renewal=st.booleans())
    def answer_by_paper(self, number, is_renewal):
        agreement = Agreement.objects.get(pk=self.world.agreements[number].pk)
        words = {"by": self.world.worker, "services": agreement.granted_on(self.world.monday)}
        kind = "renewal" if is_renewal else "amendment"
        if is_renewal:
            made = self.attempt(lambda: agreement.draft_renewal(**words))
        else:
            until = agreement.valid_until
            made = self.attempt(
                lambda: agreement.draft_amendment(changes="zakres", valid_until=until, **words)
            )
        assert not (made and agreement.change_requests.waiting().filter(kind=kind).exists())

    @seldom(5)
    @rule(who=st.integers(0, 1), choice=choices)
    def suspend_with_consequences(self, who, choice):
        organization = Organization.objects.get(pk=self.world.organizations[who].pk)
        self.weigh(lambda: organization.suspend(reason="wyjaśniamy"), choice, kind="organization")

    @seldom(3)
    @rule(choice=choices)
    def decide_the_conflicts(self, choice):
        queue = Booking.objects.obstacles(self.now)
        if queue and choice:
            self.settle(queue, choice, kind="conflicts")

    @seldom(4)
    @rule(pk=Moves.booked, day=days, quarter=quarters, length=lengths)
    def the_worker_moves_it_to_another_week(self, pk, day, quarter, length):
        self.moved(
            pk,
            lambda booking: booking.reschedule(
                **self.time(day + 7, quarter, length), exception_reason="ustalono", at=self.now
            ),
            by_worker=True,
        )
