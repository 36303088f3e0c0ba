"""What whoever signed up for an event reads and has in a calendar: what was, what is, and nothing else."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import vobject
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import Event, Seat
from bookings.reminders import remind
from jcop.models import Message
from jcop.templatetags.polish import dzien_i_miesiac
from tests.bookings.test_reminders import a_monday
from tests.factories import make_event, make_guest, make_organization, make_room, moment, occasion

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Run = Callable[[], list[str]]


def guest_at(event: Event, name: str, **options: object) -> Seat:
    (seat,) = event.sign_up(guest=make_guest(email=f"{name}@example.org"), names=[""], **options)
    return seat


def sent(run_jobs: Run) -> list[tuple[str, str]]:
    """To whom and under which subject, without the title, mails leave now."""
    mail.outbox.clear()
    run_jobs()
    return [
        (message.to[0].partition("@")[0], message.subject.removeprefix("[JCOP] ").rpartition(":")[0])
        for message in mail.outbox
    ]


def to(name: str) -> mail.EmailMultiAlternatives:
    """The last mail to that person."""
    return [message for message in mail.outbox if message.to == [f"{name}@example.org"]][-1]


def calendars(message: mail.EmailMultiAlternatives) -> list[tuple[str, list[tuple[str, str]]]]:
    """The method of each calendar of a mail, with UID and status of its events."""
    read = [vobject.readOne(content) for _, content, _ in message.attachments]
    return [
        (each.method.value, [(event.uid.value, event.status.value) for event in each.contents["vevent"]])
        for each in read
    ]


def uids(event: Event) -> list[str]:
    """Of all its times, also of those given up, in their order."""
    dates = event.dates.order_by("booking__starts_at").select_related("booking")
    return [str(uuid.uuid5(date.booking.form_key, "event")) for date in dates]


def words(day: date | datetime) -> str:
    return dzien_i_miesiac(day).replace("\xa0", " ")


class TestCalendars:
    def test_who_has_a_place_gets_the_event_and_who_waits_gets_nothing(self, run_jobs: Run):
        event = make_event(capacity=1)
        guest_at(event, "idzie")
        guest_at(event, "czeka")

        run_jobs()

        (uid,) = uids(event)
        assert calendars(to("idzie")) == [("REQUEST", [(uid, "CONFIRMED")])]
        assert calendars(to("czeka")) == []

    def test_an_offer_is_tentative_until_it_is_accepted_or_lapses(self, run_jobs: Run):
        event = make_event(capacity=1)
        taken, first, second = (guest_at(event, name) for name in ("idzie", "czeka", "druga"))
        taken.cancel()
        run_jobs()
        offered = calendars(to("czeka"))
        first.refresh_from_db()
        event.move_up(at=first.offered_until)
        run_jobs()
        lapsed = calendars(to("czeka"))
        second.accept(at=first.offered_until)
        run_jobs()

        accepted = calendars(to("druga"))

        (uid,) = uids(event)
        assert calendars(to("idzie")) == [("CANCEL", [(uid, "CANCELLED")])]
        assert offered == [("REQUEST", [(uid, "TENTATIVE")])]
        assert lapsed == [("CANCEL", [(uid, "CANCELLED")])]
        assert accepted == [("REQUEST", [(uid, "CONFIRMED")])]

    def test_an_organisation_that_gives_one_of_two_places_up_keeps_the_event(self, run_jobs: Run):
        event = make_event()
        organization = make_organization(email="org@example.org")
        one, _ = event.sign_up(organization=organization, names=["", ""])
        run_jobs()

        one.cancel()
        run_jobs()

        assert calendars(to("org")) == [("REQUEST", [(uids(event)[0], "CONFIRMED")])]

    def test_a_dropped_time_is_withdrawn_by_its_uid(self, run_jobs: Run, client):
        event = make_event(capacity=1)
        event.add_date(occasion(make_room(), event.starts_at + DAY))
        guest_at(event, "idzie")
        guest_at(event, "czeka")
        run_jobs()
        before = vobject.readOne(to("idzie").attachments[-1][1]).contents["vevent"]

        event.drop_date(event.dates.last())
        run_jobs()

        stays, dropped = uids(event)
        message = to("idzie")
        gone = vobject.readOne(message.attachments[0][1]).vevent
        assert calendars(message) == [
            ("CANCEL", [(dropped, "CANCELLED")]),
            ("REQUEST", [(stays, "CONFIRMED")]),
        ]
        assert int(gone.sequence.value) > max(int(each.sequence.value) for each in before)
        assert [part.mimetype for part in message.alternatives] == [
            "text/html",
            "text/calendar; method=CANCEL",
        ]
        assert calendars(to("czeka")) == []
        file = vobject.readOne(client.get(f"/wydarzenia/{event.pk}.ics").content.decode())
        assert [(each.uid.value, each.status.value) for each in file.contents["vevent"]] == [
            (stays, "CONFIRMED"),
            (dropped, "CANCELLED"),
        ]
        assert [date.pk for date in Event.objects.get(pk=event.pk).times] == [event.dates.first().pk]

    def test_a_cancelled_event_leaves_the_calendars_that_have_it(self, run_jobs: Run):
        event = make_event(capacity=1)
        guest_at(event, "idzie")
        guest_at(event, "czeka")

        event.cancel(reason="choroba")
        run_jobs()

        assert calendars(to("idzie")) == [("CANCEL", [(uids(event)[0], "CANCELLED")])]
        assert calendars(to("czeka")) == []


class TestConfirmations:
    def test_each_answer_is_confirmed_by_a_mail_of_its_own(self, run_jobs: Run):
        event = make_event(capacity=1)
        taken, first, second = (guest_at(event, name) for name in ("idzie", "czeka", "druga"))
        mails = [sent(run_jobs)]

        for act in (second.cancel, taken.cancel, first.accept, first.cancel):
            act()
            mails.append(sent(run_jobs))

        assert mails == [
            [
                ("idzie", "Zgłoszenie na wydarzenie – miejsce zajęte"),
                ("czeka", "Zgłoszenie na wydarzenie – lista oczekujących"),
                ("druga", "Zgłoszenie na wydarzenie – lista oczekujących"),
            ],
            [("druga", "Wykreślenie z listy oczekujących")],
            [("idzie", "Miejsce zwolnione"), ("czeka", "Zwolniło się miejsce")],
            [("czeka", "Miejsce przyjęte")],
            [("czeka", "Miejsce zwolnione")],
        ]

    def test_an_organisation_reads_who_of_it_waits(self, run_jobs: Run):
        event = make_event(capacity=1, per_organization=2)

        event.sign_up(organization=make_organization(email="org@example.org"), names=["", ""])

        assert sent(run_jobs) == [("org", "Zgłoszenie na wydarzenie – część osób na liście oczekujących")]


class TestChanges:
    @pytest.fixture
    def event(self, run_jobs: Run) -> Event:
        event = make_event(capacity=1)
        guest_at(event, "idzie")
        guest_at(event, "czeka")
        run_jobs()
        mail.outbox.clear()
        return event

    def test_a_move_says_what_was_and_what_is_and_asks_only_who_has_a_place(
        self, event: Event, run_jobs: Run
    ):
        was = event.starts_at

        event.move_date(event.dates.get(), occasion(make_room("Sala B"), was + DAY))
        mails = sent(run_jobs)

        comes, waits = to("idzie").body, to("czeka").body
        assert mails == [("idzie", "Zmiana terminu"), ("czeka", "Zmiana terminu")]
        for body in (comes, waits):
            before, _, after = body.partition("Jest:")
            assert dzien_i_miesiac(was) in before.partition("Było:")[2]
            assert dzien_i_miesiac(was + DAY) in after
            assert "Sala B" in after
        assert ("czy zwalniają miejsce" in comes, "nic nie trzeba robić" in comes) == (True, False)
        assert ("czy zwalniają miejsce" in waits, "nic nie trzeba robić" in waits) == (False, True)

    def test_after_two_quick_moves_the_time_is_told_that_was_told_last(self, event: Event, run_jobs: Run):
        was = event.starts_at

        for days in (1, 2):
            event.move_date(event.dates.get(), occasion(make_room(), was + days * DAY))
        run_jobs()
        first = to("idzie").body
        event.move_date(event.dates.get(), occasion(make_room(), was + 3 * DAY))
        run_jobs()
        second = to("idzie").body

        old = [body.partition("Było:")[2].partition("Jest:")[0] for body in (first, second)]
        assert [[days for days in range(4) if dzien_i_miesiac(was + days * DAY) in each] for each in old] == [
            [0],
            [2],
        ]

    def test_what_left_and_came_back_before_anybody_was_told_is_no_other_place(
        self, event: Event, run_jobs: Run
    ):
        was = event.starts_at

        for starts_at in (was + DAY, was):
            event.move_date(event.dates.get(), occasion(make_room(), starts_at))

        assert sent(run_jobs)[0] == ("idzie", "Zmiana terminu lub miejsca")

    def test_each_kind_of_change_has_a_subject_of_its_own(self, event: Event, run_jobs: Run):
        date, day = event.dates.get(), event.starts_at + DAY
        mails = []

        for act in (
            lambda: event.move_date(date, occasion(make_room(), event.starts_at)),
            lambda: event.add_date(occasion(make_room(), day)),
            lambda: event.drop_date(event.dates.last()),
        ):
            act()
            mails.append(sent(run_jobs)[0][1])

        assert mails == ["Zmiana miejsca", "Dodatkowy termin", f"Odwołany termin {words(day)}"]


class TestReminders:
    """Of an event on an ordinary Tuesday; signing up was some days ago."""

    @pytest.fixture
    def event(self, run_jobs: Run) -> Event:
        day = a_monday() + DAY
        event = make_event(capacity=1, starts_at=moment(day, 10))
        seats = [guest_at(event, name) for name in ("idzie", "czeka")]
        Seat.objects.update(signed_up_at=event.starts_at - 5 * DAY)
        run_jobs()
        assert [seat.state for seat in seats] == ["taken", "waiting"]
        return event

    def test_who_has_a_place_is_reminded_once_on_the_working_day_before(self, event: Event, run_jobs: Run):
        monday = event.starts_at - DAY
        mails = []

        for at in (monday - DAY, monday, monday + HOUR, event.starts_at - HOUR):
            remind(at)
            mails.append(sent(run_jobs))

        when = f"Przypomnienie – {words(event.starts_at)}"
        assert mails == [[], [("idzie", when)], [], []]

    def test_two_days_are_told_in_one_mail_and_what_is_over_is_left_out(self, run_jobs: Run):
        friday = a_monday() - 3 * DAY
        event = make_event(starts_at=moment(friday + DAY, 10))
        event.add_date(occasion(make_room(), moment(friday + 2 * DAY, 10)))
        guest_at(event, "idzie")
        Seat.objects.update(signed_up_at=timezone.now() - 5 * DAY)
        run_jobs()

        mails = []
        for at in (moment(friday, 12), moment(friday + DAY, 12)):
            remind(at)
            mails.append(sent(run_jobs))

        assert [len(each) for each in mails] == [1, 0]

    def test_a_reminder_that_leaves_late_tells_only_what_is_still_true(self, event: Event, run_jobs: Run):
        remind(event.starts_at - DAY)
        event.move_date(event.dates.get(), occasion(make_room(), event.starts_at + 7 * DAY))

        subjects = [subject for _, subject in sent(run_jobs)]

        assert subjects == ["Zmiana terminu", "Zmiana terminu"]

    def test_who_signed_up_today_has_just_read_of_it(self, event: Event, run_jobs: Run):
        Seat.objects.update(signed_up_at=event.starts_at - DAY)

        remind(event.starts_at - DAY + HOUR)

        assert sent(run_jobs) == []


class TestAnOfferThatLapsedBeforeAnyJobRan:
    """An organisation was offered a place and did not answer; nobody else has done anything since."""

    @pytest.fixture
    def late(self) -> tuple[Event, Seat, datetime]:
        event = make_event(capacity=2, per_organization=1)
        taken, _, offered = (event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(3))
        taken.cancel()
        offered.refresh_from_db()
        return event, offered, offered.offered_until

    def test_its_party_may_sign_up_again(self, late: tuple[Event, Seat, datetime]):
        event, offered, at = late

        (again,) = event.sign_up(organization=offered.organization, names=[""], at=at)

        assert again.state == "taken"

    def test_it_takes_no_place_from_a_smaller_event(self, late: tuple[Event, Seat, datetime]):
        event, offered, at = late

        event.set_places(
            capacity=1,
            signup_opens_at=event.signup_opens_at,
            signup_closes_at=event.signup_closes_at,
            per_organization=1,
            offer_hours=48,
            at=at,
        )

        offered.refresh_from_db()
        assert offered.state == "lapsed"

    def test_it_cannot_be_given_up(self, late: tuple[Event, Seat, datetime]):
        _, offered, at = late

        with pytest.raises(ValidationError, match="Czas na odpowiedź minął"):
            offered.cancel(at=at)

    def test_it_is_on_no_list_and_nobody_is_told_of_changes(self, late: tuple[Event, Seat, datetime]):
        event, offered, at = late

        event.cancel(reason="choroba", at=at)

        told = Message.objects.filter(kind="event_cancelled").values_list("recipient_id", flat=True)
        assert offered not in event.all_seats.on_list(at)
        assert offered.organization_id not in told
