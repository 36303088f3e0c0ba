"""Calendars that programs subscribe to: what each shows to whom, and who may open it."""

import gzip
import logging
from datetime import datetime, timedelta

import pytest
import vobject
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Bookable, Booking, FeedSecret
from jcop.models import User
from jcop.ops.logs import HideSecrets
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_organization,
    make_room,
    make_user,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db


def events(response: object) -> list[vobject.base.Component]:
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(response.content.decode()).contents.get("vevent", []))


def summaries(response: object) -> list[str]:
    return [event.summary.value for event in events(response)]


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def entry(client: object) -> vobject.base.Component:
    """The only event of the calendar of all rooms."""
    (event,) = events(client.get("/kalendarz.ics"))
    return event


def later(booking: Booking, hours: int = 1) -> datetime:
    return booking.starts_at + timedelta(hours=hours)


class TestTheFeedOfDuties:
    def test_it_tells_who_is_on_duty_where_and_what_was_called_off(self, client, agreement: Agreement):
        room, day = make_room("Punkt dyżurów", kind="duty"), next_monday()
        for hour in (9, 11, 13):
            make_booking(
                agreement=agreement, room=room, starts_at=moment(day, hour), public_title="Pomoc seniorom"
            )
        first, second, _ = Booking.objects.order_by("starts_at")
        first.confirm()
        second.confirm().cancel()

        held, off = events(client.get("/dyzury.ics"))

        name = agreement.organization.name
        assert [(each.summary.value, each.status.value) for each in (held, off)] == [
            (f"Dyżur: {name}", "CONFIRMED"),
            (f"Dyżur – odwołany: {name}", "CANCELLED"),
        ]
        assert (held.location.value, held.description.value) == ("Punkt dyżurów", "Pomoc seniorom")
        assert str(first.form_key) not in client.get("/dyzury.ics").content.decode()

    def test_residents_find_it_beside_the_list_of_duties(self, client):
        assert 'href="/dyzury.ics"' in client.get("/dyzury/").content.decode()


def address(user: User, organization: object = None) -> str:
    return FeedSecret.renew(user=user, organization=organization).secret_path


