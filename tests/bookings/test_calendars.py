"""The calendar by week and month: of rooms for everybody, of its own bookings for an organisation."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from agreements.models import Agreement
from bookings.calendars.availability import Entry
from bookings.calendars.spans import Month, week_in_words
from bookings.models import Bookable, BookableHours, Booking
from bookings.templatetags.bookings_tags import entry_list
from jcop.models import HoursPeriod, HoursSpan
from jcop.opening.hours import Span
from tests.bookings.test_feeds import events, summaries
from tests.factories import (
    make_agreement,
    make_booking,
    make_event,
    make_hours,
    make_organization,
    make_room,
    make_user,
    moment,
    next_monday,
    occasion,
    working_monday,
)

pytestmark = pytest.mark.django_db


def confirmed(**fields: object) -> Booking:
    booking = make_booking(**fields)
    Booking.objects.filter(pk=booking.pk).update(state="confirmed", exception_reason="znane")
    return booking


def listed(response: object) -> dict[int, list[tuple[str, list[str]]]]:
    """Day of the month and, for each place, its entries as the list of a month has them."""
    return {
        square.date.day: [(place, [str(entry) for entry in entries]) for place, entries in square.places]
        for square in response.context["taken"]
    }


@pytest.mark.parametrize("path", ["/kalendarz/?tydzien={day}", "/kalendarz/miesiac/?miesiac={day:%Y-%m}"])
@pytest.mark.parametrize("rows", [1, 3])
def test_weeks_and_months_ask_as_often_for_one_room_and_entry_as_for_three(
    client, path: str, rows: int, django_assert_num_queries
):
    make_hours()
    day, agreement = next_monday(), make_agreement()
    for hour in range(rows):
        confirmed(agreement=agreement, room=make_room(), starts_at=moment(day, 9 + hour))

    with django_assert_num_queries(6):
        response = client.get(path.format(day=day))

    assert response.content.decode().count('<li class="entry">') == rows


@pytest.mark.parametrize("path", ["", "miesiac/"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_room_asks_as_often_for_one_entry_as_for_three(
    client, path: str, rows: int, django_assert_num_queries
):
    make_hours()
    day, agreement, room = next_monday(), make_agreement(), make_room()
    for hour in range(rows):
        confirmed(agreement=agreement, room=room, starts_at=moment(day, 9 + hour))

    with django_assert_num_queries(6):
        response = client.get(f"/kalendarz/{room.slug}/{path}?tydzien={day}&miesiac={day:%Y-%m}")

    assert response.content.decode().count('<li class="entry">') == rows


def test_a_month_lists_each_day_that_has_something_by_room(client):
    day, agreement, one, other = next_monday(), make_agreement(), make_room("Sala 1"), make_room("Sala 2")
    confirmed(agreement=agreement, room=one, starts_at=moment(day, 10), public_title="Wernisaż")
    confirmed(agreement=agreement, room=other, starts_at=moment(day, 9), hours=2)

    everything = client.get(f"/kalendarz/miesiac/?miesiac={day:%Y-%m}")
    single = client.get(f"/kalendarz/{other.slug}/miesiac/?miesiac={day:%Y-%m}")

    assert listed(everything) == {
        day.day: [("Sala 1", ["10:00–11:00 Wernisaż"]), ("Sala 2", ["9:00–11:00 zajęte"])]
    }
    assert listed(single) == {day.day: [("", ["9:00–11:00 zajęte"])]}
    assert f'href="#dzien-{day.day}"' in everything.content.decode()


@pytest.mark.parametrize(("asked", "first"), [("2027-02", date(2027, 2, 1)), ("2026-12", date(2026, 12, 1))])
def test_a_month_is_a_table_of_whole_weeks(client, asked: str, first: date):
    rows = client.get(f"/kalendarz/miesiac/?miesiac={asked}").context["rows"]

    days = [day.date for week in rows for day in week if day]
    assert {len(week) for week in rows} == {7}
    assert days[0] == first
    assert days == [first + timedelta(days=n) for n in range((Month(first).next - first).days)]
    assert all(day.date.weekday() == n for week in rows for n, day in enumerate(week) if day)


@pytest.mark.parametrize("asked", ["", "maj", "2026-13", "2026-05-01", "0000-01", "<b>", "99999-01"])
def test_words_that_make_no_month_give_this_one(client, asked: str):
    response = client.get("/kalendarz/miesiac/", {"miesiac": asked})

    assert response.context["span"].first == timezone.localdate().replace(day=1)


@pytest.mark.parametrize("asked", ["0001-01", "9999-12"])
def test_a_month_out_of_reach_is_brought_back(client, asked: str):
    assert client.get("/kalendarz/miesiac/", {"miesiac": asked}).status_code == 200


def test_weeks_and_months_lead_to_each_other_and_to_today(client):
    room, day = make_room(), next_monday()

    week = client.get(f"/kalendarz/{room.slug}/?tydzien={day}").content.decode()
    month = client.get(f"/kalendarz/{room.slug}/miesiac/?miesiac={day:%Y-%m}").content.decode()

    assert f'href="/kalendarz/{room.slug}/miesiac/?miesiac={day:%Y-%m}"' in week
    assert f'href="/kalendarz/{room.slug}/?tydzien={day.replace(day=1)}"' in month
    assert f'href="/kalendarz/?tydzien={day}"' in week
    for page, path in ((week, ""), (month, "miesiac/")):
        assert f'href="/kalendarz/{room.slug}/{path}"' in page
        assert 'rel="prev"' in page
        assert 'rel="next"' in page


def test_hours_and_closed_days_stand_with_their_reason(client):
    make_hours(opens=10, closes=18)
    make_room()
    day = next_monday()
    closed = HoursPeriod.objects.create(kind="override", valid_from=day, valid_until=day, reason="remont")
    shorter = HoursPeriod.objects.create(
        kind="override", valid_from=day + timedelta(days=1), valid_until=day + timedelta(days=1)
    )
    HoursSpan.objects.create(period=shorter, weekday=1, opens=time(9), closes=time(12))
    for period in (closed, shorter):
        period.publish()

    week = client.get(f"/kalendarz/?tydzien={day}")
    month = client.get(f"/kalendarz/miesiac/?miesiac={day:%Y-%m}")

    hours = {each.date: each.hours for row in month.context["rows"] for each in row if each}
    assert [each.hours for each in week.context["columns"][:2]] == ["nieczynne: remont", "9:00–12:00"]
    assert hours[day] == "nieczynne: remont"
    assert week.content.decode().count("nieczynne: remont") == 3


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        ("duty", "pomoc w pismach", "dyżur organizacji: pomoc w pismach"),
        ("training", "Pierwsza pomoc", "wydarzenie: Pierwsza pomoc"),
        ("advice", "", "doradztwo – zajęte"),
        ("room", "Wernisaż", "Wernisaż"),
        ("room", "", "zajęte"),
    ],
)
def test_each_kind_of_use_is_told_in_words(client, kind: str, title: str, words: str):
    day = next_monday()
    confirmed(starts_at=moment(day, 10))
    Booking.objects.update(kind=kind, public_title=title)

    page = client.get(f"/kalendarz/?tydzien={day}")

    assert [str(entry) for entry in page.context["weeks"][0].days[0]] == [f"10:00–11:00 {words}"]


def test_a_use_tells_the_break_that_is_kept_around_it(client):
    day, room = next_monday(), make_room(minutes_before=10, minutes_after=20)
    confirmed(room=room, starts_at=moment(day, 10))

    page = client.get(f"/kalendarz/?tydzien={day}")
    told = client.get(f"/sale/{room.slug}/").content.decode()

    assert [str(entry) for entry in page.context["weeks"][0].days[0]] == [
        "10:00–11:00 zajęte (z przerwą 9:30–11:30)"
    ]
    assert "10 min przed, 20 min po" in told


def test_what_people_typed_cannot_leave_its_entry():
    said = entry_list([Entry(moment(date(2026, 9, 7), 9), moment(date(2026, 9, 7), 10), "<b>&\"'", 'a"b')])

    assert said == (
        '<ul><li class="entry"><a href="a&quot;b"><span class="unbroken">9:00–10:00</span>'
        " &lt;b&gt;&amp;&quot;&#x27;</a></li></ul>"
    )


def test_no_month_and_no_feed_names_a_person(client):
    person = make_user("wyciek@example.org")
    person.full_name = "Wanda Wyciekła"
    person.save()
    agreement = make_agreement(organization=make_organization(by=person, name="Org Wyciek", verified=True))
    day, room = next_monday(), make_room()
    confirmed(agreement=agreement, room=room, starts_at=moment(day, 10))

    paths = [f"/kalendarz/miesiac/?miesiac={day:%Y-%m}", f"/kalendarz/{room.slug}/miesiac/", "/kalendarz.ics"]

    assert [b"yciek" in client.get(path).content for path in paths] == [False] * 3


class TestTheOrganisationsOwnCalendar:
    @pytest.fixture
    def agreement(self) -> Agreement:
        make_hours()
        return make_agreement()

    def path(self, agreement: Agreement, end: str = "") -> str:
        return f"/panel/{agreement.organization.key}/rezerwacje/{end}"

    def test_it_shows_its_own_bookings_and_how_each_stands(self, as_user, agreement: Agreement):
        day, room = next_monday(), make_room("Sala 1", confirmed_by="worker")
        kept = make_booking(agreement=agreement, room=room, starts_at=moment(day, 10))
        make_booking(agreement=agreement, room=room, starts_at=moment(day, 12)).cancel()
        make_booking(room=room, starts_at=moment(day, 14))
        client = as_user(agreement.organization.registered_by)

        week = client.get(self.path(agreement, f"tydzien/?tydzien={day}"))
        month = client.get(self.path(agreement, f"miesiac/?miesiac={day:%Y-%m}"))

        said = ["10:00–11:00 Sala 1 – czeka na potwierdzenie", "12:00–13:00 Sala 1 – odwołana"]
        [(_, _, cells, _)] = week.context["rows"]
        assert [str(entry) for entry in cells[0][1]] == said
        assert listed(month) == {day.day: [("", said)]}
        hours, words = said[0].split(" ", 1)
        link = f'<a href="{kept.get_absolute_url()}"><span class="unbroken">{hours}</span> {words}</a>'
        assert link in week.content.decode()

    @pytest.mark.parametrize("end", ["tydzien/?tydzien={day}", "miesiac/?miesiac={day:%Y-%m}"])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_as_often_for_one_as_for_three(
        self, as_user, agreement: Agreement, end: str, rows: int, django_assert_num_queries
    ):
        day = next_monday()
        for hour in range(rows):
            make_booking(agreement=agreement, starts_at=moment(day, 9 + hour))
        client = as_user(agreement.organization.registered_by)

        with django_assert_num_queries(10):
            response = client.get(self.path(agreement, end.format(day=day)))

        assert response.content.decode().count('<li class="entry">') == rows


class TestOwnHours:
    """A room that is booked in hours of its own says so, without a statement more."""

    @pytest.fixture
    def evenings(self) -> Bookable:
        make_hours()
        room = make_room("Sala wieczorna")
        for weekday in range(5):
            BookableHours.objects.create(bookable=room, weekday=weekday, opens=time(16), closes=time(20))
        BookableHours.objects.create(bookable=room, weekday=5, opens=time(10), closes=time(14))
        return room

    def test_its_week_and_month_show_them_instead_of_the_centres(self, client, evenings: Bookable):
        day = working_monday()

        week = client.get(f"/kalendarz/{evenings.slug}/?tydzien={day}")
        month = client.get(f"/kalendarz/{evenings.slug}/miesiac/?miesiac={day:%Y-%m}")

        shown = {each.date: each.hours for row in month.context["rows"] for each in row if each}
        assert [column.hours for column in week.context["columns"]][:1] == ["16:00–20:00"]
        assert shown[day] == "16:00–20:00"
        for page in (week, month):
            assert (
                "w jej własnych godzinach: pon.–pt. 16:00–20:00, sob. 10:00–14:00." in page.content.decode()
            )

    def test_the_week_of_all_rooms_has_a_word_beside_its_name_only(self, client, evenings: Bookable):
        make_room("Sala zwykła")
        day = working_monday()

        page = client.get(f"/kalendarz/?tydzien={day}")

        own = {name: (words, cells[0][0].hours) for name, _, cells, words in page.context["rows"]}
        assert own == {
            "Sala wieczorna": ("pon.–pt. 16:00–20:00, sob. 10:00–14:00", "16:00–20:00"),
            "Sala zwykła": ("", "8:00–18:00"),
        }
        assert page.context["columns"][0].hours == "8:00–18:00"

    def test_a_closed_day_is_closed_for_it_too(self, client, evenings: Bookable):
        day = working_monday()
        HoursPeriod.plan(day, day, [()] * 7, reason="awaria")

        page = client.get(f"/kalendarz/{evenings.slug}/?tydzien={day}")

        assert page.context["columns"][0].hours == "nieczynne: awaria"

    def test_a_day_on_which_it_alone_is_not_booked_is_not_called_closed(self, client, evenings: Bookable):
        monday = working_monday()
        evenings.hours.filter(weekday=0).delete()

        def told() -> list[tuple[str, str]]:
            [(_, _, cells, _)] = client.get(f"/kalendarz/?tydzien={monday}").context["rows"]
            month = client.get(f"/kalendarz/{evenings.slug}/miesiac/?miesiac={monday:%Y-%m}").context["rows"]
            found = [cells[0][0], *(day for week in month for day in week if day and day.date == monday)]
            return [(day.hours, day.look) for day in found]

        without_its_hours = told()
        HoursSpan.objects.filter(weekday=0).delete()

        assert without_its_hours == [("poza godzinami", ' class="closed"')] * 2
        assert told() == [("nieczynne", ' class="closed"')] * 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_no_statement(self, client, evenings: Bookable, rows: int, django_assert_num_queries):
        for _ in range(rows):
            room = make_room()
            BookableHours.objects.create(bookable=room, weekday=0, opens=time(8), closes=time(20))

        with django_assert_num_queries(6):
            client.get(f"/kalendarz/?tydzien={working_monday()}")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ([()] * 7, ""),
        ([(Span(time(8), time(20)),)] * 7, "pon.–nd. 8:00–20:00"),
        (
            [(), (Span(time(8), time(10)), Span(time(12), time(20, 30))), *[()] * 5],
            "wt. 8:00–10:00 i 12:00–20:30",
        ),
    ],
)
def test_an_own_week_in_words(week: list, words: str):
    assert week_in_words(week) == words


def test_a_use_that_moved_to_another_room_is_taken_back_in_the_feed_of_the_old_one(client):
    make_hours()
    first, second = make_room("Sala 1"), make_room("Sala 2")
    booking = make_booking(room=first, public_title="Wernisaż")
    event = make_event(room=first, starts_at=moment(next_monday(), 14), title="Kurs")
    before = {each.uid.value for each in events(client.get("/kalendarz.ics"))}

    times = {"starts_at": booking.starts_at, "ends_at": booking.ends_at}
    booking.reschedule(place=second, **times)
    event.move_date(event.dates.get(), occasion(second, event.starts_at))

    old, new = (events(client.get(f"/kalendarz/{room.slug}.ics")) for room in (first, second))
    assert {each.uid.value for each in old} == before
    assert [(each.status.value, each.summary.value) for each in old] == [
        ("CANCELLED", "Sala 1: przeniesione – Wernisaż"),
        ("CANCELLED", "Sala 1: przeniesione – wydarzenie: Kurs"),
    ]
    assert [each.summary.value for each in new] == ["Sala 2: Wernisaż", "Sala 2: wydarzenie: Kurs"]
    assert len(events(client.get("/kalendarz.ics"))) == 4

    booking.reschedule(place=first, **times)

    back, *_ = events(client.get(f"/kalendarz/{first.slug}.ics"))
    assert back.summary.value == "Sala 1: Wernisaż"
    Booking.objects.update(changed_at=timezone.now() - timedelta(days=15))
    assert summaries(client.get(f"/kalendarz/{second.slug}.ics")) == ["Sala 2: wydarzenie: Kurs"]
