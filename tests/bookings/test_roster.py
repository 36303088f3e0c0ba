"""Who is on duty, as residents read it: now and next, by day and by organisation, never a person."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agreements.models import Agreement
from bookings.calendars.roster import Duty, Roster, roster
from bookings.models import Booking
from jcop.models import HoursPeriod, User
from jcop.opening.hours import Day
from organizations.models import Organization
from tests.bookings.duties import HELP, make_desk, make_duty
from tests.factories import make_agreement, make_hours, make_organization, make_user, moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# A Tuesday.
TODAY = date(2026, 9, 1)
NOON = moment(TODAY, 12)


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1))
    return granted("Stowarzyszenie „Łąka”")


def granted(name: str, **fields: object) -> Agreement:
    organization = make_organization(verified=True, name=name, **fields)
    return make_agreement(organization=organization, services=("dyzury",), valid_from=date(2026, 1, 1))


def on_duty(agreement: Agreement, starts_at, **fields: object) -> Booking:
    desk = fields.pop("desk", None) or make_desk()
    return make_duty(desk, agreement, starts_at=starts_at, at=starts_at - 14 * DAY, **fields).confirm(
        at=starts_at - DAY
    )


def read(days: list[Day] | None = None) -> Roster:
    return roster(Booking.objects.all(), days or [], NOON)


class TestNowAndNext:
    def test_now_is_whoever_has_begun_and_not_ended(self, agreement: Agreement):
        on_duty(agreement, NOON - 2 * HOUR, hours=2, public_title="Skończył się")
        on_duty(agreement, NOON - HOUR, hours=2, public_title="Trwa")
        on_duty(agreement, NOON, hours=1, public_title="Właśnie się zaczął")
        on_duty(agreement, NOON + HOUR / 2, hours=1, public_title="Następny")

        found = read()

        assert [duty.help_line for duty in found.now] == ["Trwa", "Właśnie się zaczął"]
        assert [duty.help_line for duty in found.next] == ["Następny"]

    def test_next_are_all_who_begin_at_the_next_time(self, agreement: Agreement):
        for title in ("Pierwszy", "Drugi"):
            on_duty(agreement, NOON + DAY, public_title=title)
        on_duty(agreement, NOON + 2 * DAY, public_title="Późniejszy")

        assert {duty.help_line for duty in read().next} == {"Pierwszy", "Drugi"}

    def test_a_duty_called_off_is_neither_now_nor_next_but_stays_on_the_list(self, agreement: Agreement):
        duty = on_duty(agreement, NOON + HOUR)
        duty.cancel(at=NOON)

        found = read()

        assert (found.now, found.next) == ([], [])
        assert [duty.is_called_off for duty in found.duties] == [True]

    def test_a_suspended_day_has_nobody_on_duty_and_says_so(self, agreement: Agreement):
        on_duty(agreement, NOON)
        HoursPeriod.suspend(valid_from=TODAY, valid_until=None, reason="remont", contact="Referat")
        period = HoursPeriod.objects.published().touching(TODAY, TODAY).as_periods()[0]

        found = read([Day(TODAY, period=period)])

        assert found.now == []
        assert found.duties[0].warning == (
            "w tym dniu działalność Centrum jest zawieszona, przed przyjściem prosimy o telefon"
        )

    def test_a_duty_agreed_for_a_closed_day_is_held_with_a_warning(self, agreement: Agreement):
        on_duty(agreement, NOON)

        found = read([Day(TODAY)])

        assert [duty.warning for duty in found.now] == [
            "w tym dniu Centrum jest nieczynne, przed przyjściem prosimy o telefon"
        ]


class TestWhatResidentsAreTold:
    def test_a_request_that_waits_is_not_announced(self, agreement: Agreement):
        make_duty(make_desk(), agreement, starts_at=NOON, at=NOON - 14 * DAY)

        assert read().duties == []

    def test_a_request_given_up_before_the_answer_was_never_called_off(self, agreement: Agreement):
        make_duty(make_desk(), agreement, starts_at=NOON + DAY, at=NOON - 14 * DAY).cancel(at=NOON)

        assert read().duties == []

    def test_a_proposal_is_not_announced_until_it_is_accepted(self, agreement: Agreement):
        duty = make_duty(make_desk(), agreement, starts_at=NOON + 3 * DAY, at=NOON - 14 * DAY)
        later = duty.starts_at + HOUR
        duty.propose(starts_at=later, ends_at=later + HOUR, answer_until=TODAY + DAY, at=NOON)
        assert read().duties == []

        duty.accept(at=NOON)

        assert [found.starts_at for found in read().duties] == [later]

    def test_rooms_and_blocks_are_no_duties(self, agreement: Agreement):
        desk = make_desk()
        Booking.block(by=None, bookable=desk, starts_at=NOON, ends_at=NOON + HOUR, reason="malowanie")

        assert read().duties == []

    def test_nobody_came_is_said_of_a_duty_that_was_not_held(self, agreement: Agreement):
        on_duty(agreement, NOON - HOUR, hours=3).record_no_show(at=NOON)

        assert [(duty.did_not_happen, duty.is_held) for duty in read().duties] == [(True, False)]

    @pytest.mark.parametrize(
        ("public_phone", "is_listed", "shown"),
        [("32 000 00 01", True, "32 000 00 01"), ("32 000 00 01", False, ""), ("", True, "")],
    )
    def test_the_phone_is_the_public_one_and_only_of_who_does_not_object(
        self, agreement: Agreement, public_phone: str, is_listed: bool, shown: str
    ):
        Organization.objects.update(public_phone=public_phone, phone="32 999 99 99", is_listed=is_listed)
        on_duty(agreement, NOON)

        assert [duty.phone for duty in read().duties] == [shown]

    def test_organisations_stand_in_polish_order_with_their_own_duties(self):
        make_hours(date(2026, 1, 1))
        for number, name in enumerate(["Źródło", "Zorza", "Łąka", "Las"]):
            on_duty(granted(name), NOON + number * DAY)

        found = read()

        assert [name for name, _ in found.by_organization] == ["Las", "Łąka", "Zorza", "Źródło"]
        assert [[duty.organization for duty in duties] for _, duties in found.by_day] == [
            ["Źródło"],
            ["Zorza"],
            ["Łąka"],
            ["Las"],
        ]

    def test_an_entry_holds_no_person(self):
        told = {name for name in Duty.__dataclass_fields__ if name not in {"starts_at", "ends_at"}}

        assert told == {
            "organization",
            "help_line",
            "place",
            "phone",
            "state",
            "rank",
            "warning",
            "is_suspended",
            "is_moved",
            "moved_to",
        }


class TestMoved:
    """What was announced and then put to another time leaves a word where it stood."""

    def read(self) -> list[Duty]:
        rows = Booking.objects.on_days(TODAY, TODAY + 7 * DAY)
        return roster(rows, [], NOON, left=(TODAY, TODAY + 7 * DAY)).duties

    def told(self) -> list[tuple[object, ...]]:
        return [(duty.starts_at, duty.is_held, duty.is_moved, duty.moved_to) for duty in self.read()]

    def test_the_old_time_says_where_it_went(self, agreement: Agreement):
        duty, there = on_duty(agreement, NOON + DAY), (NOON + 2 * DAY, NOON + 2 * DAY + HOUR)
        duty.reschedule(starts_at=there[0], ends_at=there[1], exception_reason="ustalono", at=NOON)

        assert self.told() == [(NOON + DAY, False, True, there), (there[0], True, False, None)]

    def test_a_new_time_beyond_the_list_is_named_all_the_same(self, agreement: Agreement):
        duty, there = on_duty(agreement, NOON + DAY), (NOON + 20 * DAY, NOON + 20 * DAY + HOUR)
        duty.reschedule(starts_at=there[0], ends_at=there[1], exception_reason="ustalono", at=NOON)

        assert self.told() == [(NOON + DAY, False, True, there)]

    def test_while_another_time_is_only_proposed_it_is_not_named(self, agreement: Agreement):
        duty, later = on_duty(agreement, NOON + 3 * DAY), NOON + 4 * DAY
        duty.propose(starts_at=later, ends_at=later + HOUR, answer_until=TODAY + DAY, at=NOON)

        assert self.told() == [(NOON + 3 * DAY, False, True, None)]

    def test_what_was_called_off_after_its_move_is_off_at_both_times(self, agreement: Agreement):
        duty, later = on_duty(agreement, NOON + DAY), NOON + 2 * DAY
        duty.reschedule(starts_at=later, ends_at=later + HOUR, exception_reason="ustalono", at=NOON).cancel(
            at=NOON
        )

        assert [(duty.is_called_off, duty.is_moved) for duty in self.read()] == [(True, False)] * 2

    def test_a_move_there_and_back_leaves_a_word_only_where_it_stood_meanwhile(self, agreement: Agreement):
        back = on_duty(agreement, NOON + DAY)
        back.reschedule(
            starts_at=NOON + 2 * DAY, ends_at=NOON + 2 * DAY + HOUR, exception_reason="ustalono", at=NOON
        )
        back.reschedule(starts_at=NOON + DAY, ends_at=NOON + DAY + HOUR, exception_reason="ustalono", at=NOON)

        assert self.told() == [
            (NOON + DAY, True, False, None),
            (NOON + 2 * DAY, False, True, (NOON + DAY, NOON + DAY + HOUR)),
        ]

    def test_what_nobody_had_been_told_of_leaves_no_word(self, agreement: Agreement):
        unknown = make_duty(make_desk(), agreement, starts_at=NOON + 3 * DAY, at=NOON - 14 * DAY)
        later = NOON + 4 * DAY
        unknown.reschedule(starts_at=later, ends_at=later + HOUR, exception_reason="ustalono", at=NOON)

        assert self.told() == []


class TestPages:
    """The pages ask the clock themselves: duties here are of these days."""

    @pytest.fixture
    def agreement(self) -> Agreement:
        make_hours()
        organization = make_organization(
            by=make_user(), verified=True, name="Koło Zmyślone", public_phone="32 000 00 07"
        )
        return make_agreement(
            organization=organization,
            services=("dyzury",),
            valid_from=timezone.localdate() - timedelta(days=30),
        )

    def tomorrow(self, agreement: Agreement, hour: int = 10) -> Booking:
        return on_duty(
            agreement, moment(timezone.localdate() + DAY, hour), desk=make_desk("Biurko przy oknie")
        )

    @pytest.mark.parametrize("path", ["/", "/dyzury/", "/dyzury/?uklad=organizacje"])
    def test_a_resident_reads_who_where_and_what_for(self, client, agreement: Agreement, path: str):
        self.tomorrow(agreement)

        page = client.get(path).content.decode()

        for words in ("Koło Zmyślone", HELP, "Biurko przy oknie", "32 000 00 07"):
            assert words in page
        for person in User.objects.all():
            assert person.full_name not in page
            assert person.email not in page

    def test_the_list_keeps_a_duty_called_off_and_the_home_page_drops_it(self, client, agreement: Agreement):
        self.tomorrow(agreement).cancel()

        assert "odwołany" in client.get("/dyzury/").content.decode()
        assert HELP not in client.get("/").content.decode()

    def test_the_list_says_where_a_duty_was_moved(self, client, agreement: Agreement):
        duty = self.tomorrow(agreement)
        later = duty.starts_at + 2 * DAY
        duty.reschedule(starts_at=later, ends_at=later + HOUR, exception_reason="ustalono")

        page = client.get("/dyzury/").content.decode()

        assert "przeniesiony" in page
        assert page.count(HELP) == 3, "at the old time, at the new one, and as the next"

    def test_the_two_meanings_of_dyzur_are_told_apart(self, client, agreement: Agreement):
        page = client.get("/dyzury/").content.decode()

        assert "dwa rodzaje dyżurów" in page
        assert page.index("Dyżury organizacji") < page.index("Dyżury pracownika Centrum")

    def test_the_directory_shows_the_organisations_own_coming_duties(self, client, agreement: Agreement):
        self.tomorrow(agreement)
        self.tomorrow(granted("Inna organizacja"), hour=12)
        url = f"/organizacje/{agreement.organization.key}/"

        page = client.get(url).content.decode()

        assert "Najbliższe dyżury w Centrum" in page
        assert page.count(HELP) == 1

    def test_without_duties_the_pages_say_so(self, client):
        assert "żadna organizacja nie ma dyżuru" in client.get("/").content.decode()
        assert "nie ma zapowiedzianych dyżurów" in client.get("/dyzury/").content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("path", "statements"), [("/", 10), ("/dyzury/", 7), ("entry", 7)])
    def test_however_many_duties_a_page_asks_as_seldom(
        self, client, agreement: Agreement, path: str, statements: int, rows: int, django_assert_num_queries
    ):
        for hour in range(rows):
            on_duty(agreement, moment(timezone.localdate() + DAY, 10 + hour))
        if path == "entry":
            path = f"/organizacje/{agreement.organization.key}/"

        with django_assert_num_queries(statements):
            client.get(path)
