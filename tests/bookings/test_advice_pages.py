"""A founder books, moves and cancels without an account; an organisation from its panel."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.models import AdviceVisit, Booking, Guest, Introduction
from bookings.models.guests import TOO_MANY
from bookings.models.places import ADVISER_TAKEN
from bookings.signed import BROKEN, GONE, LATE, USED
from tests.bookings.advising import (
    FOUNDER,
    code_of,
    introduced,
    make_advice,
    make_adviser,
    make_guest,
    make_visit,
    open_centre,
    slot_address,
)
from tests.factories import make_agreement, make_booking, moment

pytestmark = pytest.mark.django_db
State = Booking.State
TOLD = {**FOUNDER, "persons": 1, "about": "Chcemy założyć stowarzyszenie."}


def link_in(sent: mail.EmailMessage) -> str:
    """The address of the visit that a mail names, without the host."""
    return re.search(r"https?://[^/]+(/doradztwo/odnosnik/\S+)", sent.body)[1]


def summary(html: str) -> str:
    return html.partition('class="error-summary"')[2].partition("</div>")[0]


class TestFounder:
    def test_topics_lead_to_free_times_and_a_time_to_a_form(self, client: Client):
        monday = open_centre()
        adviser = make_adviser()

        page = client.get("/doradztwo/").content.decode()
        times = client.get("/doradztwo/stowarzyszenie/").content.decode()

        assert "najbliższy wolny termin: " in page
        assert slot_address(adviser, moment(monday, 10)) in times
        assert client.get(slot_address(adviser, moment(monday, 10))).status_code == 200

    def test_a_talk_that_was_just_booked_is_not_offered_any_more(self, client: Client):
        monday = open_centre()
        adviser = make_adviser()
        client.get("/doradztwo/stowarzyszenie/")

        make_visit(adviser=adviser, starts_at=moment(monday, 10))

        times = client.get("/doradztwo/stowarzyszenie/").content.decode()
        assert slot_address(adviser, moment(monday, 10)) not in times

    def test_books_moves_and_cancels_by_signed_links(self, client: Client, run_jobs: Callable):
        monday = open_centre()
        adviser = make_adviser()
        asked = client.post(slot_address(adviser, moment(monday, 10)), TOLD)
        code = code_of(Introduction.objects.get())
        booked = client.post(asked["Location"], {"code": code})
        visit = AdviceVisit.objects.get()
        assert (visit.booking.state, visit.guest.email) == (State.CONFIRMED, FOUNDER["email"])
        run_jobs()
        assert link_in(mail.outbox[-1]) == booked["Location"]

        moving = booked["Location"].replace("/wizyta/", "/przenies/")
        moved = client.post(moving, {"slot": f"{adviser.pk}-{monday:%Y-%m-%d}T12:00"})

        visit.booking.refresh_from_db()
        assert visit.booking.starts_at == moment(monday, 12)
        run_jobs()
        assert link_in(mail.outbox[-1]) == moved["Location"]
        assert mail.outbox[-1].subject == "[JCOP] Porada – zmieniony termin"

        client.post(moved["Location"].replace("/wizyta/", "/odwolaj/"))

        visit.booking.refresh_from_db()
        assert visit.booking.state == State.CANCELLED
        run_jobs()
        assert mail.outbox[-1].subject == "[JCOP] Porada – odwołana"
        assert "METHOD:CANCEL" in mail.outbox[-1].attachments[0].content

    def test_the_mail_has_a_calendar_file_with_the_signed_page(self, run_jobs: Callable):
        monday = open_centre()
        visit = make_visit(starts_at=moment(monday, 10))

        run_jobs()

        (sent,) = mail.outbox
        unfolded = sent.attachments[0].content.replace("\r\n ", "")
        assert f"URL:http://localhost:8000{visit.page}" in unfolded
        assert "/admin/" not in unfolded

    def test_looking_changes_nothing(self, client: Client):
        monday = open_centre()
        visit = make_visit(starts_at=moment(monday, 10))

        for act in ("wizyta", "przenies"):
            assert client.get(visit.page.replace("wizyta", act)).status_code == 200
        for act in ("odwolaj", "przyjmij", "odrzuc"):
            assert client.get(visit.page.replace("wizyta", act)).status_code == 405

        visit.booking.refresh_from_db()
        assert (visit.booking.state, visit.booking.sequence) == (State.CONFIRMED, 0)

    def test_the_page_is_kept_by_nobody(self, client: Client):
        monday = open_centre()

        response = client.get(make_visit(starts_at=moment(monday, 10)).page)

        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]

    def test_a_link_used_twice_says_so(self, client: Client):
        monday = open_centre()
        address = make_visit(starts_at=moment(monday, 10)).page.replace("wizyta", "odwolaj")
        client.post(address)

        response = client.post(address)

        assert (response.status_code, response.context["told"]) == (410, USED)

    def test_a_late_link_says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch):
        monday = open_centre()
        page = make_visit(starts_at=moment(monday, 10)).page
        monkeypatch.setattr(timezone, "now", lambda: moment(monday, 11))

        response = client.get(page)

        assert (response.status_code, response.context["told"]) == (410, LATE)

    def test_a_link_of_an_erased_person_says_so(self, client: Client):
        monday = open_centre()
        visit = make_visit(starts_at=moment(monday, 10))
        page = visit.page
        Guest.objects.all().delete()

        response = client.get(page)

        assert (response.status_code, response.context["told"]) == (410, GONE)

    def test_a_link_made_up_by_another_opens_nothing(self, client: Client):
        monday = open_centre()
        page = make_visit(starts_at=moment(monday, 10)).page

        response = client.get(page.rstrip("/") + "x/")

        assert (response.status_code, response.context["told"]) == (404, BROKEN)

    def test_a_code_sent_twice_leads_to_the_same_talk(self, client: Client):
        monday = open_centre()
        introduction, page = introduced(make_adviser(), moment(monday, 10))
        code = code_of(introduction)

        first, second = (client.post(page, {"code": code}) for _ in range(2))

        assert first["Location"] == second["Location"]
        assert AdviceVisit.objects.count() == 1

    def test_a_wrong_code_keeps_the_page_and_says_what_is_left(self, client: Client):
        monday = open_centre()
        introduction, page = introduced(make_adviser(), moment(monday, 10))
        bad = f"{(int(code_of(introduction)) + 1) % 10**6:06}"

        html = client.post(page, {"code": bad}).content.decode()

        assert "Ten kod jest nieprawidłowy. Pozostało prób: 4." in summary(html)
        assert not AdviceVisit.objects.exists()

    def test_when_somebody_was_faster_another_time_needs_no_second_code(self, client: Client):
        monday = open_centre()
        adviser = make_adviser()
        introduction, page = introduced(adviser, moment(monday, 10))
        make_visit(adviser=adviser, starts_at=moment(monday, 10))

        html = client.post(page, {"code": code_of(introduction)}).content.decode()
        assert ADVISER_TAKEN in summary(html)
        client.post(page, {"slot": f"{adviser.pk}-{monday:%Y-%m-%d}T13:00"})

        mine = AdviceVisit.objects.get(guest__email=FOUNDER["email"])
        assert mine.booking.starts_at == moment(monday, 13)

    def test_whoever_has_a_talk_already_reads_when_it_is(self, client: Client):
        monday = open_centre()
        adviser, guest = make_adviser(), make_guest(FOUNDER["email"])
        make_visit(adviser=adviser, guest=guest, starts_at=moment(monday, 12))
        introduction, page = introduced(adviser, moment(monday, 10))

        html = client.post(page, {"code": code_of(introduction)}).content.decode()

        assert "Mają Państwo już umówioną rozmowę: " in summary(html)
        assert AdviceVisit.objects.count() == 1

    def test_who_asks_ten_times_reads_one_sentence_and_keeps_what_was_typed(self, client: Client):
        monday = open_centre()
        address = slot_address(make_adviser(), moment(monday, 10))

        answers = [client.post(address, TOLD) for _ in range(10)]

        assert [answer.status_code for answer in answers] == [302] * 3 + [200] * 7
        html = answers[-1].content.decode()
        assert TOO_MANY.removesuffix(".") in summary(html)
        assert TOLD["about"] in html
        assert Introduction.objects.count() == 3

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("name", "", "Proszę podać imię i nazwisko."),
            ("email", "", "Proszę podać adres e-mail."),
            ("email", "felicja", "Wprowadź poprawny adres email."),
            ("persons", "0", "Upewnij się, że ta wartość jest większa lub równa 1."),
            ("about", "PESEL 44051401359", "W tekście jest numer PESEL."),
        ],
    )
    def test_bad_input_is_one_sentence_beside_its_field(
        self, client: Client, field: str, value: str, told: str
    ):
        monday = open_centre()

        html = client.post(slot_address(make_adviser(), moment(monday, 10)), TOLD | {field: value}).content

        assert told in summary(html.decode())
        assert not Introduction.objects.exists()

    def test_a_time_off_the_advisers_own_is_not_given(self, client: Client):
        monday = open_centre()
        address = slot_address(make_adviser(), moment(monday, 10, 7))

        html = client.post(address, TOLD).content.decode()

        assert ADVISER_TAKEN in summary(html)

    @pytest.mark.parametrize(
        "address",
        [
            "/doradztwo/prawo/",
            "/doradztwo/czary/",
            "/doradztwo/stowarzyszenie/1-jutro/",
            "/doradztwo/stowarzyszenie/99999999999999999999-2026-12-01T10:00/",
            "/doradztwo/stowarzyszenie/x/",
        ],
    )
    def test_what_is_not_offered_to_founders_does_not_exist(self, client: Client, address: str):
        open_centre()
        make_adviser()

        assert client.get(address).status_code == 404

    def test_a_proposal_is_accepted_by_the_link(self, client: Client, run_jobs: Callable):
        monday = open_centre()
        visit = make_visit(adviser=make_adviser(confirmed_by="worker"), starts_at=moment(monday, 10))
        until = timezone.localdate() + timedelta(days=2)
        visit.propose(starts_at=moment(monday, 13), answer_until=until)
        run_jobs()

        page = link_in(mail.outbox[-1])
        assert "Proponujemy inny termin" in client.get(page).content.decode()
        client.post(page.replace("wizyta", "przyjmij"))

        visit.booking.refresh_from_db()
        assert (visit.booking.state, visit.booking.starts_at) == (State.CONFIRMED, moment(monday, 13))


class TestOrganization:
    def test_books_from_its_panel_and_moves(self, as_user: Callable):
        monday = open_centre()
        adviser = make_adviser()
        organization = make_agreement(services=("doradztwo",)).organization
        member = as_user(organization.registered_by)
        listed = member.get(f"/panel/{organization.key}/doradztwo/prawo/").content.decode()
        address = f"/panel/{organization.key}/doradztwo/prawo/{adviser.pk}-{monday:%Y-%m-%d}T10:00/"
        assert address in listed
        key = member.get(address).context["form"].initial["form_key"]

        made = member.post(address, {"form_key": key, "persons": 1, "about": "statut"})

        booking = Booking.objects.of(organization).get()
        assert made["Location"] == booking.get_absolute_url()
        page = member.get(made["Location"]).content.decode()
        assert "obowiązujące przepisy prawa dla III sektora" in page
        moving = reverse("bookings:move_advice", args=[organization.key, booking.pk])
        member.post(moving, {"slot": f"{adviser.pk}-{monday:%Y-%m-%d}T13:00"})
        booking.refresh_from_db()
        assert booking.starts_at == moment(monday, 13)

    def test_without_the_right_nothing_is_offered(self, as_user: Callable):
        open_centre()
        make_adviser()
        organization = make_agreement(services=("sala",)).organization
        member = as_user(organization.registered_by)

        page = member.get(f"/panel/{organization.key}/doradztwo/prawo/")

        assert page.context["days"] == []
        assert (
            "Doradztwo można dodać w zapotrzebowaniu."
            in member.get(f"/panel/{organization.key}/doradztwo/").content.decode()
        )

    def test_the_same_form_twice_is_one_booking(self, as_user: Callable):
        monday = open_centre()
        adviser = make_adviser()
        organization = make_agreement(services=("doradztwo",)).organization
        member = as_user(organization.registered_by)
        address = f"/panel/{organization.key}/doradztwo/prawo/{adviser.pk}-{monday:%Y-%m-%d}T10:00/"
        sent = {"form_key": "5f0c7f0e-1111-4222-8333-444455556666", "persons": 1, "about": ""}

        first, second = (member.post(address, sent) for _ in range(2))

        assert first["Location"] == second["Location"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_for_one_and_for_three(
        self, as_user: Callable, rows: int, django_assert_num_queries: Callable
    ):
        monday = open_centre()
        agreement, adviser = make_agreement(services=("doradztwo",)), make_adviser()
        for n in range(rows):
            make_advice(agreement=agreement, adviser=adviser, starts_at=moment(monday, 10 + n))
        member = as_user(agreement.organization.registered_by)

        with django_assert_num_queries(9):
            page = member.get(f"/panel/{agreement.organization.key}/doradztwo/")

        assert len(page.context["upcoming"]) == rows

    def test_whose_talk_it_is_not_cannot_move_it(self, as_user: Callable):
        monday = open_centre()
        booking = make_advice(starts_at=moment(monday, 10))
        stranger = make_agreement(services=("doradztwo",)).organization

        response = as_user(stranger.registered_by).get(
            reverse("bookings:move_advice", args=[stranger.key, booking.pk])
        )

        assert response.status_code == 404

    def test_a_room_is_not_moved_as_advice(self, as_user: Callable):
        booking = make_booking()

        response = as_user(booking.made_by).get(
            reverse("bookings:move_advice", args=[booking.organization.key, booking.pk])
        )

        assert response.status_code == 404