class TestThePublicFeeds:
    def test_they_show_what_the_public_calendar_shows(self, client, agreement: Agreement):
        agreement.organization.name = "Org Wyciek"
        agreement.organization.save()
        one, other, day = make_room("Sala 1"), make_room("Sala 2"), next_monday()
        make_booking(agreement=agreement, room=one, starts_at=moment(day, 10), public_title="Wernisaż")
        make_booking(agreement=agreement, room=other, starts_at=moment(day, 12))
        make_booking(agreement=agreement, room=other, starts_at=moment(day, 14)).cancel()

        whole, room = client.get("/kalendarz.ics"), client.get(f"/kalendarz/{other.slug}.ics")

        waiting = [booking.state == "requested" for booking in Booking.objects.order_by("starts_at")][:2]
        said = [" (czeka na potwierdzenie)" if is_waiting else "" for is_waiting in waiting]
        off = "Sala 2: odwołane"
        assert summaries(whole) == [f"Sala 1: Wernisaż{said[0]}", f"Sala 2: zajęte{said[1]}", off]
        assert summaries(room) == [f"Sala 2: zajęte{said[1]}", off]
        assert [event.dtstart.value for event in events(whole)] == [moment(day, n) for n in (10, 12, 14)]
        assert b"yciek" not in whole.content
        assert str(Booking.objects.first().form_key) not in whole.content.decode()

    def test_only_rooms_on_offer_have_a_feed(self, client):
        old = make_room(is_active=False)

        assert client.get(f"/kalendarz/{old.slug}.ics").status_code == 404
        assert client.get("/kalendarz/nie-ma.ics").status_code == 404

    @pytest.mark.django_db(transaction=True)  # What residents see gets its version when it is committed.
    def test_what_was_fetched_and_did_not_change_is_not_sent_again(self, client, agreement: Agreement):
        first = client.get("/kalendarz.ics")
        unchanged = client.get("/kalendarz.ics", headers={"if-none-match": first["ETag"]})
        make_booking(agreement=agreement)
        changed = client.get("/kalendarz.ics", headers={"if-none-match": first["ETag"]})

        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert (changed.status_code, len(events(changed))) == (200, 1)
        assert first["Cache-Control"] == "public, max-age=300"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_they_ask_as_often_for_one_as_for_three(self, client, rows: int, django_assert_num_queries):
        agreement, day = make_agreement(), next_monday()
        for hour in range(rows):
            make_booking(agreement=agreement, room=make_room(), starts_at=moment(day, 9 + hour))

        with django_assert_num_queries(6):
            response = client.get("/kalendarz.ics")

        assert len(events(response)) == rows

    def test_who_has_it_is_answered_by_the_version_alone(self, client, django_assert_num_queries):
        make_booking()
        etag = client.get("/kalendarz.ics")["ETag"]

        with django_assert_num_queries(1):
            response = client.get("/kalendarz.ics", headers={"if-none-match": etag})

        assert (response.status_code, response["ETag"]) == (304, etag)

    def test_they_reach_a_month_back_and_ahead_as_far_as_anybody_may_book(self, client):
        today, room = timezone.localdate(), make_room("Sala 1")
        for days in (-32, -31, -1, 10, 425):
            booking = make_booking(room=room, starts_at=moment(next_monday(), 10 + days % 5))
            starts_at = moment(today + timedelta(days=days), 12)
            Booking.objects.filter(pk=booking.pk).update(
                starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
            )
            booking.allocations.update(during=(starts_at, starts_at + timedelta(hours=1)))
        path = address(booking.organization.registered_by)

        days = [
            [(event.dtstart.value.date() - today).days for event in events(client.get(feed))]
            for feed in ("/kalendarz.ics", path)
        ]

        assert days == [[-31, -1, 10, 425], [425]]

    def test_they_are_no_sent_calendars_and_date_each_event_by_its_last_change(self, client):
        booking = make_booking()
        made, _ = entry(client), booking.reschedule(starts_at=later(booking), ends_at=later(booking, 2))
        booking.refresh_from_db()

        moved, text = entry(client), client.get("/kalendarz.ics").content.decode()

        assert "\r\nMETHOD:" not in text
        assert "\r\nX-WR-CALNAME:JCOP – Sala" in text
        assert made.uid.value == moved.uid.value
        assert made.dtstamp.value == booking.made_at.replace(microsecond=0)
        assert not {"sequence", "last-modified"} & made.contents.keys()
        assert moved.dtstamp.value == moved.last_modified.value == booking.changed_at.replace(microsecond=0)
        assert moved.sequence.value == "1"

    def test_long_names_and_signs_of_their_own_are_read_back(self, client):
        make_hours()
        name = "Sala „Łąka”; duża, z widokiem na Jagodową i Wrzosową\\ulicę (I piętro)"
        make_booking(room=make_room(name), public_title="Wernisaż, część 2; „Żółć” " * 3)

        read, text = entry(client), client.get("/kalendarz.ics").content

        assert read.location.value == name
        assert read.summary.value == f"{name}: {Booking.objects.get().public_title}"
        assert max(len(line) for line in text.split(b"\r\n")) <= 75

    def test_a_program_that_can_gets_it_packed_and_then_304(self, client):
        make_booking()
        takes = {"accept-encoding": "gzip"}

        packed = client.get("/kalendarz.ics", headers=takes)
        again = client.get("/kalendarz.ics", headers=takes | {"if-none-match": packed["ETag"]})

        assert (packed["Content-Encoding"], again.status_code, again.content) == ("gzip", 304, b"")
        assert gzip.decompress(packed.content) == client.get("/kalendarz.ics").content

    def test_another_name_of_a_room_changes_no_uid(self, client):
        make_hours()
        room = make_booking(room=make_room("Sala A")).items.get().bookable
        before = entry(client)

        Bookable.objects.filter(pk=room.pk).update(name="Sala B")

        after = entry(client)
        assert (before.summary.value, after.summary.value) == ("Sala A: zajęte", "Sala B: zajęte")
        assert before.uid.value == after.uid.value

    def test_what_was_called_off_stays_for_some_days_and_what_was_refused_hides_its_title(self, client):
        room, by_worker = make_room("Sala 1"), make_room("Sala 2", confirmed_by="worker")
        make_booking(room=room, public_title="Wernisaż").cancel()
        make_booking(room=by_worker, public_title="Reklama").refuse(reason="reklama")
        now = timezone.now()

        fresh = events(client.get("/kalendarz.ics"))
        Booking.objects.update(changed_at=now - timedelta(days=15))
        stale = events(client.get("/kalendarz.ics"))

        assert [(event.status.value, event.summary.value, event.sequence.value) for event in fresh] == [
            ("CANCELLED", "Sala 1: odwołane – Wernisaż", "1"),
            ("CANCELLED", "Sala 2: odwołane", "1"),
        ]
        assert stale == []


