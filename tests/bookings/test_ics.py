"""Calendar files read back with another library than wrote them: made, changed, cancelled."""

from datetime import UTC, datetime, time, timedelta

import pytest
import vobject
from django.core import mail
from django.utils import timezone

from bookings.calendars.ics import enclosed
from bookings.models import Booking, Reminder, Series
from jcop.models import Centre
from jcop.opening.hours import WARSAW
from jcop.templatetags.polish import dzien_i_miesiac
from tests.factories import (
    make_agreement,
    make_booking,
    make_closure,
    make_hours,
    make_organization,
    make_room,
    make_series,
    make_things,
    make_user,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db
STAMP = datetime(2026, 3, 1, tzinfo=UTC)


def enclosures() -> list[tuple[str, vobject.base.Component]]:
    """Method of the media type and content of each calendar that was mailed, in order."""
    found = []
    for sent in mail.outbox:
        for name, content, kind in sent.attachments:
            assert name == "rezerwacja.ics"
            found.append((kind.partition("method=")[2], vobject.readOne(content)))
    return found


def event_of(calendar: vobject.base.Component) -> tuple[object, ...]:
    event = calendar.vevent
    return event.uid.value, int(event.sequence.value), event.status.value, event.dtstart.value


def room_for_the_worker() -> object:
    return make_room("Sala duża", confirmed_by="worker")


def test_what_is_requested_confirmed_moved_and_cancelled_is_one_event_whose_number_grows(run_jobs):
    make_hours()
    day = next_monday()
    booking = make_booking(room=room_for_the_worker(), starts_at=moment(day, 10))
    run_jobs()
    booking.confirm()
    run_jobs()
    booking.reschedule(starts_at=moment(day, 12), ends_at=moment(day, 13))
    run_jobs()
    booking.cancel(reason="choroba")
    run_jobs()

    sent = enclosures()

    uid = str(booking.form_key)
    assert [(method, event_of(calendar)) for method, calendar in sent] == [
        ("REQUEST", (uid, 0, "TENTATIVE", moment(day, 10))),
        ("REQUEST", (uid, 1, "CONFIRMED", moment(day, 10))),
        ("REQUEST", (uid, 2, "CONFIRMED", moment(day, 12))),
        ("CANCEL", (uid, 3, "CANCELLED", moment(day, 12))),
    ]
    assert [calendar.method.value for _, calendar in sent] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]


def test_a_proposal_that_is_declined_leaves_the_calendar(run_jobs):
    make_hours()
    day = next_monday()
    booking = make_booking(starts_at=moment(day, 10))
    booking.propose(
        starts_at=moment(day, 14),
        ends_at=moment(day, 15),
        answer_until=timezone.localdate() + timedelta(days=2),
    )
    run_jobs()
    booking.decline()
    run_jobs()

    *_, (asked, proposed), (withdrawn, gone) = enclosures()

    assert (asked, event_of(proposed)[1:]) == ("REQUEST", (1, "TENTATIVE", moment(day, 14)))
    assert (withdrawn, event_of(gone)[1:]) == ("CANCEL", (2, "CANCELLED", moment(day, 14)))
    words = f"[JCOP] Rezerwacja {dzien_i_miesiac(day)} – propozycja odrzucona"
    assert mail.outbox[-1].subject == words.replace("\xa0", " ")


def test_a_mail_that_leaves_late_tells_how_the_booking_stands_now(run_jobs):
    booking = make_booking()
    booking.cancel()

    run_jobs()

    assert [(method, event_of(calendar)[1:3]) for method, calendar in enclosures()] == [
        ("CANCEL", (1, "CANCELLED"))
    ] * 2


def test_an_invitation_is_a_form_of_the_mail_and_a_file_that_each_name_its_method(run_jobs):
    make_booking()

    run_jobs()

    whole, *_ = mail.outbox[-1].message().walk()
    alternative, file = whole.get_payload()
    forms = [part.get_content_type() for part in alternative.get_payload()]
    *_, form = alternative.get_payload()
    assert alternative.get_content_type() == "multipart/alternative"
    assert forms == ["text/plain", "text/html", "text/calendar"]
    assert [(part.get_param("method"), part.get_filename()) for part in (form, file)] == [
        ("REQUEST", None),
        ("REQUEST", "rezerwacja.ics"),
    ]
    assert form.get_payload(decode=True) == file.get_payload(decode=True)
    assert vobject.readOne(form.get_payload(decode=True).decode()).vevent.status.value


