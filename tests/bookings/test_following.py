"""Another rhythm or another end for a series: what lies before stays, one message tells of the rest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Allocation, Booking, BookingContact, Series
from bookings.recurrence import MONTHLY, Rule
from jcop.models import Centre
from tests.bookings.test_ics import enclosures
from tests.bookings.test_series_pages import address, iso, monday
from tests.factories import make_agreement, make_booking, make_hours, make_plan, make_room, moment

pytestmark = pytest.mark.django_db
State = Booking.State
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
CONTACT = {"name": "Ewa Próbna", "phone": "32 47 19 555", "needs": "wjazd wózkiem"}


@pytest.fixture
def agreement() -> Agreement:
    Centre.objects.update(horizon_days=800)
    make_hours()
    return make_agreement()


@pytest.fixture
def series(agreement: Agreement) -> Series:
    """Six Mondays, with a person who answers for them."""
    plan = make_plan(agreement=agreement, first_on=monday(), count=6)
    return Series.claim(replace(plan, contact=CONTACT), by=agreement.organization.registered_by)


def days(series: Series) -> list[date]:
    """Those that are held, by the day on which the booking stands."""
    return [timezone.localdate(one.booking.starts_at) for one in series.dates.all() if one.is_held]


def follow(series: Series, **rule: object) -> Series:
    told = {"first_on": monday(2), "count": 2, "every": 2} | rule
    return series.follow(Rule(**told), by=None)


class TestTheVerb:
    def test_what_lies_before_and_what_fits_stays_the_rest_is_given_up_or_comes(self, series: Series):
        kept = series.dates.get(day=monday(2)).booking

        follow(series, count=3)

        assert days(series) == [monday(0), monday(1), monday(2), monday(4), monday(6)]
        assert series.dates.get(day=monday(2)).booking == kept, "it was not booked anew"
        gone = Booking.objects.filter(state=State.CANCELLED).order_by("starts_at")
        assert [timezone.localdate(booking.starts_at) for booking in gone] == [monday(3), monday(5)]
        assert {booking.end_reason for booking in gone} == {"Zmiana rytmu albo końca serii."}
        assert not Allocation.objects.filter(booking__in=gone).exists()

    def test_the_rule_is_the_new_one_and_the_change_is_counted(self, series: Series):
        follow(series, until_on=monday(8), count=None, frequency=MONTHLY, every=1, ordinal=1)

        series.refresh_from_db()
        assert series.rule == Rule(monday(2), MONTHLY, 1, 1, monday(8), None)
        assert series.sequence == 1

    def test_an_earlier_end_only_gives_up(self, series: Series):
        follow(series, every=1, count=2)

        assert days(series) == [monday(n) for n in range(4)]

    def test_a_later_end_only_adds(self, series: Series):
        follow(series, first_on=monday(), every=1, count=8)

        assert days(series) == [monday(n) for n in range(8)]
        assert Booking.objects.count() == 8

    def test_a_date_that_was_changed_by_itself_stays_where_it_is(self, series: Series):
        one = series.dates.get(day=monday(2))
        one.change(day=monday(2) + DAY, starts=series.starts, ends=series.ends)

        follow(series)

        assert days(series)[2] == monday(2) + DAY

    def test_a_date_that_was_passed_over_stays_passed_over(self, series: Series):
        series.dates.get(day=monday(2)).skip()

        follow(series)

        assert series.dates.get(day=monday(2)).booking is None

    def test_the_hours_that_it_gives_up_are_free_for_its_new_dates(self, series: Series):
        """Of a weekly limit that has room for one date only."""
        Centre.objects.update(weekly_hours=2)
        rule = Rule(monday(1) + DAY, count=5)
        slots = series.followed(rule, series.organization, timezone.now()).slots

        series.follow(rule, by=None, chosen={slot.day: slot for slot in slots[1:]})

        assert days(series) == [monday(0), monday(1)] + [monday(n) + DAY for n in range(2, 6)]

    def test_what_is_taken_comes_back_under_its_day_and_nothing_changes(self, series: Series):
        room = series.things[0].bookable
        make_booking(room=room, starts_at=moment(monday(6), 10))
        before = list(series.dates.values())

        with pytest.raises(ValidationError) as refused:
            follow(series, count=3)

        assert list(refused.value.message_dict) == [iso(6)]
        assert list(series.dates.values()) == before
        assert series.bookings(State.CONFIRMED).count() == 6

    def test_what_is_not_chosen_stays_with_its_reason(self, series: Series):
        rule = Rule(monday(2), every=2, count=3)

        series.follow(rule, by=None, chosen={})

        assert [one.reason for one in series.dates.filter(booking=None)] == [
            "Pominięty przy rezerwowaniu serii."
        ]

    def test_today_is_too_early(self, series: Series):
        with pytest.raises(ValidationError, match="najwcześniej od jutra"):
            follow(series, first_on=timezone.localdate())

    def test_sixty_dates_are_the_most_with_those_that_were(self, series: Series):
        with pytest.raises(ValidationError, match="razem z tymi, które już były"):
            follow(series, every=1, count=59)

        follow(series, every=1, count=58)
        assert series.dates.count() == 60
        assert sorted(series.dates.values_list("number", flat=True)) == list(range(1, 61))

    def test_nothing_left_is_a_cancelling_and_not_a_rhythm(self, series: Series):
        with pytest.raises(ValidationError, match="Całą serię można odwołać"):
            series.follow(Rule(monday(2) + DAY, count=2), by=None, chosen={})

    def test_after_the_cut_off_only_the_office_gives_up(self, series: Series):
        Centre.objects.update(cancel_days=200)

        with pytest.raises(ValidationError, match="Teraz proszę zadzwonić"):
            series.follow(Rule(monday(2), every=2, count=2), by=None, by_organization=True)
        follow(series)

    def test_new_dates_have_the_same_person_and_needs(self, series: Series):
        follow(series, count=3)

        booking = series.dates.get(day=monday(6)).booking
        assert {name: getattr(booking.contact, name) for name in CONTACT} == CONTACT

    def test_one_message_tells_of_it_and_its_file_takes_the_old_dates_away(self, series: Series, run_jobs):
        run_jobs()
        mail.outbox.clear()

        follow(series, count=3)

        assert run_jobs() == ["send_message"]
        ((method, calendar),) = enclosures()
        events = calendar.contents["vevent"]
        assert method == "PUBLISH"
        assert sorted(
            (event.dtstart.value.date(), event.status.value, int(event.sequence.value)) for event in events
        ) == [
            (monday(0), "CONFIRMED", 0),
            (monday(1), "CONFIRMED", 0),
            (monday(2), "CONFIRMED", 0),
            (monday(3), "CANCELLED", 1),
            (monday(4), "CONFIRMED", 0),
            (monday(5), "CANCELLED", 1),
            (monday(6), "CONFIRMED", 0),
        ]


class TestThePage:
    @pytest.fixture
    def member(self, as_user, agreement: Agreement) -> Client:
        return as_user(agreement.organization.registered_by)

    def rhythm(self, **fields: object) -> dict[str, object]:
        told = {"day": iso(2), "frequency": "weekly", "every": 2, "ordinal": "", "until_on": "", "count": 3}
        return told | {"conflicts": "skip"} | fields

    def test_shows_first_what_stays_what_goes_and_what_comes(self, member, agreement, series: Series):
        page = member.post(address(agreement, f"{series.pk}/rytm/"), self.rhythm())

        followed = page.context["followed"]
        assert [one.day for one in followed.kept] == [monday(2), monday(4)]
        assert [one.day for one in followed.given_up] == [monday(3), monday(5)]
        assert list(page.context["shown"].dates.fields) == [iso(6)]
        assert days(series) == [monday(n) for n in range(6)], "nothing is written yet"

    def test_changes_what_was_shown(self, member, agreement, series: Series):
        url = address(agreement, f"{series.pk}/rytm/")
        shown = member.post(url, self.rhythm()).context["shown"]

        sent = {"krok": "rezerwacja", "zasada": shown.fingerprint, iso(6): "on"}
        response = member.post(url, self.rhythm() | sent)

        assert response.url == series.get_absolute_url()
        assert days(series) == [monday(0), monday(1), monday(2), monday(4), monday(6)]

    def test_a_date_skipped_meanwhile_is_shown_anew(self, member, agreement, series: Series):
        url = address(agreement, f"{series.pk}/rytm/")
        shown = member.post(url, self.rhythm()).context["shown"]
        follow(series, first_on=monday(5), every=1, count=3)

        sent = {"krok": "rezerwacja", "zasada": shown.fingerprint, iso(6): "on"}
        response = member.post(url, self.rhythm() | sent)

        assert response.context["shown"].is_changed
        assert len(days(series)) == 8

    @pytest.mark.parametrize(
        ("fields", "errors"),
        [
            ({"day": "2020-01-01"}, ["day"]),
            ({"day": "2027-02-29"}, ["day"]),
            ({"count": 1000}, ["count"]),
            ({"count": "", "until_on": ""}, ["until_on"]),
            ({"frequency": "monthly"}, ["ordinal"]),
            ({"every": "x"}, ["every"]),
        ],
    )
    def test_bad_input_is_told_beside_its_field(
        self, member, agreement, series: Series, fields: dict, errors: list[str]
    ):
        page = member.post(address(agreement, f"{series.pk}/rytm/"), self.rhythm(**fields))

        assert page.status_code == 200
        assert list(page.context["form"].errors) == errors

    def test_starts_with_the_rule_as_it_is(self, member, agreement, series: Series):
        form = member.get(address(agreement, f"{series.pk}/rytm/")).context["form"]

        assert (form["day"].value(), form["every"].value(), form["count"].value()) == (monday(0), 1, 6)

    def test_a_click_on_a_page_of_the_old_rhythm_skips_nothing(self, member, agreement, series: Series):
        url = address(agreement, f"{series.pk}/2/pomin/")

        response = member.post(url, {"termin": iso(5)}, follow=True)

        assert "zmienił się rytm serii" in str(next(iter(response.context["messages"])))
        assert len(days(series)) == 6


def test_a_date_put_back_has_the_person_and_needs_of_the_others(series: Series):
    one = series.dates.get(day=monday(1))
    one.skip()

    one.put_back(by=None)

    assert BookingContact.objects.get(booking=one.booking).needs == "wjazd wózkiem"


def test_a_contact_that_was_erased_is_not_brought_back(agreement: Agreement):
    plan = make_plan(agreement=agreement, room=make_room(), first_on=monday())
    series = Series.claim(replace(plan, contact=CONTACT), by=None)
    BookingContact.objects.all().delete()

    follow(series, count=3)

    assert not BookingContact.objects.exists()
