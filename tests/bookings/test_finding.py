"""Free times: what PostgreSQL finds with ranges is what the verb would grant."""

import random
import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Thing
from bookings.search.finding import FreeTime, free_times, nearest_times
from jcop.models import Centre, HouseRules
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    make_things,
    moment,
)
from tests.spacing import plain

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
HOUR = timedelta(hours=1)


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1), opens=8, closes=18)
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, room: Bookable, hour: int, hours: int = 1, **fields: object) -> Booking:
    day = fields.pop("day", MONDAY)
    return make_booking(
        agreement=agreement, room=room, starts_at=moment(day, hour), hours=hours, at=NOW, **fields
    )


def find(*things: Thing, length: timedelta = HOUR, first: date = MONDAY, **fields: object) -> list[FreeTime]:
    told = {"length": length, "persons": 1, "first": first, "last": first}
    return free_times(things, **told | fields)


def spans(found: list[FreeTime]) -> list[tuple[int, int]]:
    return [(free.starts_at.hour + 2, free.ends_at.hour + 2) for free in found]


class TestRooms:
    def test_the_gaps_between_bookings_are_free(self, agreement: Agreement):
        room = make_room()
        book(agreement, room, 10)
        book(agreement, room, 12, 2)

        assert spans(find(Thing(room))) == [(8, 10), (11, 12), (14, 18)]

    def test_a_gap_that_is_too_short_is_not(self, agreement: Agreement):
        room = make_room()
        book(agreement, room, 10)
        book(agreement, room, 12, 2)

        assert spans(find(Thing(room), length=2 * HOUR)) == [(8, 10), (14, 18)]

    def test_buffers_are_kept_on_both_sides(self, agreement: Agreement):
        room = make_room(minutes_before=30, minutes_after=15)
        book(agreement, room, 10)

        found = find(Thing(room))

        assert found[0].ends_at == moment(MONDAY, 9, 15)
        assert found[1].starts_at == moment(MONDAY, 11, 45)

    def test_a_hall_is_free_when_all_its_rooms_are(self, agreement: Agreement):
        left, right, hall = make_room(), make_room(), make_room()
        hall.units.set([left.units.get(), right.units.get()])
        book(agreement, left, 9)
        book(agreement, right, 12)

        assert spans(find(Thing(hall))) == [(8, 9), (10, 12), (13, 18)]

    def test_a_closed_day_has_no_free_time(self, agreement: Agreement):
        assert find(Thing(make_room()), first=date(2026, 11, 11)) == []

    def test_only_the_chosen_weekdays_are_searched(self, agreement: Agreement):
        found = find(Thing(make_room()), last=MONDAY + timedelta(days=13), weekdays=[1])

        assert [free.day for free in found] == [TUESDAY, TUESDAY + timedelta(days=7)]

    def test_days_whose_rules_let_fewer_persons_in_are_left_out(self, agreement: Agreement):
        rules = HouseRules.objects.create(title="Zasady", valid_from=MONDAY, valid_until=MONDAY)
        rules.limits.create(use="room", persons=2)

        found = find(Thing(make_room()), last=TUESDAY, persons=3)

        assert [free.day for free in found] == [TUESDAY]