def test_what_is_published_is_a_file_only_and_a_mailed_calendar_has_no_name(run_jobs):
    make_hours()
    make_series()

    run_jobs()

    (calendar,) = [calendar for _, calendar in enclosures()]
    assert [part.mimetype for part in mail.outbox[-1].alternatives] == ["text/html"]
    assert "x-wr-calname" not in calendar.contents
    assert {event.organizer.value for event in calendar.contents["vevent"]} == {"mailto:cop@um.jastrzebie.pl"}


def test_the_event_says_what_and_where_and_names_only_its_reader(run_jobs, settings):
    settings.SITE_URL = "https://portal.example"
    person = make_user("wanda@example.org")
    person.full_name = "Wanda Wyciekła"
    person.save()
    agreement = make_agreement(organization=make_organization(by=person, verified=True))
    booking = make_booking(agreement=agreement, room=make_room("Sala „Łąka”"))
    run_jobs()

    [(_, calendar)] = enclosures()[-1:]

    event = calendar.vevent
    state = booking.get_state_display()
    page = f"https://portal.example{booking.get_absolute_url()}"
    assert event.location.value == "Sala „Łąka”, ul. Wrzosowa 12A, 44-335 Jastrzębie-Zdrój"
    assert event.summary.value.startswith("JCOP: Sala „Łąka”")
    assert (event.url.value, event.description.value) == (page, f"Rezerwacja: {state}. {page}")
    assert (event.attendee.value, event.organizer.value) == (
        "mailto:wanda@example.org",
        "mailto:cop@um.jastrzebie.pl",
    )
    assert event.attendee.rsvp_param == "FALSE"
    assert "Wanda" not in calendar.serialize()


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2027, 3, 28, 1, tzinfo=WARSAW), datetime(2027, 3, 28, 4, tzinfo=WARSAW), 2),
        (datetime(2026, 10, 25, 1, tzinfo=WARSAW), datetime(2026, 10, 25, 4, tzinfo=WARSAW), 4),
        (datetime(2027, 3, 29, 10, tzinfo=WARSAW), datetime(2027, 3, 29, 11, tzinfo=WARSAW), 1),
    ],
)
def test_warsaws_clock_is_read_back_over_its_changes(start: datetime, end: datetime, hours: int):
    booking = make_booking()
    booking.starts_at, booking.ends_at = start.astimezone(UTC), end.astimezone(UTC)

    file = enclosed([booking], Centre.objects.get(), to="a@example.org", stamp=STAMP)

    event = vobject.readOne(file.content).vevent
    begins, ends = event.dtstart.value, event.dtend.value
    assert (begins.astimezone(WARSAW).hour, ends.astimezone(WARSAW).hour) == (start.hour, end.hour)
    assert ends - begins == timedelta(hours=hours)


def test_several_bookings_are_published_together_each_as_it_stands():
    agreement, room, day = make_agreement(), make_room(), next_monday()
    bookings = [
        make_booking(agreement=agreement, room=room, starts_at=moment(day, hour)) for hour in (9, 11, 13)
    ]
    bookings[1].cancel()

    file = enclosed(bookings, Centre.objects.get(), to="a@example.org", stamp=STAMP)

    calendar = vobject.readOne(file.content)
    events = calendar.contents["vevent"]
    assert (calendar.method.value, file.kind) == ("PUBLISH", "text/calendar; method=PUBLISH")
    assert [event.uid.value for event in events] == [str(booking.form_key) for booking in bookings]
    assert [event.status.value == "CANCELLED" for event in events] == [False, True, False]
    assert "attendee" not in events[0].contents


def test_ones_own_title_stands_in_ones_own_event():
    make_hours()
    booking = make_booking(room=make_room("Sala 1"), public_title="Wernisaż Łąki")

    file = enclosed([booking], Centre.objects.get(), to="a@example.org", stamp=STAMP)

    assert vobject.readOne(file.content).vevent.summary.value == "JCOP: Sala 1 – Wernisaż Łąki"


def test_an_event_tells_when_what_it_shows_changed_last():
    booking = make_booking()
    before = Booking.objects.get().changed_at
    Booking.objects.update(needs_keys=True)
    unseen = Booking.objects.get().changed_at
    booking.cancel()

    file = enclosed([booking := Booking.objects.get()], Centre.objects.get(), to="a@example.org", stamp=STAMP)

    event = vobject.readOne(file.content).vevent
    assert (before, unseen) == (None, None)
    assert event.last_modified.value == booking.changed_at.replace(microsecond=0)
    assert event.dtstamp.value == STAMP


