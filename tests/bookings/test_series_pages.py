"""The pages of a series: rule, dates with their obstacles, what becomes of each; and the worker's."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Series, Thing
from bookings.search.previewing import preview
from jcop.models import Centre
from jcop.opening.workdays import statutory_day_off
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_plan,
    make_room,
    make_series,
    make_things,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db
State = Booking.State
WEEK = timedelta(weeks=1)


def monday(number: int = 0):
    """Three Mondays in a row on which the Centre is open, and those after them."""
    day = next_monday()
    while any(statutory_day_off(day + n * WEEK) for n in range(3)):
        day += WEEK
    return day + number * WEEK


@pytest.fixture
def agreement() -> Agreement:
    Centre.objects.update(horizon_days=800)
    make_hours()
    return make_agreement()


@pytest.fixture
def member(as_user, agreement: Agreement) -> Client:
    return as_user(agreement.organization.registered_by)


def address(agreement: Agreement, end: str = "") -> str:
    return f"/panel/{agreement.organization.key}/rezerwacje/seria/{end}"


def rule(room: Bookable, **fields: object) -> dict[str, object]:
    form = {
        "form_key": uuid.uuid4(),
        "bookable": room.pk,
        "day": monday().isoformat(),
        "starts_at": "10:00",
        "ends_at": "12:00",
        "frequency": "weekly",
        "every": 1,
        "ordinal": "",
        "until_on": "",
        "count": 3,
        "conflicts": "skip",
        "quantity": 1,
        "purpose": "meeting",
        "persons": 4,
        "public_title": "Próby chóru „Żółw”",
    }
    return form | fields


def iso(number: int) -> str:
    return monday(number).isoformat()


def ticks(page, **changes: object) -> dict[str, object]:
    """What a browser sends back with the last button: the dates as they are shown."""
    sent = {"krok": "rezerwacja", "zasada": page.context["shown"].fingerprint}
    dates = page.context["shown"].dates
    for name, field in dates.fields.items():
        value = field.initial
        sent[name] = "on" if value is True else value or ""
    return sent | changes


class TestBooking:
    def test_dates_are_shown_first_and_nothing_is_written(self, member: Client, agreement: Agreement):
        page = member.post(address(agreement), rule(make_room()))

        assert list(page.context["shown"].dates.fields) == [iso(n) for n in range(3)]
        assert not Booking.objects.exists()

    def test_the_dates_are_booked_at_once(self, member: Client, agreement: Agreement, run_jobs):
        form = rule(make_room())
        page = member.post(address(agreement), form)

        response = member.post(address(agreement), form | ticks(page), follow=True)

        series = Series.objects.get()
        assert response.redirect_chain == [(series.get_absolute_url(), 302)]
        assert [one.booking.starts_at for one in series.dates.all()] == [
            moment(monday(n), 10) for n in range(3)
        ]
        assert series.made_by == agreement.organization.registered_by
        assert run_jobs() == ["send_message"]

    def test_a_taken_date_is_moved_and_an_unticked_one_passed_over(
        self, member: Client, agreement: Agreement
    ):
        room = make_room("Sala A")
        make_booking(room=room, starts_at=moment(monday(1), 11))
        form = rule(room, conflicts="move")
        page = member.post(address(agreement), form)
        field = page.context["shown"].dates.fields[iso(1)]

        member.post(address(agreement), form | ticks(page, **{iso(2): ""}))

        dates = list(Series.objects.get().dates.all())
        assert field.choices[0] == ("skip", "pomiń ten termin")
        assert field.choices[1][1] == "przenieś na 9:00–11:00, Sala A"
        assert dates[1].booking.starts_at == moment(monday(1), 9)
        assert (dates[2].booking, dates[2].reason) == (None, "Pominięty przy rezerwowaniu serii.")

    def test_a_date_taken_meanwhile_comes_back_and_nothing_is_booked(
        self, member: Client, agreement: Agreement
    ):
        room = make_room()
        form = rule(room)
        page = member.post(address(agreement), form)
        make_booking(room=room, starts_at=moment(monday(1), 10), hours=2)

        response = member.post(address(agreement), form | ticks(page))

        assert response.context["shown"].dates.errors == {
            iso(1): ["Tego czasu nie można już zająć. Proszę wybrać ponownie."]
        }
        assert 'value="Próby chóru „Żółw”"' in response.content.decode()
        assert Booking.objects.count() == 1

    def test_a_date_that_became_free_again_is_asked_about_anew(self, member: Client, agreement: Agreement):
        room = make_room()
        rival = make_booking(room=room, starts_at=moment(monday(1), 11))
        form = rule(room, conflicts="move")
        page = member.post(address(agreement), form)
        rival.cancel()

        moved = member.post(address(agreement), form | ticks(page))
        member.post(address(agreement), form | ticks(page, **{iso(1): "skip"}))

        assert list(moved.context["shown"].dates.errors) == [iso(1)]
        assert [one.booking is None for one in Series.objects.get().dates.all()] == [False, True, False]

    def test_a_date_that_no_hour_would_mend_comes_back_as_a_sentence(
        self, member: Client, agreement: Agreement
    ):
        form = rule(make_room())
        page = member.post(address(agreement), form)
        Agreement.objects.filter(pk=agreement.pk).update(valid_until=monday(1))

        response = member.post(address(agreement), form | ticks(page))

        assert "Żadne porozumienie" in response.context["shown"].dates.non_field_errors()[0]
        assert not Booking.objects.exists()

    def test_another_rule_than_the_one_shown_is_shown_first(self, member: Client, agreement: Agreement):
        form = rule(make_room())
        page = member.post(address(agreement), form)

        response = member.post(address(agreement), form | ticks(page) | {"starts_at": "11:00"})

        assert response.context["shown"].is_changed
        assert "Zmieniła się zasada serii" in response.content.decode()
        assert not Booking.objects.exists()

    def test_the_same_form_sent_twice_leads_to_the_first_series(self, member: Client, agreement: Agreement):
        form = rule(make_room())
        sent = form | ticks(member.post(address(agreement), form))

        first, second = (member.post(address(agreement), sent) for _ in range(2))

        assert first.url == second.url
        assert Series.objects.count() == 1

    def test_nothing_ticked_is_told(self, member: Client, agreement: Agreement):
        form = rule(make_room(), count=1)
        page = member.post(address(agreement), form)

        response = member.post(address(agreement), form | ticks(page, **{iso(0): ""}))

        assert response.context["shown"].dates.non_field_errors() == [
            "Proszę zaznaczyć co najmniej jeden termin."
        ]

    @pytest.mark.parametrize(
        ("fields", "errors"),
        [
            ({"count": 1000}, {"count": ["Seria ma najwyżej 60 terminów."]}),
            (
                {"count": "", "until_on": "2099-01-01"},
                {"until_on": ["Seria ma najwyżej 60 terminów; najdalszy możliwy to "]},
            ),
            ({"ends_at": "9:00"}, {"ends_at": ["Koniec musi być późniejszy niż początek."]}),
            (
                {"count": "", "until_on": ""},
                {"until_on": ["Proszę podać ostatni dzień albo liczbę terminów, jedno z nich."]},
            ),
            (
                {"count": "", "until_on": "2026-01-01"},
                {"until_on": ["Ostatni dzień jest wcześniejszy niż pierwszy."]},
            ),
            (
                {"frequency": "monthly"},
                {"ordinal": ["Dla serii miesięcznej proszę wybrać, który raz w miesiącu."]},
            ),
            ({"every": 0}, {"every": ["Upewnij się, że ta wartość jest większa lub równa 1."]}),
            ({"day": "2027-02-29"}, {"day": ["Wpisz poprawną datę."]}),
            (
                {"day": "9999-12-31", "count": 5},
                {"day": ["Ta data jest zbyt odległa. Proszę sprawdzić rok."]},
            ),
            (
                {"bookable": 0},
                {"bookable": ["Tego nie można już zarezerwować. Proszę wybrać z listy."]},
            ),
        ],
    )
    def test_bad_input_is_told_beside_its_field(
        self, member: Client, agreement: Agreement, fields: dict, errors: dict
    ):
        response = member.post(address(agreement), rule(make_room()) | fields)

        found = response.context["form"].errors
        assert response.status_code == 200
        assert list(found) == list(errors)
        for name, (sentence,) in errors.items():
            assert found[name][0].startswith(sentence)

    @pytest.mark.parametrize("value", ["10:00|12:00|0", "10:00|12:00|1", "x", "on"])
    def test_a_forged_move_is_told(self, member: Client, agreement: Agreement, value: str):
        room = make_room()
        make_booking(room=room, starts_at=moment(monday(1), 11))
        form = rule(room)
        page = member.post(address(agreement), form)

        response = member.post(address(agreement), form | ticks(page, **{iso(1): value}))

        assert list(response.context["shown"].dates.errors) == [iso(1)]
        assert Booking.objects.count() == 1

    def test_a_date_that_is_not_in_the_series_is_passed_over(self, member: Client, agreement: Agreement):
        form = rule(make_room(), count=1)
        page = member.post(address(agreement), form)

        member.post(address(agreement), form | ticks(page, **{iso(1): "on"}))

        assert Booking.objects.count() == 1


class TestPreview:
    def test_offers_the_nearest_hour_here_and_the_same_hours_elsewhere(self, agreement: Agreement):
        room, other = make_room("Sala A"), make_room("Sala B")
        make_room("Sala ciasna", capacity=2)
        make_booking(room=room, starts_at=moment(monday(1), 10))
        plan = make_plan(agreement=agreement, room=room, first_on=monday())

        found = preview(plan, moment(monday(-2), 8))

        offered = [(slot.starts.hour, slot.place) for slot in found[1].instead]
        assert [bool(one.obstacle) for one in found] == [False, True, False]
        assert offered == [(11, room), (10, other)]

    def test_offers_only_times_at_which_the_laptops_are_free_too(self, agreement: Agreement):
        room, laptops = make_room(), make_things(1)
        make_booking(room=laptops, starts_at=moment(monday(1), 8), hours=5)
        plan = make_plan(agreement=agreement, room=room, first_on=monday(), extras=(Thing(laptops),))

        found = preview(plan, moment(monday(-2), 8))

        assert [(slot.starts.hour, slot.place) for slot in found[1].instead] == [(13, room)]

    @pytest.mark.parametrize("count", [1, 60])
    def test_takes_a_constant_number_of_statements(
        self, agreement: Agreement, count: int, django_assert_num_queries
    ):
        room = make_room()
        make_booking(room=room, starts_at=moment(monday(0), 11))
        plan = make_plan(agreement=agreement, room=room, first_on=monday(), count=count)

        with django_assert_num_queries(16):
            found = preview(plan, moment(monday(-2), 8))

        assert len(found) == count


class TestOnePage:
    @pytest.fixture
    def series(self, agreement: Agreement) -> Series:
        return make_series(agreement=agreement, first_on=monday())

    def test_shows_every_date_with_what_may_be_done(self, member: Client, series: Series):
        series.dates.get(number=2).skip()

        page = member.get(series.get_absolute_url())

        assert [acts for _, acts in page.context["dates"]] == [
            {"skip", "change"},
            {"put_back"},
            {"skip", "change"},
        ]
        assert "Pominięty na prośbę organizacji." in page.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_takes_a_constant_number_of_statements(
        self, member: Client, agreement: Agreement, count: int, django_assert_num_queries
    ):
        series = make_series(agreement=agreement, first_on=monday(), count=count)

        with django_assert_num_queries(10):
            page = member.get(series.get_absolute_url())

        assert len(page.context["dates"]) == count

    def test_a_date_is_skipped_put_back_and_changed(
        self, member: Client, agreement: Agreement, series: Series
    ):
        path = address(agreement, f"{series.pk}/2/")

        member.post(f"{path}pomin/")
        skipped = series.dates.get(number=2).booking
        member.post(f"{path}przywroc/")
        response = member.post(
            f"{path}zmien/", {"day": iso(1), "starts": "14:00", "ends": "15:00", "place": ""}
        )

        assert skipped is None
        assert response.url == series.get_absolute_url()
        assert series.dates.get(number=2).booking.starts_at == moment(monday(1), 14)

    def test_a_refused_change_stands_beside_its_field(
        self, member: Client, agreement: Agreement, series: Series
    ):
        path = address(agreement, f"{series.pk}/2/zmien/")

        same = member.post(path, {"day": iso(1), "starts": "10:00", "ends": "12:00"})
        backwards = member.post(path, {"day": iso(1), "starts": "12:00", "ends": "10:00"})
        yesterday = member.post(path, {"day": "2020-01-01", "starts": "10:00", "ends": "12:00"})

        assert list(same.context["form"].errors) == ["starts"]
        assert list(backwards.context["form"].errors) == ["ends"]
        assert yesterday.context["form"].errors

    def test_a_stale_click_is_a_sentence(self, member: Client, agreement: Agreement, series: Series):
        response = member.post(address(agreement, f"{series.pk}/2/przywroc/"), follow=True)

        assert [str(m) for m in response.context["messages"]] == ["Ten termin jest już zarezerwowany."]

    def test_the_whole_moves_but_for_a_taken_date(self, member: Client, agreement: Agreement, series: Series):
        path, room = address(agreement, f"{series.pk}/zmien/"), series.things[0].bookable
        make_booking(room=room, starts_at=moment(monday(1), 14))
        hours = {"starts": "13:00", "ends": "15:00", "place": ""}

        page = member.post(path, hours)
        shown = [field and field.help_text for _, _, field in page.context["dates"].rows()]
        member.post(path, hours | {"krok": "rezerwacja", iso(0): "on", iso(2): "on"})

        starts = [one.booking.starts_at for one in series.dates.all()]
        assert shown == [room.name, None, room.name]
        assert starts == [moment(monday(0), 13), moment(monday(1), 10), moment(monday(2), 13)]

    def test_the_whole_is_called_off(self, member: Client, agreement: Agreement, series: Series):
        member.post(address(agreement, f"{series.pk}/odwolaj/"))

        assert {one.booking.state for one in series.dates.all()} == {State.CANCELLED}

    def test_a_booking_and_the_list_lead_to_the_series(
        self, member: Client, agreement: Agreement, series: Series
    ):
        booking = series.dates.get(number=1).booking
        bookings = f"/panel/{agreement.organization.key}/rezerwacje/"

        for page in (booking.get_absolute_url(), bookings):
            assert f'href="{series.get_absolute_url()}"' in member.get(page).content.decode()

    def test_a_stranger_reaches_neither_the_series_nor_its_dates(self, as_user, series: Series):
        stranger = make_agreement()
        client = as_user(stranger.organization.registered_by)

        for end in ("", "2/zmien/"):
            assert client.get(address(stranger, f"{series.pk}/{end}")).status_code == 404
        assert client.post(address(stranger, f"{series.pk}/2/pomin/")).status_code == 404