class TestEquipment:
    def test_as_many_pieces_as_wanted_are_free_at_once(self, agreement: Agreement):
        laptops = make_things(3)
        book(agreement, laptops, 10, 4, quantity=1)
        book(agreement, laptops, 12, 4, quantity=1)

        free = {number: spans(find(Thing(laptops, number))) for number in (1, 2, 3, 4)}

        assert free == {1: [(8, 18)], 2: [(8, 12), (14, 18)], 3: [(8, 10), (16, 18)], 4: []}

    def test_the_same_piece_stays_free_throughout(self, agreement: Agreement):
        """At each moment one of two is free, and none of them for two hours at noon."""
        laptops = make_things(2)
        book(agreement, laptops, 8, 4)
        book(agreement, laptops, 12, 6)
        book(agreement, laptops, 8, 3)

        assert spans(find(Thing(laptops), length=2 * HOUR)) == [(11, 18)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_is_what_the_verb_grants(agreement: Agreement, seed: int):
    """Every quarter of an hour: free by the search if and only if it can be booked."""
    dice = random.Random(seed)
    thing = Thing(make_things(3), dice.choice([1, 2, 3])) if seed % 2 else Thing(make_room(minutes_after=15))
    for _ in range(6):
        try:
            with transaction.atomic():
                book(agreement, thing.bookable, dice.randint(8, 16), dice.randint(1, 3))
        except ValidationError:
            continue
    length = timedelta(minutes=dice.choice([30, 60, 150]))
    found = find(thing, length=length)
    quarters = [moment(MONDAY, 8) + timedelta(minutes=15 * n) for n in range(40)]

    def granted(start: datetime) -> bool:
        if start + length > moment(MONDAY, 18):
            return False
        try:
            with transaction.atomic():
                make_booking(
                    agreement=agreement,
                    room=thing.bookable,
                    quantity=thing.quantity,
                    starts_at=start,
                    hours=length / HOUR,
                    at=NOW,
                )
                transaction.set_rollback(True)
        except ValidationError:
            return False
        return True

    by_search = [any(free.starts_at <= q and q + length <= free.ends_at for free in found) for q in quarters]
    assert by_search == [granted(start) for start in quarters]


@pytest.mark.parametrize(("rooms", "days"), [(1, 1), (10, 30)])
def test_the_search_is_three_statements_beside_the_hours_of_the_centre(
    agreement: Agreement, rooms: int, days: int
):
    things, organization = [Thing(make_room()) for _ in range(rooms)], agreement.organization

    with CaptureQueriesContext(connection) as asked:
        found = find(*things, last=MONDAY + timedelta(days=days - 1), organization=organization)

    of_the_centre = re.compile(r'FROM "jcop_(hoursperiod|hoursspan|nonworkingday)"')
    own = [query["sql"] for query in asked if not of_the_centre.search(query["sql"])]
    assert (len(own), len(asked)) == (3, 6)
    assert len(found) == rooms * days


class TestTheWeeklyLimit:
    """Beside each time stands what the organisation has of its week."""

    def had(self, agreement: Agreement, *days: date) -> list[timedelta]:
        things, organization = [Thing(make_room())], agreement.organization
        return [find(*things, first=day, last=day, organization=organization)[0].taken for day in days]

    def test_counts_what_the_limit_counts(self, agreement: Agreement):
        book(agreement, make_room(), 8)
        book(agreement, make_things(1), 9, 2, day=MONDAY + timedelta(days=6))
        book(agreement, make_room(), 8, 3).cancel(at=NOW)
        book(make_agreement(valid_from=date(2026, 1, 1)), make_room(), 8, 4)

        assert self.had(agreement, TUESDAY, MONDAY + timedelta(days=7)) == [3 * HOUR, 0 * HOUR]

    def test_the_week_of_a_clock_change_has_its_seven_days(self, agreement: Agreement):
        """25 October 2026 is a Sunday of 25 hours: its evening is not next week's."""
        book(agreement, make_room(), 19, 4, day=date(2026, 10, 25))

        assert self.had(agreement, date(2026, 10, 19), date(2026, 10, 26)) == [4 * HOUR, 0 * HOUR]

    def test_nobody_has_taken_anything_for_residents(self, agreement: Agreement):
        book(agreement, make_room(), 8)

        assert {free.taken for free in find(Thing(make_room()))} == {timedelta()}


class TestNearest:
    def near(self, *things: Thing, starts_at: datetime, **fields: object) -> list[datetime]:
        return nearest_times(
            things, **{"length": HOUR, "persons": 1, "at": NOW} | fields, starts_at=starts_at
        )

    def test_the_nearest_of_each_day_three_at_most(self, agreement: Agreement):
        room = make_room()
        book(agreement, room, 10, 3)

        found = self.near(Thing(room), starts_at=moment(MONDAY, 11))

        assert found == [
            moment(date(2026, 9, 6), 11),
            moment(MONDAY, 9),
            moment(TUESDAY, 11),
        ]

    def test_a_room_and_its_equipment_are_free_together(self, agreement: Agreement):
        Centre.objects.update(horizon_days=6)
        room, laptops = make_room(), make_things(1)
        book(agreement, room, 8, 3)
        book(agreement, laptops, 12, 6)

        found = self.near(Thing(room), Thing(laptops), starts_at=moment(MONDAY, 9))

        assert found[-1] == moment(MONDAY, 11)

    def test_a_day_too_soon_is_answered_with_the_first_possible(self, agreement: Agreement):
        found = self.near(Thing(make_room()), starts_at=moment(date(2026, 9, 2), 10))

        assert found[0] == moment(date(2026, 9, 4), 10)


class TestThePage:
    def path(self, agreement: Agreement) -> str:
        return f"/panel/{agreement.organization.key}/rezerwacje/wolne/"

    @pytest.fixture
    def desk(self, as_user, agreement: Agreement, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        monkeypatch.setattr("django.contrib.sessions.backends.base.timezone.now", lambda: NOW, raising=False)
        return as_user(agreement.organization.registered_by)

    def ask(self, **fields: object) -> dict[str, object]:
        whole = {"sztuk": 1, "czas": 60, "osob": 5, "od_dnia": MONDAY, "do_dnia": TUESDAY}
        return whole | fields

    def test_it_starts_with_an_answer_for_every_question(self, desk, agreement: Agreement):
        page = desk.get(self.path(agreement))

        assert (page.context["days"], page.context["form"].is_bound) == ([], False)
        assert page.context["form"].initial["od_dnia"] == date(2026, 9, 4)

    def test_each_free_time_is_a_link_that_fills_the_booking_form(self, desk, agreement: Agreement):
        room = make_room(capacity=5)
        make_room(capacity=4)

        page = desk.get(self.path(agreement), self.ask())
        links = re.findall(r'href="(/panel/[^"]+/nowa/\?[^"]+)"', page.content.decode())
        filled = desk.get(links[0].replace("&amp;", "&")).content.decode()

        assert [(day, len(times)) for day, times in page.context["days"]] == [(MONDAY, 1), (TUESDAY, 1)]
        assert len(links) == 2
        assert f'<option value="{room.pk}" selected>' in filled
        for value in ("2026-09-07", "08:00", "09:00", "5"):
            assert f'value="{value}"' in filled

    def test_weeks_without_room_under_the_limit_are_left_out_and_named(self, desk, agreement: Agreement):
        Centre.objects.update(weekly_hours=3)
        book(agreement, make_room(), 10, 2)
        next_week = MONDAY + timedelta(days=7)
        told = (
            "W tygodniu 7–13 września 2026 r. organizacja ma już 2 godz. rezerwacji z 3 godz. limitu:"
            " zostaje 1 godz., więc tak długich terminów w tym tygodniu nie pokazujemy."
        )

        long = desk.get(self.path(agreement), self.ask(czas=90, do_dnia=next_week))
        short = desk.get(self.path(agreement), self.ask(czas=60, do_dnia=next_week))
        this_week = desk.get(self.path(agreement), self.ask(czas=90)).content.decode()

        assert [day for day, _ in long.context["days"]] == [next_week]
        assert told in long.content.decode()
        assert short.context["days"][0][0] == MONDAY
        assert "limitu" not in short.content.decode()
        assert told in this_week
        assert "Poza tym w tych dniach nic nie jest wolne" in this_week
        # A telephone shows the results although the form is long, and a reader hears them.
        assert ('action="#wynik"' in this_week, '<h2 id="wynik" tabindex="-1">' in this_week) == (True, True)
        assert "Nic nie jest wolne –" in this_week.partition("</title>")[0]

    @pytest.mark.parametrize(("longest", "weekly", "minutes"), [(2, 9, 120), (9, 2, 120), (3, None, 180)])
    def test_no_longer_time_is_asked_for_than_can_be_booked(
        self, desk, agreement: Agreement, longest: int, weekly: int | None, minutes: int
    ):
        Centre.objects.update(longest_hours=longest, weekly_hours=weekly)

        form = desk.get(self.path(agreement)).context["form"]

        assert form.fields["czas"].choices[-1][0] == minutes

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"do_dnia": "2026-09-01"}, "do_dnia"),
            ({"do_dnia": "2026-10-07"}, "do_dnia"),
            ({"czas": "7"}, "czas"),
            ({"osob": "0"}, "osob"),
            ({"co": "999999"}, "co"),
            ({"od_dnia": "31.02"}, "od_dnia"),
            ({"dni": ["9"]}, "dni"),
        ],
    )
    def test_bad_input_is_told_beside_its_field(self, desk, agreement: Agreement, wrong: dict, field: str):
        page = desk.get(self.path(agreement), self.ask(**wrong))

        assert list(page.context["form"].errors) == [field]
        assert page.context["days"] == []

    def test_a_room_that_is_too_small_names_those_that_are_not(self, desk, agreement: Agreement):
        small = make_room("Sala mała", capacity=5)
        make_room("Sala duża", capacity=30)

        page = desk.get(self.path(agreement), self.ask(co=small.pk, osob=6))

        assert page.context["form"].errors == {
            "osob": ["Sala mała mieści najwyżej 5 osób. Więcej miejsc: Sala duża (30)."]
        }
        assert f'<option value="{small.pk}" selected>' in page.content.decode(), "what was asked is kept"

    @pytest.mark.parametrize("is_named", [True, False])
    def test_more_persons_than_any_room_holds_are_told_the_largest_and_the_telephone(
        self, desk, agreement: Agreement, is_named: bool
    ):
        small = make_room("Sala mała", capacity=5)
        make_room("Sala duża", capacity=30)
        make_things(2)

        page = desk.get(self.path(agreement), self.ask(osob=31, **({"co": small.pk} if is_named else {})))

        told = (
            "Dla tylu osób Centrum nie ma miejsca: najwięcej miejsc (30) ma Sala duża."
            " W sprawie większego spotkania proszę zadzwonić do Centrum: 32\xa047\xa019\xa0555."
        )
        assert page.context["form"].errors == {"osob": [told]}
        assert plain(told) in page.content.decode()
        assert 'value="31"' in page.content.decode(), "what was asked is kept"

    def test_things_have_no_seats_to_be_counted(self, desk, agreement: Agreement):
        laptops = make_things(2)
        make_room(capacity=5)

        page = desk.get(self.path(agreement), self.ask(osob=31, co=laptops.pk))

        assert [day for day, _ in page.context["days"]] == [MONDAY, TUESDAY]

    def test_a_refused_time_comes_with_those_that_would_do(self, desk, agreement: Agreement):
        room = make_room()
        book(agreement, room, 10, 2)
        form = {
            "form_key": "5f0c7f0e-1111-4222-8333-444455556666",
            "bookable": room.pk,
            "day": MONDAY,
            "starts_at": "10:00",
            "ends_at": "11:00",
            "quantity": 1,
            "purpose": "meeting",
            "persons": 4,
        }

        page = desk.post(f"/panel/{agreement.organization.key}/rezerwacje/nowa/", form)

        assert moment(MONDAY, 9) in [free.starts_at for free in page.context["instead"]]
        assert "Zamiast tego jest wolne" in page.content.decode()
