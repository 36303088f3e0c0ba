"""Events as residents and organisations meet them: pages, signing up, calendars, search engines."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import vobject
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bookings import signed
from bookings.calendars.moments import next_moment
from bookings.models import Event, Guest, Seat
from bookings.signed import link_for
from tests.factories import make_event, make_guest, make_hours, make_organization, make_room, occasion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_programme_lists_what_is_announced_by_month_and_never_a_draft(client):
    event = make_event(title="Warsztaty fotografii", kind="workshop", audience="residents")
    make_event(title="Szkic tajny", published=False)

    page = text_of(client.get("/wydarzenia/"))

    assert "Warsztaty fotografii" in page
    assert "Warsztaty dla mieszkańców. 3 wolne miejsca z 3." in page
    assert "Szkic tajny" not in page
    assert client.get(event.get_absolute_url()).status_code == 200


def test_a_draft_has_no_page(client):
    event = make_event(published=False)

    for name in ("event", "event_file", "join_event"):
        assert client.get(reverse(f"bookings:{name}", args=[event.pk])).status_code == 404


def test_places_are_told_in_words_at_every_stage(client):
    event = make_event(capacity=1)
    url = event.get_absolute_url()
    told = [text_of(client.get(url))]

    event.sign_up(organization=make_organization(), names=[""])
    told.append(text_of(client.get(url)))
    event.cancel(reason="awaria prądu")
    told.append(text_of(client.get(url)))

    assert "1 wolne miejsce z 1" in told[0]
    assert "Brak wolnych miejsc: można zapisać się na listę oczekujących" in told[1]
    assert "Wydarzenie jest odwołane Uwaga: awaria prądu" in told[2]
    assert "Zapisz się" not in told[2]


def test_what_is_free_is_not_told_free_while_somebody_waits(client):
    event = make_event(capacity=1)
    seats = [event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(2)]
    Seat.objects.filter(pk=seats[0].pk).update(state="cancelled", place_no=None)

    assert "Brak wolnych miejsc" in text_of(client.get(event.get_absolute_url()))


def test_no_page_for_everybody_names_a_participant(client):
    event = make_event()
    event.sign_up(organization=make_organization(name="Stowarzyszenie Tajne"), names=["Anna Tajna"])
    event.sign_up(guest=make_guest(), names=["Jan Tajny"])

    for path in ("/", "/wydarzenia/", event.get_absolute_url(), "/kalendarz/", "/szukaj/?q=tajny"):
        page = text_of(client.get(path)).replace("Wyniki dla „tajny”", "").replace('"tajny"', "")
        assert "Anna Tajna" not in page
        assert "Jan Tajny" not in page
        assert "Stowarzyszenie Tajne" not in page


def test_a_resident_signs_up_with_a_code_and_gives_the_place_up_by_the_link(client, run_jobs):
    event = make_event(capacity=1)
    url = reverse("bookings:join_event", args=[event.pk])

    client.post(url, {"name": "Jan Próbny", "email": "Jan@Example.org"})
    code_page = client.post(url, {"name": "Jan Próbny", "email": "jan@example.org"})
    assert not Seat.objects.exists()
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    wrong = client.post(code_page.url, {"code": "x"})
    mine = client.post(code_page.url, {"code": code}, follow=True)
    run_jobs()

    assert "Ten kod jest nieprawidłowy" in text_of(wrong)
    assert "Miejsce jest zajęte." in text_of(mine)
    seat = Seat.objects.get()
    assert (seat.state, seat.guest.email) == ("taken", "jan@example.org")
    assert client.post(code_page.url, {"code": code}).status_code == 302
    assert Seat.objects.count() == 1
    client.post(mine.redirect_chain[-1][0], {"odpowiedz": "zwolnij"})
    seat.refresh_from_db()
    assert seat.state == "cancelled"


def test_a_parent_signs_a_child_up_with_one_code_and_gives_one_place_up_by_one_link(client, run_jobs):
    event = make_event(capacity=5)
    url = reverse("bookings:join_event", args=[event.pk])
    fields = {"name": "Anna Próbna", "email": "anna@example.org", "others": "Jaś Próbny\n\nZosia Próbna"}

    refused = client.post(url, fields | {"others": "a\nb\nc\nd"})
    code_page = client.post(url, fields)
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    mine = client.post(code_page.url, {"code": code}, follow=True)
    run_jobs()
    child = Seat.objects.get(person__name="Jaś Próbny")
    left = client.post(mine.redirect_chain[-1][0], {"odpowiedz": "zwolnij", "miejsce": child.pk}, follow=True)

    names = ["Anna Próbna", "Jaś Próbny", "Zosia Próbna"]
    assert "najwyżej 4 os." in text_of(refused)
    assert [name in text_of(mine) for name in names] == [True, True, True]
    assert [name in mail.outbox[-1].body for name in names] == [True, True, True]
    assert [name in text_of(left) for name in names] == [True, False, True]


def test_a_link_answers_for_no_seat_of_another_address(client):
    event = make_event(capacity=5)
    (own,) = event.sign_up(guest=make_guest(), names=["Anna Próbna"])
    (other,) = event.sign_up(guest=make_guest(), names=["Jan Obcy"])
    token = signed.link_for(own, "seat", until=event.ends_at)

    page = client.post(
        reverse("bookings:seat_link", args=[token]), {"odpowiedz": "zwolnij", "miejsce": other.pk}
    )

    other.refresh_from_db()
    assert (page.status_code, other.state) == (404, "taken")


def test_a_place_that_goes_while_the_code_is_on_its_way_makes_a_turn(client, run_jobs):
    event = make_event(capacity=1)
    code_page = client.post(
        reverse("bookings:join_event", args=[event.pk]), {"name": "Jan", "email": "jan@example.org"}
    )
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    event.sign_up(organization=make_organization(), names=[""])

    page = client.post(code_page.url, {"code": code}, follow=True)

    assert "na liście oczekujących" in text_of(page)
    assert Seat.objects.get(guest__isnull=False).state == "waiting"


def test_an_event_called_off_while_the_code_is_on_its_way_is_a_sentence(client, run_jobs):
    event = make_event()
    code_page = client.post(
        reverse("bookings:join_event", args=[event.pk]), {"name": "Jan", "email": "jan@example.org"}
    )
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    event.cancel(reason="awaria")

    page = client.post(code_page.url, {"code": code})

    assert "To wydarzenie jest odwołane." in text_of(page)
    assert not Seat.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "", "email": "jan@example.org"}, "Proszę podać imię i nazwisko."),
        ({"name": "Jan", "email": "jan@"}, "adres"),
        ({"name": "Jan", "email": f"jan@{'a.' * 130}example.org"}, "najwyżej 254 znaki"),
        ({"name": "Jan 44051401359", "email": "jan@example.org"}, "PESEL"),
    ],
)
def test_what_a_resident_typed_wrongly_is_told_and_kept(client, fields: dict, told: str):
    event = make_event()

    page = client.post(reverse("bookings:join_event", args=[event.pk]), fields)

    assert told in text_of(page)
    assert fields["email"] in page.content.decode()
    assert not Guest.objects.exists()


def test_an_event_for_organisations_sends_residents_to_the_panel(client):
    event = make_event(audience="organizations")
    url = reverse("bookings:join_event", args=[event.pk])

    page = text_of(client.get(url))
    refused = text_of(client.post(url, {"name": "Jan", "email": "jan@example.org"}))

    assert "To wydarzenie jest dla organizacji" in page
    assert "Wyślij kod" not in page
    assert "zapisy są w panelu organizacji" in refused


def test_an_organisation_signs_persons_up_sees_them_and_gives_one_place_up(as_user):
    event, organization = make_event(capacity=2, per_organization=3), make_organization()
    client = as_user(organization.registered_by)
    url = reverse("bookings:own_event", args=[organization.key, event.pk])
    fields = {"form_key": str(uuid4()), "persons": 3, "names": "Anna Próbna\n\nJan Próbny"}

    page = client.post(url, fields, follow=True)
    again = client.post(url, fields, follow=True)

    assert "miejsca zajęte: 2, na liście oczekujących: 1" in text_of(page)
    assert "Anna Próbna" in text_of(again)
    assert "Osoba 3" in text_of(again)
    seat = Seat.objects.get(place_no=1)
    told = client.post(
        reverse("bookings:answer_seat", args=[organization.key, seat.pk]),
        {"odpowiedz": "zwolnij"},
        follow=True,
    )
    assert "Miejsce jest zwolnione." in text_of(told)
    assert "Przyjmij miejsce" in text_of(told)
    assert Seat.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"persons": 9, "names": ""}, "Z jednej organizacji mogą przyjść najwyżej 3 os."),
        ({"persons": 1, "names": "Anna Próbna\nJan Próbny"}, "Wpisano osób: 2, a zgłaszana liczba to 1."),
        ({"persons": 0, "names": ""}, "większa lub równa 1"),
        ({"persons": 1, "names": "Anna 44051401359"}, "PESEL"),
        ({"persons": 1, "names": "A" * 151}, "najwyżej 150 znaków"),
    ],
)
def test_what_an_organisation_typed_wrongly_is_told_beside_the_field(as_user, fields: dict, told: str):
    event, organization = make_event(), make_organization()

    page = as_user(organization.registered_by).post(
        reverse("bookings:own_event", args=[organization.key, event.pk]),
        {"form_key": str(uuid4()), **fields},
    )

    assert told in text_of(page)
    assert not Seat.objects.exists()


def test_an_organisation_reaches_no_seat_of_another(as_user):
    event, other = make_event(), make_organization()
    (seat,) = event.sign_up(organization=other, names=[""])
    organization = make_organization()

    answer = as_user(organization.registered_by).post(
        reverse("bookings:answer_seat", args=[organization.key, seat.pk]), {"odpowiedz": "zwolnij"}
    )

    seat.refresh_from_db()
    assert (answer.status_code, seat.state) == (404, "taken")


@pytest.mark.parametrize("rows", [1, 3])
def test_query_counts_of_lists_are_constant(client, rows, django_assert_num_queries):
    make_hours()
    for _ in range(rows):
        event = make_event()
        event.add_date(occasion(make_room(), event.starts_at + DAY))
    client.get("/wydarzenia/")

    with django_assert_num_queries(7):
        page = client.get("/wydarzenia/")

    assert sum(len(found) for _, found in page.context["programme"].months) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_panels_query_count_is_constant(as_user, rows, django_assert_num_queries):
    organization = make_organization()
    for number in range(rows * 2):
        event = make_event()
        if number % 2:
            event.sign_up(organization=organization, names=[""])
    client = as_user(organization.registered_by)
    url = reverse("bookings:own_events", args=[organization.key])
    client.get(url)

    with django_assert_num_queries(15):
        page = client.get(url)

    assert (len(page.context["mine"]), len(page.context["others"])) == (rows, rows)


def test_whoever_waits_takes_a_free_place_by_themselves_in_the_last_hours(client, monkeypatch):
    event = make_event(capacity=1)
    (taken,) = event.sign_up(organization=make_organization(), names=[""])
    (waits,) = event.sign_up(guest=make_guest(), names=[""])
    link = reverse("bookings:seat_link", args=[link_for(waits, "seat", until=event.ends_at)])
    early = text_of(client.get(link))
    monkeypatch.setattr(timezone, "now", lambda: event.starts_at - timedelta(hours=1))
    full = text_of(client.get(link))
    taken.cancel()

    free = text_of(client.get(link))
    told = text_of(client.post(link, {"odpowiedz": "przyjmij"}, follow=True))

    assert ["Zajmij wolne miejsce" in page for page in (early, full, free, told)] == [
        False,
        False,
        True,
        False,
    ]
    assert "Miejsce jest przyjęte." in told


def test_the_file_for_calendars_has_every_time_and_grows_with_each_change(client):
    event = make_event(title="Warsztaty, część 1")
    event.add_date(occasion(make_room("Sala B"), event.starts_at + DAY))

    calendar = vobject.readOne(client.get(f"/wydarzenia/{event.pk}.ics").content.decode())
    event.cancel(reason="awaria")
    after = vobject.readOne(client.get(f"/wydarzenia/{event.pk}.ics").content.decode())

    times = [one.dtstart.value for one in calendar.vevent_list]
    assert times == [event.starts_at, event.starts_at + DAY]
    assert calendar.vevent_list[1].location.value.startswith("Sala B")
    assert {one.status.value for one in after.vevent_list} == {"CANCELLED"}
    assert int(after.vevent.sequence.value) > int(calendar.vevent.sequence.value)
    assert [one.uid.value for one in after.vevent_list] == [one.uid.value for one in calendar.vevent_list]


def test_search_engines_read_the_event(client):
    event = make_event(capacity=5, title="Łąka </script>", kind="vernissage")
    event.sign_up(organization=make_organization(), names=[""])

    page = client.get(event.get_absolute_url()).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    data = json.loads(block)

    assert (data["@type"], data["name"]) == ("Event", "Łąka </script>")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert (data["maximumAttendeeCapacity"], data["remainingAttendeeCapacity"]) == (5, 4)
    assert data["startDate"] == timezone.localtime(event.starts_at).isoformat()


def test_events_are_on_the_home_page_in_the_calendar_in_the_search_and_in_the_sitemap(client):
    make_hours()
    event = make_event(title="Warsztaty fotografii")
    make_event(title="Szkic tajny", published=False)
    day = timezone.localdate(event.starts_at)

    home = text_of(client.get("/"))
    calendar = text_of(client.get(f"/kalendarz/?tydzien={day}"))
    month = text_of(client.get(f"/kalendarz/miesiac/?miesiac={day:%Y-%m}"))
    found = text_of(client.get("/szukaj/?q=fotografia"))
    sitemap = client.get("/sitemap.xml").content.decode()

    assert "Najbliższe wydarzenia" in home
    assert "Warsztaty fotografii" in home
    assert "wydarzenie: Warsztaty fotografii" in calendar + month
    assert "Warsztaty fotografii" in found
    assert event.get_absolute_url() in sitemap
    assert "Szkic tajny" not in home + calendar + month + found


def test_pages_alter_when_signing_up_begins_and_ends_and_when_an_offer_lapses():
    event = make_event(capacity=1, starts_at=None)
    opens, closes = event.signup_opens_at, event.signup_closes_at
    Event.objects.update(signup_closes_at=closes - timedelta(hours=2))
    close_to_midnight = closes - timedelta(hours=3)
    taken, waits = [event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(2)]
    taken.cancel()
    waits.refresh_from_db()

    assert next_moment(opens - timedelta(minutes=1)) == opens
    assert next_moment(close_to_midnight) == closes - timedelta(hours=2)
    assert next_moment(closes - timedelta(hours=1)) == event.starts_at
    assert next_moment(event.starts_at) == event.ends_at
    assert next_moment(waits.offered_until - timedelta(seconds=1)) == waits.offered_until
