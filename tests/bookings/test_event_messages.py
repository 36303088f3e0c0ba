"""Everyone who signed up or waits is told of a change of an event, once and in one message."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import Closure, Decision, Event, Seat
from jcop.models import Message
from jcop.opening.wording import full_date
from jcop.ops.delivery import deliver
from organizations.models import Letter
from tests.factories import make_event, make_guest, make_organization, make_room, make_user, occasion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Crowd:
    """Of two places a guest has one, an organisation one and a turn; another guest waits behind it."""

    def __init__(self, run_jobs, **options: object) -> None:
        self.event = make_event(capacity=2, title="Pierwsza pomoc", **options)
        self.organization = make_organization(email="org@example.org")
        self.guest, self.waiting = make_guest(email="gosc@example.org"), make_guest(email="czeka@example.org")
        (self.seat,) = self.event.sign_up(guest=self.guest, names=["Gość Próbny"])
        self.event.sign_up(organization=self.organization, names=["Anna Próbna", ""])
        (self.turn,) = self.event.sign_up(guest=self.waiting, names=[""])
        run_jobs()
        self.mails = list(mail.outbox)
        mail.outbox.clear()


@pytest.fixture
def crowd(run_jobs) -> Crowd:
    return Crowd(run_jobs)


def addressees() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_free_entry_leaves_everybody_the_place_and_lets_in_who_waited(crowd, run_jobs):
    event, rules = crowd.event, {"per_organization": 3, "offer_hours": 48}
    rules |= {name: getattr(crowd.event, name) for name in ("signup_opens_at", "signup_closes_at")}

    event.set_places(capacity=None, **rules)
    run_jobs()

    assert list(event.all_seats.order_by("place_no").values_list("state", "place_no")) == [
        ("taken", number) for number in range(1, 5)
    ]
    assert addressees() == ["czeka@example.org", "org@example.org"]
    assert {message.subject for message in mail.outbox} == {
        "[JCOP] Wstęp wolny, można przyjść: Pierwsza pomoc"
    }
    assert all("wstęp na wydarzenie „Pierwsza pomoc”" in message.body for message in mail.outbox)
    assert all("dziękujemy za zgłoszenie" not in message.body for message in mail.outbox)
    assert all("na liście oczekujących:" not in message.body for message in mail.outbox)
    with pytest.raises(ValidationError, match="wstęp jest wolny"):
        event.sign_up(guest=make_guest(), names=[""])

    crowd.seat.cancel()
    with pytest.raises(ValidationError, match="Zajętych miejsc jest już 3"):
        event.set_places(capacity=2, **rules)
    event.set_places(capacity=3, **rules)

    assert set(event.all_seats.on_places().values_list("place_no", "capacity")) == {(1, 3), (2, 3), (3, 3)}


def test_each_sign_up_is_answered_by_one_message_with_what_came_of_every_person(crowd):
    to_guest, to_organization, to_waiting = crowd.mails

    assert [message.to for message in crowd.mails] == [
        ["gosc@example.org"],
        ["org@example.org"],
        ["czeka@example.org"],
    ]
    assert "Gość Próbny: miejsce zajęte" in to_guest.body
    assert "/wydarzenia/miejsce/odnosnik/" in to_guest.body
    assert "Anna Próbna: miejsce zajęte" in to_organization.body
    assert "Osoba 2: na liście oczekujących (kolejność: 1)" in to_organization.body
    assert f"/panel/{crowd.organization.key}/wydarzenia/" in to_organization.body
    assert "na liście oczekujących (kolejność: 2)" in to_waiting.body
    assert to_guest.attachments[0][0] == "wydarzenie.ics"


def test_a_moved_event_asks_everyone_once_to_stay_or_to_cancel(crowd, run_jobs):
    event = crowd.event

    event.move_date(event.dates.get(), occasion(make_room("Sala B"), event.starts_at + DAY))
    ran = run_jobs()

    assert addressees() == ["czeka@example.org", "gosc@example.org", "org@example.org"]
    assert ran.count("send_message") == 3
    for message in mail.outbox:
        assert "Sala B" in message.body
        assert ("zwalniają miejsce" in message.body) == (message.to != ["czeka@example.org"])
    assert set(event.all_seats.taken().values_list("asked_at", flat=True)) != {None}
    assert event.all_seats.waiting().filter(asked_at=None).count() == 2


def test_a_dropped_time_is_named_with_the_reason(crowd, run_jobs):
    event = crowd.event
    event.add_date(occasion(make_room(), event.starts_at + DAY))
    run_jobs()
    mail.outbox.clear()
    date = event.times[1]

    event.drop_date(date, reason="remont sali")
    run_jobs()

    day = full_date(timezone.localdate(date.booking.starts_at))
    assert addressees() == ["czeka@example.org", "gosc@example.org", "org@example.org"]
    for message in mail.outbox:
        (line,) = [line for line in message.body.splitlines() if "Powód" in line]
        assert line.replace("\xa0", " ").startswith(day)
        assert line.endswith("Powód: remont sali")
        assert message.subject.startswith("[JCOP] Odwołany termin")


def test_whoever_stays_after_a_move_says_so_once(crowd):
    event = crowd.event
    with pytest.raises(ValidationError, match="nie pytamy"):
        crowd.seat.stay()

    event.move_date(event.dates.get(), occasion(make_room(), event.starts_at + DAY))
    crowd.seat.refresh_from_db()
    asked = crowd.seat.is_asked
    crowd.seat.stay()

    crowd.seat.refresh_from_db()
    assert (asked, crowd.seat.is_asked, crowd.seat.state) == (True, False, "taken")


def test_of_two_quick_moves_only_the_last_is_told(crowd, run_jobs):
    event = crowd.event

    for days in (1, 2):
        event.move_date(event.dates.get(), occasion(make_room(f"Sala {days}X"), event.starts_at + DAY))
    run_jobs()

    assert addressees() == ["czeka@example.org", "gosc@example.org", "org@example.org"]
    assert all("Sala 2X" in message.body for message in mail.outbox)


def test_a_cancelled_event_is_told_once_to_those_with_a_place_and_those_who_wait(crowd, run_jobs):
    crowd.event.cancel(reason="choroba prowadzącej")
    run_jobs()

    assert addressees() == ["czeka@example.org", "gosc@example.org", "org@example.org"]
    assert {message.subject for message in mail.outbox} == {"[JCOP] Odwołane: Pierwsza pomoc"}
    assert all("choroba prowadzącej" in message.body for message in mail.outbox)


def test_a_job_that_runs_again_tells_nobody_twice(crowd, run_jobs):
    crowd.event.cancel(reason="choroba")
    run_jobs()
    mail.outbox.clear()

    for message in Message.objects.filter(kind="event_cancelled"):
        deliver(message.pk)

    assert mail.outbox == []


def test_whoever_gave_up_before_is_not_told(crowd, run_jobs):
    crowd.seat.cancel()
    run_jobs()
    mail.outbox.clear()

    crowd.event.cancel(reason="choroba")
    run_jobs()

    assert "gosc@example.org" not in addressees()


def test_an_organisation_without_an_address_gets_one_letter(run_jobs):
    event, organization = make_event(), make_organization(email="")
    organization.memberships.all().delete()
    event.sign_up(organization=organization, names=[""])
    run_jobs()
    Letter.objects.all().delete()

    event.cancel(reason="choroba")
    run_jobs()

    assert Letter.objects.get().subject.startswith("Odwołane")


def test_the_person_who_signed_the_others_up_is_told_while_acting_for_the_organisation(run_jobs):
    event, user = make_event(), make_user("zapisala@example.org")
    organization = make_organization(by=user)

    event.sign_up(organization=organization, names=[""], by=user)
    run_jobs()

    assert addressees() == ["zapisala@example.org"]


def test_an_offer_is_told_to_whom_it_is_made_and_its_end_too(crowd, run_jobs, monkeypatch):
    crowd.seat.cancel()
    run_jobs()
    offer = Seat.objects.get(state="offered")
    offered = [(message.to, message.subject) for message in mail.outbox]
    mail.outbox.clear()

    monkeypatch.setattr(timezone, "now", lambda: offer.offered_until)
    crowd.event.move_up()
    run_jobs()

    told = [(message.to, message.subject) for message in mail.outbox]
    assert offered == [
        (["gosc@example.org"], "[JCOP] Miejsce zwolnione: Pierwsza pomoc"),
        (["org@example.org"], "[JCOP] Zwolniło się miejsce: Pierwsza pomoc"),
    ]
    assert told == [
        (["org@example.org"], "[JCOP] Czas na odpowiedź minął: Pierwsza pomoc"),
        (["czeka@example.org"], "[JCOP] Zwolniło się miejsce: Pierwsza pomoc"),
    ]


def test_a_late_job_does_not_offer_what_is_offered_no_more(crowd, run_jobs):
    crowd.seat.cancel()
    Seat.objects.get(state="offered").cancel()

    run_jobs()

    assert [message.to for message in mail.outbox if "Zwolniło się" in message.subject] == [
        ["czeka@example.org"]
    ]


def test_a_link_in_the_mail_shows_the_place_and_gives_it_up(crowd, client):
    link = re.search(r"/wydarzenia/miejsce/odnosnik/\S+", crowd.mails[0].body)[0]

    page = client.get(link).content.decode()
    client.post(link, {"odpowiedz": "zwolnij"})
    again = client.post(link, {"odpowiedz": "zwolnij"}, follow=True).content.decode()

    crowd.seat.refresh_from_db()
    assert "Zwolnij miejsce" in page
    assert crowd.seat.state == "cancelled"
    assert "Tej czynności nie można już wykonać" in again
    assert "Z tego miejsca już zrezygnowano" in again
    assert "Zwolnij miejsce" not in again


def test_a_link_accepts_in_time_and_says_so_when_it_is_late(crowd, client, run_jobs, monkeypatch):
    crowd.event.all_seats.of(crowd.organization).waiting().get().cancel()
    crowd.seat.cancel()
    run_jobs()
    link = re.search(r"/wydarzenia/miejsce/odnosnik/\S+", mail.outbox[-1].body)[0]
    crowd.turn.refresh_from_db()
    offered_until = crowd.turn.offered_until

    monkeypatch.setattr(timezone, "now", lambda: offered_until)
    page = client.get(link).content.decode()
    late = client.post(link, {"odpowiedz": "przyjmij"}, follow=True).content.decode()
    monkeypatch.undo()
    client.post(link, {"odpowiedz": "przyjmij"})

    assert "Czas na odpowiedź minął" in page
    assert "Przyjmij miejsce" not in page
    assert "miejsce dostaje następna osoba" in late
    crowd.turn.refresh_from_db()
    assert crowd.turn.state == "taken"


def test_a_link_of_another_a_broken_and_a_late_one_are_sentences(crowd, client, monkeypatch):
    link = re.search(r"/wydarzenia/miejsce/odnosnik/\S+", crowd.mails[0].body)[0]
    broken = link.replace(link.split(".")[-1][:5], "AAAAA")

    answers = [client.get(broken)]
    monkeypatch.setattr(timezone, "now", lambda: crowd.event.ends_at)
    answers.append(client.get(link))
    monkeypatch.undo()
    Seat.objects.filter(pk=crowd.seat.pk).update(guest=None)
    answers.append(client.get(link))

    assert [answer.status_code for answer in answers] == [404, 410, 410]
    assert "niepełny albo zmieniony" in answers[0].content.decode()
    assert "wygasł" in answers[1].content.decode()
    assert "zostały usunięte" in answers[2].content.decode()


def close(event: Event, at: datetime | None = None) -> Closure:
    booking = event.dates.order_by("booking__starts_at").first().booking
    return Closure.settle(
        kind="hoursperiod",
        told="Centrum jest nieczynne.",
        reason="awaria",
        by=make_user(groups=("Pracownik Centrum",)),
        decisions=[Decision(booking, "cancel", frozenset({"closed"}))],
        at=at,
    )


def test_a_closure_that_takes_the_only_day_cancels_the_event_and_tells_its_participants(crowd, run_jobs):
    closure = close(crowd.event)
    run_jobs()

    crowd.event.refresh_from_db()
    assert crowd.event.state == "cancelled"
    assert crowd.event.cancel_reason == "awaria"
    assert closure.messages.count() == 0
    assert addressees() == ["czeka@example.org", "gosc@example.org", "org@example.org"]


def test_a_closure_that_takes_one_of_two_days_leaves_the_other(crowd, run_jobs):
    crowd.event.add_date(occasion(make_room("Sala B"), crowd.event.starts_at + DAY))
    run_jobs()
    mail.outbox.clear()

    close(crowd.event)
    run_jobs()

    crowd.event.refresh_from_db()
    assert (crowd.event.state, crowd.event.place) == ("published", "Sala B")
    assert {message.subject.partition(" ")[2].partition(" termin")[0] for message in mail.outbox} == {
        "Odwołany"
    }


def test_no_history_and_no_job_holds_a_participant(run_jobs):
    """A name is planted with each party; erased, no table of the database holds it."""
    from django.db import connection

    event = make_event()
    guest = make_guest(email="pelagia@example.org")
    event.sign_up(guest=guest, names=["Pelagia Zasiana"])
    event.sign_up(organization=make_organization(), names=["Pelagia Zasiana"])
    event.move_date(event.dates.get(), occasion(make_room(), event.starts_at + DAY))
    run_jobs()

    guest.delete()
    for seat in event.all_seats.filter(organization__isnull=False):
        type(seat).person.related.related_model.objects.filter(seat=seat).delete()

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM \"{table}\" t WHERE lower(t::text) LIKE '%%pelagia%%'")
            if cursor.fetchone()[0]:
                found.append(table)
    assert found == []
    assert event.all_seats.count() == 2