def test_equipment_stands_beside_the_room():
    laptops = make_things(3)
    agreement = make_agreement()
    booking = make_booking(agreement=agreement, room=make_room("Sala 1"))
    booking.items.create(bookable=laptops, quantity=2)

    file = enclosed([booking], Centre.objects.get(), to="a@example.org", stamp=STAMP)

    assert vobject.readOne(file.content).vevent.summary.value.startswith("JCOP: Sala 1, Laptop × 2")


def told(calendar: vobject.base.Component) -> list[tuple[str, int, str]]:
    """UID, number and state of each event, in order of time."""
    events = sorted(calendar.contents["vevent"], key=lambda event: event.dtstart.value)
    return [(event.uid.value, int(event.sequence.value), event.status.value) for event in events]


def sent_by(run_jobs) -> tuple[str, list[tuple[str, int, str]]]:
    """The method and the events of the one file that the jobs send now."""
    mail.outbox.clear()
    run_jobs()
    ((method, calendar),) = enclosures()
    return method, told(calendar)


class TestReminders:
    def test_one_booking_is_the_same_invitation_again(self, run_jobs):
        make_hours()
        booking = make_booking()
        run_jobs()

        Reminder.record([booking])

        assert sent_by(run_jobs) == ("REQUEST", [(str(booking.form_key), 0, "CONFIRMED")])

    def test_two_bookings_are_in_one_file(self, run_jobs):
        make_hours()
        agreement = make_agreement()
        bookings = [make_booking(agreement=agreement, starts_at=moment(next_monday(), n)) for n in (10, 12)]
        run_jobs()

        Reminder.record(bookings)

        assert sent_by(run_jobs) == ("PUBLISH", [(str(one.form_key), 0, "CONFIRMED") for one in bookings])

    def test_a_proposal_about_to_lapse_stays_tentative_and_a_lapsed_one_leaves(self, run_jobs):
        make_hours()
        booking, day, today = make_booking(), next_monday(), timezone.localdate()
        booking.propose(
            starts_at=moment(day, 14), ends_at=moment(day, 15), answer_until=today + timedelta(days=1)
        )
        run_jobs()
        uid = str(booking.form_key)

        booking.warn(at=timezone.now())
        assert sent_by(run_jobs) == ("REQUEST", [(uid, 1, "TENTATIVE")])

        booking.lapse(at=timezone.now() + timedelta(days=2))
        assert sent_by(run_jobs) == ("CANCEL", [(uid, 2, "CANCELLED")])


def test_a_closure_takes_its_bookings_out_of_the_calendar(run_jobs):
    make_hours()
    agreement = make_agreement()
    bookings = [make_booking(agreement=agreement, starts_at=moment(next_monday(), n)) for n in (10, 12)]
    run_jobs()

    make_closure(*bookings)

    assert sent_by(run_jobs) == ("PUBLISH", [(str(one.form_key), 1, "CANCELLED") for one in bookings])


class TestSeries:
    @pytest.fixture
    def series(self) -> Series:
        make_hours()
        return make_series()

    def uids(self, series: Series) -> list[str]:
        return [str(one.booking.form_key) for one in series.dates.all()]

    def test_all_its_dates_come_in_one_file_and_go_in_one(self, run_jobs, series: Series):
        uids = self.uids(series)

        assert sent_by(run_jobs) == ("PUBLISH", [(uid, 0, "CONFIRMED") for uid in uids])
        series.cancel()
        assert sent_by(run_jobs) == ("PUBLISH", [(uid, 1, "CANCELLED") for uid in uids])

    def test_a_date_that_is_skipped_leaves_and_put_back_it_is_another_event(self, series: Series, run_jobs):
        one = series.dates.get(number=2)
        first = str(one.booking.form_key)
        run_jobs()

        one.skip()
        assert sent_by(run_jobs) == ("CANCEL", [(first, 1, "CANCELLED")])
        subjects = [mail.outbox[-1].subject]

        one.put_back(by=None)
        assert sent_by(run_jobs) == ("REQUEST", [(str(one.booking.form_key), 0, "CONFIRMED")])
        assert str(one.booking.form_key) != first
        subjects.append(mail.outbox[-1].subject)

        one.change(day=one.day, starts=time(14), ends=time(16))
        assert sent_by(run_jobs) == ("REQUEST", [(str(one.booking.form_key), 1, "CONFIRMED")])
        subjects.append(mail.outbox[-1].subject)
        day = dzien_i_miesiac(one.day).replace("\xa0", " ")
        assert subjects == [
            f"[JCOP] Seria rezerwacji – {done} termin {day}"
            for done in ("pominięto", "przywrócono", "zmieniono")
        ]
