"""Booking through the form, the list of an organisation and the public calendar."""

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Bookable, Booking
from jcop.history import became
from jcop.opening.hours import monday_of
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    make_user,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def a_day() -> date:
    """A Monday far enough ahead on which the Centre may be open."""
    day = next_monday()
    while statutory_day_off(day):
        day += timedelta(days=7)
    return day


def filled(room: Bookable, **fields: object) -> dict[str, object]:
    form = {
        "form_key": uuid.uuid4(),
        "bookable": room.pk,
        "day": a_day().isoformat(),
        "starts_at": "10:00",
        "ends_at": "12:00",
        "quantity": 1,
        "purpose": "meeting",
        "persons": 4,
        "public_title": "Szkolenie „Łąka”",
    }
    return form | fields


def path(organization: Organization, end: str = "") -> str:
    return f"/panel/{organization.key}/rezerwacje/{end}"


class TestBookingThroughTheForm:
    def test_a_room_is_booked_and_shown(self, as_user, agreement: Agreement):
        organization, room = agreement.organization, make_room()
        client = as_user(organization.registered_by)

        response = client.post(path(organization, "nowa/"), filled(room), follow=True)

        booking = Booking.objects.get()
        assert response.redirect_chain == [(booking.get_absolute_url(), 302)]
        assert [str(m) for m in response.context["messages"]] == ["Zapisano rezerwację: potwierdzona."]
        assert booking.starts_at == moment(a_day(), 10)
        assert booking.made_by == organization.registered_by

    def test_a_taken_time_is_told_and_what_was_typed_is_kept(self, as_user, agreement: Agreement):
        room = make_room()
        make_booking(room=room, starts_at=moment(a_day(), 11))
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement.organization, "nowa/"), filled(room))

        form = response.context["form"]
        assert response.status_code == 200
        assert form.non_field_errors() == [
            "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."
        ]
        assert 'value="Szkolenie „Łąka”"' in response.content.decode()
        assert Booking.objects.count() == 1

    def test_a_refusal_stands_beside_its_field(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        make_room(capacity=4)

        response = client.post(
            path(agreement.organization, "nowa/"), filled(make_room("Sala mała", capacity=3))
        )

        assert response.context["form"].errors == {"persons": ["Sala mała mieści najwyżej 3 osoby."]}
        assert "Sala mała mieści najwyżej 3 osoby." in response.content.decode()

    def test_an_agreement_that_ended_the_day_before_grants_nothing(self, as_user, agreement: Agreement):
        Agreement.objects.filter(pk=agreement.pk).update(valid_until=a_day() - timedelta(days=1))
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement.organization, "nowa/"), filled(make_room()))

        assert response.context["form"].non_field_errors() == [
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji."
        ]
        assert not Booking.objects.exists()

    def test_a_pesel_in_the_public_title_is_refused(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)

        response = client.post(
            path(agreement.organization, "nowa/"), filled(make_room(), public_title="Dla 44051401359")
        )

        assert list(response.context["form"].errors) == ["public_title"]
        assert "W tekście jest numer PESEL." in response.content.decode()

    @pytest.mark.parametrize("field", ["starts_at", "ends_at"])
    @pytest.mark.parametrize(
        ("day", "told"),
        [("2027-03-28", "godziny 2:30 nie ma"), ("2027-10-31", "godzina 2:30 jest dwa razy")],
    )
    def test_an_hour_that_the_clock_skips_or_repeats_is_told_beside_its_field(
        self, as_user, agreement: Agreement, day: str, told: str, field: str
    ):
        client = as_user(agreement.organization.registered_by)
        form = filled(make_room(), day=day, starts_at="01:00", ends_at="05:00")

        response = client.post(path(agreement.organization, "nowa/"), form | {field: "02:30"})

        assert response.context["form"].errors == {
            field: [f"Tego dnia zmienia się czas i {told}. Proszę wybrać inną."]
        }
        assert "Szkolenie „Łąka”" in response.content.decode()

    def test_the_same_form_sent_twice_leads_to_the_first_booking(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        form = filled(make_room())

        first, second = (client.post(path(agreement.organization, "nowa/"), form) for _ in range(2))

        assert first.url == second.url == Booking.objects.get().get_absolute_url()

    def test_a_room_named_in_the_address_is_chosen(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        room = make_room()

        response = client.get(path(agreement.organization, f"nowa/?sala={room.pk}"))

        assert f'<option value="{room.pk}" selected>' in response.content.decode()


class TestTheOrganisationsOwnPages:
    def test_coming_and_past_bookings_are_apart(self, as_user, agreement: Agreement):
        coming = make_booking(agreement=agreement)
        past = make_booking(agreement=agreement)
        ended = timezone.now() - timedelta(days=1)
        Booking.objects.filter(pk=past.pk).update(starts_at=ended - timedelta(hours=1), ends_at=ended)

        response = as_user(agreement.organization.registered_by).get(path(agreement.organization))

        assert list(response.context["upcoming"]) == [coming]
        assert list(response.context["past"]) == [past]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three(
        self, as_user, agreement: Agreement, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            make_booking(agreement=agreement)
        client = as_user(agreement.organization.registered_by)

        with django_assert_num_queries(9):
            response = client.get(path(agreement.organization))

        assert len(response.context["upcoming"]) == rows

    def test_cancelling_gives_the_time_back_and_says_so(self, as_user, agreement: Agreement):
        booking = make_booking(agreement=agreement)
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement.organization, f"{booking.pk}/odwolaj/"))

        assert response.url == booking.get_absolute_url()
        assert [str(m) for m in get_messages(response.wsgi_request)] == ["Rezerwacja jest odwołana."]
        assert booking.allocations.count() == 0

    def test_cancelling_twice_is_a_sentence(self, as_user, agreement: Agreement):
        booking = make_booking(agreement=agreement).cancel()
        client = as_user(agreement.organization.registered_by)

        response = client.post(path(agreement.organization, f"{booking.pk}/odwolaj/"))

        assert [str(m) for m in get_messages(response.wsgi_request)] == [
            f"Tej czynności nie można już wykonać: {became(booking, with_name=False)}."
        ]

    def test_a_booking_of_another_organisation_is_not_there(self, as_user, agreement: Agreement):
        other = make_booking()
        client = as_user(agreement.organization.registered_by)

        answers = [
            client.get(path(agreement.organization, f"{other.pk}/")).status_code,
            client.post(path(agreement.organization, f"{other.pk}/odwolaj/")).status_code,
        ]

        assert answers == [404, 404]
        assert Booking.objects.get(pk=other.pk).state != Booking.State.CANCELLED


class TestThePublicCalendar:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_as_often_for_one_entry_as_for_three(self, client, rows: int, django_assert_num_queries):
        room, agreement, day = make_room(), make_agreement(), next_monday()
        for hour in range(rows):
            make_booking(room=room, agreement=agreement, starts_at=moment(day, 10 + hour))

        with django_assert_num_queries(5):
            response = client.get(f"/kalendarz/?tydzien={day}")

        assert len(response.context["weeks"][0].days[0]) == rows

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_as_often_for_one_room_as_for_three(self, client, rows: int, django_assert_num_queries):
        for _ in range(rows):
            make_room()

        with django_assert_num_queries(5):
            response = client.get("/kalendarz/")

        assert len(response.context["weeks"]) == rows

    def test_it_shows_a_title_or_taken_and_never_who(self, client):
        person = make_user("wyciek@example.org")
        person.full_name = "Wanda Wyciekła"
        person.save()
        agreement, room, day = make_agreement(), make_room(), next_monday()
        Organization.objects.update(registered_by=person, email="org-wyciek@example.org", name="Org Wyciek")
        for hour, title in ((10, "Wernisaż"), (12, "")):
            make_booking(room=room, agreement=agreement, starts_at=moment(day, hour), public_title=title)
        Booking.objects.update(made_by=person)

        pages = [client.get(f"/kalendarz/{slug}?tydzien={day}") for slug in ("", f"{room.slug}/")]

        for page in pages:
            text = page.content.decode()
            assert [str(entry) for entry in page.context["weeks"][0].days[0]] == [
                "10:00–11:00 Wernisaż (czeka na potwierdzenie)",
                "12:00–13:00 zajęte (czeka na potwierdzenie)",
            ]
            assert "10:00–11:00</span> Wernisaż" in text
            assert "yciek" not in text

    def test_a_cancelled_booking_leaves_the_calendar(self, client):
        day = next_monday()
        make_booking(starts_at=moment(day, 10)).cancel()

        response = client.get(f"/kalendarz/?tydzien={day}")

        assert response.context["weeks"][0].days == [[]] * 7

    @pytest.mark.parametrize(
        "asked", ["", "jutro", "2026-13-01", "2026-W40-1x", "9999-99-99", "<script>", "-1", "2026-02-30"]
    )
    def test_words_that_make_no_date_give_this_week(self, client, asked: str):
        response = client.get("/kalendarz/", {"tydzien": asked})

        assert response.status_code == 200
        assert response.context["monday"] == monday_of(timezone.localdate())

    @pytest.mark.parametrize(
        ("asked", "monday"), [("0001-01-01", date(2008, 12, 29)), ("9999-12-31", date(2998, 12, 31))]
    )
    def test_a_date_out_of_reach_is_brought_back(self, client, asked: str, monday: date):
        response = client.get("/kalendarz/", {"tydzien": asked})

        assert response.context["monday"] == monday_of(monday)

    def test_only_rooms_on_offer_have_a_calendar(self, client):
        old = make_room(is_active=False)

        assert client.get(f"/kalendarz/{old.slug}/").status_code == 404
        assert client.get("/kalendarz/nie-ma/").status_code == 404
