"""The worker holds an event: prepares, announces, moves and cancels it, and notes who came."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings import pdf
from bookings.models import Booking, Event, Seat
from bookings.templatetags.bookings_tags import booking_queues
from jcop.files.pdf import render_html
from jcop.models import Message, User
from tests.agreements.test_pdf import pages
from tests.bookings.closing import MONDAY, plan, post, row
from tests.factories import (
    make_booking,
    make_event,
    make_guest,
    make_hours,
    make_organization,
    make_room,
    make_things,
    moment,
    next_monday,
    occasion,
)
from tests.jcop.clerk import make_worker

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
HOUR = timedelta(hours=1)
NEW = reverse("admin:bookings_event_new")


@pytest.fixture
def worker() -> User:
    make_hours()
    return make_worker()


@pytest.fixture
def desk(as_user: Callable, worker: User) -> Client:
    return as_user(worker)


def filled(**fields: object) -> dict[str, object]:
    day = next_monday()
    return {
        "form_key": uuid4(),
        "title": "Pierwsza pomoc",
        "kind": "training",
        "audience": "both",
        "description": "Kurs.",
        "accessibility": "",
        "day": day,
        "starts_at": "10:00",
        "ends_at": "12:00",
        "exception_reason": "",
        "capacity": 10,
        "signup_opens_at": f"{timezone.localdate()}T00:00",
        "signup_closes_at": f"{day}T09:00",
        "per_organization": 2,
        "offer_hours": 48,
        **fields,
    }


def move(event: Event, verb: str) -> str:
    return reverse("admin:bookings_event_move", args=[event.pk, verb])


def test_an_event_is_prepared_with_room_and_equipment_and_announced(desk):
    room, laptops = make_room(), make_things(3)

    answer = desk.post(NEW, filled(place=room.pk, **{f"extra_{laptops.pk}": 2}))
    event = Event.objects.get()
    desk.post(move(event, "publish"))

    event.refresh_from_db()
    assert answer.url == reverse("admin:bookings_event_change", args=[event.pk])
    assert event.state == "published"
    assert event.dates.get().booking.allocations.count() == 3
    assert event.signup_closes_at == moment(next_monday(), 9)


def test_a_conflict_is_a_sentence_beside_the_room_and_the_words_are_kept(desk):
    room = make_room()
    make_booking(room=room, starts_at=moment(next_monday(), 11))

    page = desk.post(NEW, filled(place=room.pk))

    assert list(page.context["form"].errors) == ["place"]
    assert "Pierwsza pomoc" in page.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"ends_at": "10:00"}, "ends_at", "późniejszy"),
        ({"starts_at": "18:00", "ends_at": "20:00"}, "exception_reason", "poza godzinami otwarcia"),
        ({"capacity": 13}, "capacity", "ma miejsc: 12"),
        ({"day": timezone.localdate() - timedelta(days=1)}, "day", "później"),
        ({"signup_closes_at": ""}, "__all__", "Zapisy mają liczbę miejsc"),
        ({"signup_closes_at": f"{next_monday()}T11:00"}, "__all__", "najpóźniej, gdy wydarzenie się zaczyna"),
        ({"title": ""}, "title", "wymagane"),
    ],
)
def test_what_does_not_go_together_is_told_in_one_sentence(desk, fields, field, told):
    page = desk.post(NEW, filled(place=make_room().pk, **fields))

    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert told in errors[field][0]
    assert not Event.objects.exists()
    assert not Booking.objects.exists()


def test_a_time_is_moved_from_what_it_is_now(desk):
    event, new = make_event(starts_at=moment(next_monday(), 10)), make_room("Sala B")
    url = move(event, "move_date")
    shown = desk.get(url).context["form"].initial

    later = next_monday() + timedelta(days=1)
    desk.post(
        url,
        {
            "date": event.dates.get().pk,
            "place": new.pk,
            "day": later,
            "starts_at": "10:00",
            "ends_at": "12:00",
            "exception_reason": "",
        },
    )

    event.refresh_from_db()
    assert (shown["day"], f"{shown['starts_at']:%H:%M}") == (next_monday(), "10:00")
    assert (event.starts_at, event.place) == (moment(later, 10), "Sala B")


def test_words_places_days_and_the_end_are_changed_by_moves(desk):
    event = make_event(capacity=2)
    first = next_monday()
    desk.post(
        move(event, "describe"),
        {
            "title": "Nowy tytuł",
            "kind": "workshop",
            "audience": "both",
            "description": "x",
            "accessibility": "",
        },
    )
    desk.post(
        move(event, "add_date"),
        {"place": make_room().pk, "day": first + timedelta(days=1), "starts_at": "9:00", "ends_at": "10:00"},
    )
    desk.post(move(event, "drop_date"), {"date": event.times[0].pk, "reason": "remont"})
    desk.post(
        move(event, "set_places"),
        {
            "capacity": 5,
            "signup_opens_at": f"{timezone.localdate()}T00:00",
            "signup_closes_at": f"{first}T08:00",
            "per_organization": 4,
            "offer_hours": 24,
        },
    )
    event.refresh_from_db()
    before = (event.title, event.starts_at, event.capacity, event.offer_hours)
    desk.post(move(event, "cancel"), {"reason": "brak chętnych"})

    event.refresh_from_db()
    assert before == ("Nowy tytuł", moment(first + timedelta(days=1), 9), 5, 24)
    assert (event.state, event.cancel_reason) == ("cancelled", "brak chętnych")


def test_fewer_places_than_are_taken_are_refused_beside_the_field(desk):
    event = make_event(capacity=2)
    event.sign_up(organization=make_organization(), names=["", ""])

    page = desk.post(
        move(event, "set_places"),
        {
            "capacity": 1,
            "signup_opens_at": f"{timezone.localdate()}T00:00",
            "signup_closes_at": f"{next_monday()}T08:00",
            "per_organization": 2,
            "offer_hours": 24,
        },
    )

    assert page.context["form"].errors["capacity"] == [
        "Zajętych miejsc jest już 2: liczba miejsc nie może być mniejsza."
    ]


def test_persons_of_an_organisation_that_telephones_are_signed_up(desk):
    event, organization = make_event(), make_organization()

    desk.post(
        move(event, "sign_up"),
        {"form_key": uuid4(), "organization": organization.pk, "persons": 2, "names": "Anna Próbna"},
    )

    assert [seat.name for seat in Seat.objects.of(organization).order_by("pk")] == ["Anna Próbna", ""]


def test_a_sign_up_by_telephone_says_who_waits_and_in_which_turn(desk):
    event = make_event(capacity=2, per_organization=3)
    fields = {"organization": make_organization().pk, "names": ""}

    pages = [
        desk.post(move(event, "sign_up"), {**fields, "form_key": uuid4(), "persons": persons}, follow=True)
        for persons in (1, 2)
    ]

    start = f"Zrobione: zapisz osoby z organizacji – {event}."
    assert [str(message) for page in pages for message in page.context["messages"]] == [
        f"{start} Miejsca zajęte: 1.",
        f"{start} Miejsca zajęte: 1. Na liście oczekujących: 1 (kolejność: 1).",
    ]


def test_a_time_is_dropped_only_with_a_reason(desk):
    event = make_event()
    event.add_date(occasion(make_room(), event.starts_at + timedelta(days=1)))

    page = desk.post(move(event, "drop_date"), {"date": event.times[0].pk, "reason": ""})

    assert list(page.context["form"].errors) == ["reason"]


def test_participants_are_ticked_and_a_place_is_given_up_for_who_telephones(desk, monkeypatch):
    event = make_event(capacity=2, starts_at=moment(timezone.localdate() + timedelta(days=2), 10))
    first, second = event.sign_up(organization=make_organization(), names=["Anna Próbna", "Jan Próbny"])
    (waits,) = event.sign_up(guest=make_guest(), names=["Zofia Czekająca"])
    url = reverse("admin:bookings_event_participants", args=[event.pk])
    before = desk.get(url).content.decode()

    desk.post(url, {"zwolnij": first.pk})
    waits.refresh_from_db()
    too_soon = desk.post(url, {"obecny": [second.pk]}, follow=True).content.decode()
    waits.accept()
    monkeypatch.setattr(timezone, "now", lambda: event.starts_at)
    desk.post(url, {"obecny": [second.pk, "x"]})

    assert all(name in before for name in ("Anna Próbna", "Jan Próbny", "Zofia Czekająca"))
    assert "jeszcze się nie zaczęło" in too_soon
    assert dict(event.all_seats.values_list("pk", "attended")) == {
        first.pk: None,
        second.pk: True,
        waits.pk: False,
    }


@pytest.mark.parametrize("group", ["Referat", "Doradca"])
def test_who_may_only_look_sees_no_participant(as_user, group: str):
    event = make_event()
    event.sign_up(organization=make_organization(), names=["Anna Próbna"])
    client = as_user(make_worker(group))

    page = client.get(reverse("admin:bookings_event_change", args=[event.pk])).content.decode()

    assert event.title in page
    assert "Lista uczestników" not in page
    for name in ("participants", "attendance"):
        assert client.get(reverse(f"admin:bookings_event_{name}", args=[event.pk])).status_code == 403


def test_the_desk_counts_drafts_queues_and_lists_to_be_ticked(worker, monkeypatch):
    make_event(published=False)
    full = make_event(capacity=1)
    for _ in range(2):
        full.sign_up(organization=make_organization(), names=[""])

    ahead = {queue.label: queue.count for queue in booking_queues(worker)}
    monkeypatch.setattr(timezone, "now", lambda: full.ends_at)
    after = {queue.label: queue.count for queue in booking_queues(worker)}

    assert ahead["szkic wydarzeń do ogłoszenia"] == 1
    assert ahead["wydarzenie z listą oczekujących"] == 1
    assert after["wydarzenie do odnotowania obecności"] == 1
    assert after["wydarzeń z listą oczekujących"] == 0


@pytest.mark.parametrize("queue", ["nadchodzace", "szkice", "oczekujacy", "obecnosc", ""])
def test_every_queue_of_events_opens(desk, queue: str):
    make_event()

    assert desk.get(reverse("admin:bookings_event_changelist"), {"kolejka": queue}).status_code == 200


def test_a_date_of_an_event_is_led_to_its_event_and_has_no_moves_of_its_own(desk):
    event = make_event(title="Wernisaż „Łąka”")
    url = reverse("admin:bookings_booking_change", args=[event.dates.get().booking_id])

    page = desk.get(url)

    assert "Wernisaż „Łąka”" in page.content.decode()
    assert [one["label"] for one in page.context["moves"]] == []


@pytest.mark.prints
def test_the_attendance_list_is_a_tagged_document_that_names_who_comes_and_nobody_else():
    event = make_event(capacity=2, title="Pierwsza pomoc")
    event.sign_up(organization=make_organization(name="Klub „Łąka”"), names=["Anna Próbna"])
    event.sign_up(guest=make_guest(), names=["Jan Próbny"])
    event.sign_up(guest=make_guest(), names=["Zofia Czekająca"])

    content = render_html(pdf.attendance_html(event))

    (text,) = pages(content)
    document = pikepdf.open(io.BytesIO(content))
    assert "/StructTreeRoot" in document.Root
    assert str(document.Root.Lang) == "pl"
    for words in ("Lista obecności", "Pierwsza pomoc", "Anna Próbna", "Klub „Łąka”", "Jan Próbny", "Podpis"):
        assert words in text
    assert "Zofia" not in text


def test_the_attendance_list_opens_for_the_worker_when_a_job_has_made_it(desk, run_jobs):
    event = make_event()
    address = reverse("admin:bookings_event_attendance", args=[event.pk])
    run_jobs()

    waiting = desk.get(address)
    done = run_jobs()
    ready = desk.get(address)

    assert (waiting.status_code, done) == (202, ["print_attendance"])
    assert ready["Content-Type"] == "application/pdf"


class TestClosures:
    """The worker closes a day on which an event is held."""

    def test_the_event_is_on_the_page_of_consequences_under_its_name(self, desk):
        event = make_event(starts_at=moment(MONDAY, 10), title="Pierwsza pomoc")
        event.sign_up(organization=make_organization(), names=[""])

        page = plan(desk)
        post(desk, page)

        event.refresh_from_db()
        assert [hit.party for hit in page.context["form"].hits] == ["wydarzenie Centrum: Pierwsza pomoc"]
        assert event.state == "cancelled"
        message = Message.objects.about(event).get(kind="event_cancelled")
        assert message.recipient == event.seats.get().organization

    def test_an_event_that_stays_stands_in_no_queue(self, desk):
        event = make_event(starts_at=moment(MONDAY, 10))
        booking = event.dates.get().booking

        page = plan(desk)
        post(desk, page, **{row(booking): "keep"})

        event.refresh_from_db()
        assert event.state == "published"
        assert not Booking.objects.in_conflict(timezone.now()).exists()

    def test_no_other_time_is_proposed_to_nobody_and_the_event_waits_among_the_conflicts(self, desk):
        event = make_event(starts_at=moment(MONDAY, 10))

        page = plan(desk)
        post(desk, page, **{"skutki-choice": "propose"})

        event.refresh_from_db()
        assert event.state == "published"
        assert Booking.objects.in_conflict(timezone.now()).count() == 1