class TestPrivateFeeds:
    @pytest.mark.django_db(transaction=True)
    def test_who_has_it_is_sent_it_again_only_when_it_is_another(self, client):
        agreement = make_agreement()
        person = agreement.organization.registered_by
        path = address(person)
        etag = client.get(path)["ETag"]

        unchanged = client.get(path, headers={"if-none-match": etag})
        make_organization(by=person)
        another_organization = client.get(path, headers={"if-none-match": etag})
        etag = another_organization["ETag"]
        make_booking(agreement=agreement)
        another_booking = client.get(path, headers={"if-none-match": etag})

        answers = (unchanged, another_organization, another_booking)
        assert [answer.status_code for answer in answers] == [304, 200, 200]

    def test_an_organisation_sees_its_own_bookings_with_their_states(self, client, agreement: Agreement):
        keeper, room, day = agreement.organization.registered_by, make_room("Sala 1"), next_monday()
        make_booking(agreement=agreement, room=room, starts_at=moment(day, 10))
        Booking.objects.update(state="confirmed")
        make_booking(agreement=agreement, room=make_room("Sala 2", confirmed_by="worker"))
        make_booking()

        response = client.get(address(keeper, agreement.organization))

        assert sorted(summaries(response)) == [
            "JCOP: Sala 1",
            "JCOP: Sala 2 (czeka na potwierdzenie)",
        ]
        keys = {str(booking.form_key) for booking in Booking.objects.of(agreement.organization)}
        assert {event.uid.value for event in events(response)} == keys
        assert response["Cache-Control"] == "private, no-cache"

    def test_a_cancelled_booking_stays_for_some_days_as_cancelled(self, client, agreement: Agreement):
        path = address(agreement.organization.registered_by, agreement.organization)
        booking = make_booking(agreement=agreement)
        found = [events(client.get(path))]

        booking.cancel()
        found.append(events(client.get(path)))
        Booking.objects.update(changed_at=timezone.now() - timedelta(days=15))
        found.append(events(client.get(path)))

        uid = str(booking.form_key)
        assert [[(one.uid.value, one.status.value) for one in each] for each in found] == [
            [(uid, "CONFIRMED")],
            [(uid, "CANCELLED")],
            [],
        ]

    def test_a_person_sees_all_of_their_organisations_by_name(self, client, agreement: Agreement):
        person = agreement.organization.registered_by
        second = make_agreement(organization=make_organization(by=person, name="Klub Łąka", verified=True))
        room = make_room("Sala 1", confirmed_by="worker")
        make_booking(agreement=agreement, room=room, starts_at=moment(next_monday(), 9))
        make_booking(agreement=second, room=room, starts_at=moment(next_monday(), 12))

        found = summaries(client.get(address(person)))

        assert found == [
            f"{agreement.organization.name}, JCOP: Sala 1 (czeka na potwierdzenie)",
            "Klub Łąka, JCOP: Sala 1 (czeka na potwierdzenie)",
        ]

    @pytest.mark.parametrize("only", [True, False])
    def test_a_renewed_address_works_and_the_old_one_opens_nothing(
        self, client, agreement: Agreement, only: bool
    ):
        person = agreement.organization.registered_by
        organization = agreement.organization if only else None
        old = address(person, organization)

        new = address(person, organization)

        assert [client.get(path).status_code for path in (old, new)] == [404, 200]
        assert FeedSecret.objects.count() == 1

    def test_whoever_left_the_organisation_takes_no_address_along(self, client, agreement: Agreement):
        colleague = agreement.organization.memberships.create(user=make_user(), role="user")
        paths = [address(colleague.user, agreement.organization), address(colleague.user)]

        before = [client.get(path).status_code for path in paths]
        colleague.delete()

        assert before == [200, 200]
        assert [client.get(path).status_code for path in paths] == [404, 404]

    def test_a_closed_account_opens_nothing(self, client, agreement: Agreement):
        path = address(agreement.organization.registered_by)
        User.objects.update(is_active=False)

        assert client.get(path).status_code == 404

    def test_neither_the_row_alone_nor_a_guess_opens_anything(self, client, agreement: Agreement):
        address(agreement.organization.registered_by, agreement.organization)
        key = FeedSecret.objects.get().key

        statuses = [
            client.get(f"/kalendarz/subskrypcja/{secret}.ics").status_code
            for secret in (key, f"{key}.", f"{key}.x", "x", ".", "%00", "ą" * 300)
        ]

        assert statuses == [404] * 7

    def test_an_address_outlives_the_key_that_signed_it_while_that_key_is_named(
        self, client, agreement: Agreement, settings
    ):
        path = address(agreement.organization.registered_by)
        old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60

        forgotten = client.get(path).status_code
        settings.SECRET_KEY_FALLBACKS = [old]
        named = client.get(path).status_code

        assert (forgotten, named) == (404, 200)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_they_ask_as_often_for_one_as_for_three(
        self, client, agreement: Agreement, rows: int, django_assert_num_queries
    ):
        for hour in range(rows):
            make_booking(agreement=agreement, starts_at=moment(next_monday(), 9 + hour))
        path = address(agreement.organization.registered_by, agreement.organization)

        with django_assert_num_queries(8):
            response = client.get(path)

        assert len(events(response)) == rows

    def test_a_log_never_shows_a_secret(self):
        said = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Error", SECRET), None)

        HideSecrets().filter(said)

        assert said.getMessage() == "Error: /kalendarz/subskrypcja/…"


SECRET = "/kalendarz/subskrypcja/abc-d_e.f0-9.ics"


class TestThePageOfAddresses:
    def test_an_address_is_made_shown_and_renewed(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        page = f"/panel/{agreement.organization.key}/rezerwacje/subskrypcja/"
        shown = []

        for _ in range(2):
            client.post(f"{page}wymien/", {"kalendarz": "organizacja"})
            shown.append(client.get(page).context["feeds"])

        (one, everything), (other, _) = shown
        assert everything[2] is None
        assert one[2] != other[2]
        assert [client.get(feed[2]).status_code for feed in (one, other)] == [404, 200]

    def test_an_address_of_all_organisations_is_another_one(self, as_user, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        page = f"/panel/{agreement.organization.key}/rezerwacje/subskrypcja/"

        client.post(f"{page}wymien/", {"kalendarz": "wszystkie"})

        [only, everything] = client.get(page).context["feeds"]
        assert only[2] is None
        assert client.get(everything[2]).status_code == 200
        assert FeedSecret.objects.get().renewed_at <= timezone.now()
