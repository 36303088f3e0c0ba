"""Advice at the Centre's desk: the adviser's own visits, cards, closures, reminders, sheets, calendars."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from bookings.admin.choosing import summary
from bookings.calendars.day_sheet import day_sheet
from bookings.models import AdviceVisit, Bookable, Booking, Closure, Decision, Reminder, Resource
from bookings.pdf import advice_card_html
from bookings.reminders import remind
from jcop.centre.calendars import office_day_off
from jcop.files.pdf import render_html
from jcop.opening.wording import full_date
from jcop.opening.workdays import workdays_after
from tests.bookings.advising import make_advice, make_adviser, make_guest, make_visit, open_centre, over
from tests.factories import make_agreement, make_user, moment
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Booking.State
LIST = "/admin/bookings/advicevisit/"


def settle(*bookings: Booking, choice: str = "cancel", **fields: object) -> Closure:
    return Closure.settle(
        kind="hoursperiod",
        told="W poniedziałek Centrum jest nieczynne.",
        reason="inwentaryzacja",
        by=make_user(groups=("Pracownik Centrum",)),
        decisions=[Decision(booking, choice, frozenset({"closed"}), **fields) for booking in bookings],
    )


class TestAdviser:
    def test_sees_their_own_visits_and_nobody_elses(self, as_user: Callable):
        monday = open_centre()
        adviser = make_worker("Doradca")
        mine = make_visit(adviser=make_adviser(user=adviser), starts_at=moment(monday, 10))
        other = make_visit(adviser=make_adviser(), starts_at=moment(monday, 10))
        desk = as_user(adviser)

        listed = desk.get(LIST).context["cl"].queryset

        assert list(listed) == [mine]
        assert desk.get(f"{LIST}{other.pk}/change/").status_code == 302
        assert desk.get(f"{LIST}{other.pk}/karta.pdf").status_code == 404

    def test_the_worker_sees_all(self, as_user: Callable):
        monday = open_centre()
        make_visit(adviser=make_adviser(), starts_at=moment(monday, 10))
        make_advice(starts_at=moment(monday, 10))

        assert as_user(make_worker()).get(LIST).context["cl"].queryset.count() == 2

    @pytest.mark.parametrize("group", ["Referat", "Zatwierdzający", "Redaktor"])
    def test_nobody_else_of_the_office_reads_who_comes(self, as_user: Callable, group: str):
        assert as_user(make_worker(group)).get(LIST).status_code == 403

    def test_confirms_and_proposes(self, as_user: Callable):
        monday = open_centre()
        adviser = make_worker("Doradca")
        made = make_adviser(user=adviser, confirmed_by="worker")
        first = make_visit(adviser=made, starts_at=moment(monday, 10))
        second = make_visit(adviser=made, starts_at=moment(monday, 11))
        desk = as_user(adviser)

        desk.post(f"{LIST}{first.pk}/czynnosc/confirm/")
        told = {
            "day": monday.isoformat(),
            "starts": "13:00",
            "answer_until": (timezone.localdate() + timedelta(days=2)).isoformat(),
        }
        desk.post(f"{LIST}{second.pk}/czynnosc/propose/", told)

        states = {visit.pk: visit.booking for visit in AdviceVisit.objects.select_related("booking")}
        assert states[first.pk].state == State.CONFIRMED
        assert (states[second.pk].state, states[second.pk].ends_at) == (State.PROPOSED, moment(monday, 14))

    def test_writes_the_card_and_prints_it(self, as_user: Callable, run_jobs):
        open_centre()
        adviser = make_worker("Doradca")
        visit = over(make_visit(adviser=make_adviser(user=adviser)))
        desk = as_user(adviser)

        desk.post(
            f"{LIST}{visit.pk}/czynnosc/record/",
            {"persons_came": 1, "content": "Omówiono statut.", "follow_up": ""},
        )
        run_jobs()
        waiting = desk.get(f"{LIST}{visit.pk}/karta.pdf")
        done = run_jobs()
        printed = desk.get(f"{LIST}{visit.pk}/karta.pdf")

        visit.refresh_from_db()
        assert (visit.content, visit.recorded_by) == ("Omówiono statut.", adviser)
        assert (waiting.status_code, done) == (202, ["print_advice_card"])
        assert printed["Content-Type"] == "application/pdf"

    def test_a_card_with_a_pesel_is_refused(self, as_user: Callable):
        open_centre()
        adviser = make_worker("Doradca")
        visit = over(make_visit(adviser=make_adviser(user=adviser)))

        page = as_user(adviser).post(
            f"{LIST}{visit.pk}/czynnosc/record/", {"persons_came": 1, "content": "PESEL 44051401359"}
        )

        assert "W tekście jest numer PESEL." in page.content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_for_one_and_for_three(
        self, as_user: Callable, rows: int, django_assert_num_queries: Callable
    ):
        monday = open_centre()
        adviser = make_worker("Doradca")
        made = make_adviser(user=adviser)
        for n in range(rows):
            make_visit(adviser=made, starts_at=moment(monday, 10 + n))
        desk = as_user(adviser)

        with django_assert_num_queries(10):
            desk.get(LIST)


@pytest.mark.prints
class TestCard:
    def text(self, visit: AdviceVisit) -> str:
        reader = PdfReader(io.BytesIO(render_html(advice_card_html(visit))))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "pl"
        return " ".join(reader.pages[0].extract_text().split())

    def test_says_when_who_about_what_and_by_whom(self):
        open_centre()
        visit = over(make_visit(guest=make_guest()))
        visit.record(by=make_user(), persons_came=1, content="Omówiono statut.", follow_up="Projekt statutu.")

        text = self.text(visit)

        for word in (
            f"Karta porady nr {visit.number}",
            "Felicja Założycielska",
            "porada dla osoby, która zakłada organizację, bez porozumienia",
            "zakładanie nowych stowarzyszeń",
            visit.recorded_by.full_name,
            "Omówiono statut.",
            "Projekt statutu.",
        ):
            assert word in text

    def test_of_an_organisation_names_it_and_its_agreement(self):
        open_centre()
        visit = over(make_advice().visit)
        visit.record(by=make_user(), persons_came=1, content="Omówiono statut.")

        text = self.text(visit)

        assert str(visit.booking.organization) in text
        assert f"porozumienie nr {visit.booking.agreement.number}" in text

    def test_printed_after_the_erasure_has_no_name(self):
        open_centre()
        visit = over(make_visit(guest=make_guest()))
        visit.record(by=make_user(), persons_came=1, content="Omówiono statut.")
        visit.guest.delete()

        text = self.text(AdviceVisit.objects.get())

        assert "Felicja" not in text
        assert "osoba zakładająca organizację (dane usunięte)" in text


class TestClosure:
    def test_each_guest_and_each_organisation_is_told_once(self, run_jobs: Callable):
        monday = open_centre()
        adviser = make_adviser()
        guests = [make_guest(), make_guest()]
        visits = [
            make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 10 + n))
            for n, guest in enumerate(guests)
        ]
        theirs = make_advice(adviser=adviser, starts_at=moment(monday, 12))
        run_jobs()
        mail.outbox.clear()

        closure = settle(*(visit.booking for visit in visits), theirs)
        run_jobs()

        assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
            [guests[0].email, guests[1].email, theirs.made_by.email]
        )
        assert summary(closure) == (
            "Rezerwacje: odwołane: 3. Wiadomości do organizacji: 1. Wiadomości do osób bez konta: 2."
        )
        told = next(sent for sent in mail.outbox if sent.to == [guests[0].email])
        assert "Termin został odwołany." in told.body
        assert "inwentaryzacja" in told.body

    def test_a_guest_is_proposed_another_time_and_answers_by_the_link(self, client, run_jobs: Callable):
        monday = open_centre()
        visit = make_visit(starts_at=moment(monday, 10))
        run_jobs()
        mail.outbox.clear()

        settle(visit.booking, choice="propose", starts_at=moment(monday, 13))
        run_jobs()

        visit = AdviceVisit.objects.select_related("booking").get()
        (told,) = mail.outbox
        assert visit.page in told.body
        client.post(visit.page.replace("wizyta", "przyjmij"))
        visit.booking.refresh_from_db()
        assert (visit.booking.state, visit.booking.starts_at) == (State.CONFIRMED, moment(monday, 13))

    def test_a_guest_reads_what_became_of_the_advice_and_is_sent_to_no_closed_calendar(
        self, run_jobs: Callable
    ):
        monday = open_centre()
        adviser = make_adviser()
        for hour, choice, is_open, subject in (
            (10, "cancel", True, "Porada odwołana"),
            (11, "keep", True, "Porada bez zmian"),
            (12, "none_free", True, "Porada – szukamy innego terminu"),
            (13, "cancel", False, "Porada odwołana"),
        ):
            visit = make_visit(adviser=adviser, starts_at=moment(monday, hour))
            run_jobs()
            mail.outbox.clear()
            if not is_open:
                Bookable.objects.update(is_active=False)

            settle(visit.booking, choice=choice)
            run_jobs()

            (sent,) = mail.outbox
            assert sent.subject == f"[JCOP] {subject}: {full_date(monday).rsplit(' ', 2)[0]}"
            offered = (
                "Inny można wybrać tutaj" in sent.body,
                "Wolnych terminów porad teraz nie ma" in sent.body,
            )
            assert offered == (choice == "cancel" and is_open, not is_open)

    def test_a_closed_day_finds_the_guests_that_it_hits(self):
        monday = open_centre()
        visit = make_visit(starts_at=moment(monday, 10))
        visit.booking.items.get().bookable.hours.all().delete()
        assert Booking.objects.obstacles(timezone.now()) == {}

        Booking.objects.filter(pk=visit.booking_id).update(
            starts_at=moment(monday, 20), ends_at=moment(monday, 21)
        )

        assert Booking.objects.obstacles(timezone.now()) == {visit.booking_id: frozenset({"hours"})}


def test_a_guest_is_reminded_on_the_working_day_before_once(run_jobs: Callable, monkeypatch):
    monday = open_centre()
    guests = [make_guest(), make_guest()]
    adviser = make_adviser()
    for n, guest in enumerate(guests):
        make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 10 + n))
    run_jobs()
    mail.outbox.clear()
    before = monday - timedelta(days=3)
    assert workdays_after(before, 1, office_day_off()) == monday
    monkeypatch.setattr(timezone, "now", lambda: moment(before, 12))

    for hour in (12, 13):
        remind(moment(before, hour))
    run_jobs()

    assert [sent.to for sent in mail.outbox] == [[guest.email] for guest in guests]
    assert {sent.subject for sent in mail.outbox} == {"[JCOP] Przypomnienie o poradzie"}
    assert Reminder.objects.count() == 2


def test_the_sheet_of_the_day_says_what_and_no_name():
    monday = open_centre()
    make_visit(guest=make_guest(), starts_at=moment(monday, 10))

    ((_, (line,)),) = day_sheet(monday).places

    assert (line.who, line.what, line.persons) == (
        "osoba bez konta",
        "porada: zakładanie nowych stowarzyszeń",
        "1",
    )


def test_the_public_calendar_and_feed_say_taken_and_no_name(client):
    monday = open_centre()
    adviser = make_adviser(user=make_user())
    make_visit(adviser=adviser, guest=make_guest(), starts_at=moment(monday, 10))

    week = client.get(f"/kalendarz/?tydzien={monday}").content.decode()
    feed = client.get("/kalendarz.ics").content.decode()

    assert "10:00–11:00</span> doradztwo – zajęte" in week
    assert "doradztwo – zajęte" in feed
    for shown in (week, feed):
        assert "Felicja" not in shown
        assert adviser.adviser.full_name not in shown


def test_an_adviser_is_no_room(client):
    open_centre()
    adviser = make_adviser()

    assert client.get(f"/sale/{adviser.slug}/").status_code == 404
    assert adviser.name not in client.get("/sale/").content.decode()
    assert adviser.get_absolute_url() == reverse("advice")
    for path in (f"/kalendarz/{adviser.slug}/", f"/kalendarz/{adviser.slug}/miesiac/"):
        assert "Porady odbywają się: pon. 10:00–14:00." in client.get(path).content.decode()
    assert "W tym miesiącu nie ma umówionych wizyt." in client.get(path).content.decode()


def test_the_worker_enters_an_adviser_and_half_an_adviser_is_refused(as_user: Callable):
    open_centre()
    desk = as_user(make_worker())
    told = {
        "kind": "advice",
        "name": "Doradca: fundacje",
        "slug": "doradca-fundacje",
        "capacity": 2,
        "is_active": "on",
        "topics": ["fundacja"],
        "slot_minutes": 45,
        "confirmed_by": "portal",
        "minutes_before": 0,
        "minutes_after": 15,
        "takes": "all",
        "units": [Resource.objects.create(name="Doradca od fundacji").pk],
        "hours-TOTAL_FORMS": 0,
        "hours-INITIAL_FORMS": 0,
    }

    half = desk.post("/admin/bookings/bookable/add/", told | {"topics": []})
    whole = desk.post("/admin/bookings/bookable/add/", told)

    assert "Doradca, i tylko doradca, ma tematy, długość porady" in half.content.decode()
    assert whole.status_code == 302
    made = Bookable.objects.get(slug="doradca-fundacje")
    assert (made.topics, made.slot_minutes) == (["fundacja"], 45)


def test_the_worker_books_for_an_organisation_that_telephones(as_user: Callable):
    monday = open_centre()
    adviser = make_adviser()
    organization = make_agreement(services=("doradztwo",)).organization
    desk = as_user(make_worker())
    page = desk.get("/admin/bookings/booking/porada-w-imieniu/")

    desk.post(
        "/admin/bookings/booking/porada-w-imieniu/",
        {
            "form_key": page.context["form"].initial["form_key"],
            "organization": organization.pk,
            "channel": "phone",
            "bookable": adviser.pk,
            "topic": "prawo",
            "day": monday.isoformat(),
            "starts": "12:00",
            "persons": 1,
        },
    )

    booking = Booking.objects.of(organization).get()
    assert (booking.starts_at, booking.channel, booking.visit.topic) == (moment(monday, 12), "phone", "prawo")
