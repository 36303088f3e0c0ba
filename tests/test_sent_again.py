"""Every form that makes something, sent again by a second click or after Back: the same, and other words."""

import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.admin.request_paper import PaperForm
from agreements.forms import ChangeRequestForm, PromotionForm, ServicesForm
from agreements.models import ChangeRequest, Promotion, Service, ServiceRequest
from bookings.admin.advice import AdviceBehalfForm
from bookings.admin.event_forms import NewEventForm, SignUpForm
from bookings.admin.forms import BehalfForm, BlockForm, DutyBehalfForm, SeriesBehalfForm
from bookings.forms import CLAIMED, BookForm, DutyForm, SendPersonsForm, SeriesForm
from bookings.forms.advice import OrganizationTalkForm
from bookings.models import Booking, Event, Seat, Series
from jcop.forms import OnceForm
from organizations.forms import RegisterForm
from organizations.models import Organization
from tests.agreements.test_promotion_pages import sent as promotion_words
from tests.bookings.advising import make_adviser, open_centre
from tests.bookings.duties import make_desk
from tests.bookings.test_duties import filled as duty_words
from tests.bookings.test_event_desk import filled as event_words
from tests.bookings.test_series_pages import rule, ticks
from tests.bookings.test_views import filled as booking_words
from tests.factories import make_agreement, make_event, make_room, make_user
from tests.jcop.clerk import make_worker
from tests.organizations.test_register import filled as register_words

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
GRANTED = ("sala", "sprzet-i-internet", "dyzury", "doradztwo")
PHONE = {"channel": "phone", "exception_reason": ""}


@dataclass
class Page:
    """Where a form is sent, with which words, with which others, and what it makes."""

    path: str
    words: dict[str, object]
    others: dict[str, object]
    makes: type[Model]


class House:
    """One organisation with every right, a second one with the same, and a place of every kind."""

    def __init__(self) -> None:
        self.monday = open_centre()
        self.agreement = make_agreement(services=GRANTED)
        self.organization = self.agreement.organization
        self.member = self.organization.registered_by
        self.other = make_agreement(services=GRANTED).organization
        self.other.memberships.create(user=self.member, role="keeper")
        Organization.objects.update(public_phone="32 47 19 555")
        self.room, self.desk, self.adviser = make_room(), make_desk(), make_adviser()
        self.event = make_event(capacity=20, room=make_room(), per_organization=9)

    def panel(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.organization.key, *args])

    def pages(self) -> Iterator[tuple[type[OnceForm], Page]]:
        later = {"starts_at": "16:00", "ends_at": "17:00"}
        behalf = {**PHONE, "organization": self.organization.pk}
        monday = self.monday.isoformat()
        hall, book = Service.objects.get(code="sala"), self.panel("bookings:book")
        services = {"form_key": uuid.uuid4(), "services": [hall.pk]}
        paper = {"on": timezone.localdate().isoformat(), "channel": "post", "copies": "3"}
        talk = {"bookable": self.adviser.pk, "topic": "prawo", "day": monday, "starts": "10:00", "persons": 1}
        persons = {"form_key": uuid.uuid4(), "persons": 1, "names": "Anna Próbna"}
        block = {**booking_words(self.room), "day": monday, "reason": "malowanie", "starts_at": "8:00"}
        block |= {"ends_at": "9:00"}
        slots = [f"{self.adviser.pk}-{monday}T{hour}:00" for hour in (12, 13)]
        talks = [self.panel("bookings:ask_advice", "prawo", slot) for slot in slots]
        event = {**event_words(), "place": make_room().pk}
        yield BookForm, Page(book, booking_words(self.room), later, Booking)
        yield (
            ServicesForm,
            Page(
                self.panel("agreements:submit_request"),
                services,
                {"services": [Service.objects.get(code="dyzury").pk]},
                ServiceRequest,
            ),
        )
        yield (
            PaperForm,
            Page(
                "/admin/agreements/servicerequest/add/",
                {**services, **paper, "organization": self.organization.pk},
                {"organization": self.other.pk},
                ServiceRequest,
            ),
        )
        yield (
            RegisterForm,
            Page(
                "/panel/rejestracja/stowarzyszenie/",
                register_words(),
                {"name": "Inne", "number": "322"},
                Organization,
            ),
        )
        yield (
            PromotionForm,
            Page(
                self.panel("agreements:send_promotion", "wydarzenie"),
                promotion_words(),
                {"title": "Drugi festyn"},
                Promotion,
            ),
        )
        asked = [
            self.panel("agreements:ask_change", agreement.pk, "aneks")
            for agreement in (self.agreement, make_agreement(organization=self.organization))
        ]
        yield (
            ChangeRequestForm,
            Page(
                asked[0],
                {"form_key": uuid.uuid4(), "text": "prosimy o dyżury", "day": ""},
                {"path": asked[1]},
                ChangeRequest,
            ),
        )
        yield (
            DutyForm,
            Page(
                self.panel("bookings:ask_duty"),
                duty_words(self.desk),
                {"starts_at": "12:00", "ends_at": "13:00"},
                Booking,
            ),
        )
        yield (
            OrganizationTalkForm,
            Page(
                talks[0], {"form_key": uuid.uuid4(), "persons": 1, "about": ""}, {"path": talks[1]}, Booking
            ),
        )
        yield (
            SendPersonsForm,
            Page(
                self.panel("bookings:own_event", self.event.pk),
                persons,
                {"persons": 2, "names": "Jan Próbny"},
                Seat,
            ),
        )
        yield (
            SeriesForm,
            Page(
                self.panel("bookings:book_series"),
                rule(make_room()),
                {"starts_at": "12:30", "ends_at": "13:30"},
                Series,
            ),
        )
        yield (
            BehalfForm,
            Page(
                reverse("admin:bookings_booking_on_behalf"),
                {**booking_words(make_room()), **behalf},
                {"organization": self.other.pk, **later},
                Booking,
            ),
        )
        yield (
            DutyBehalfForm,
            Page(
                reverse("admin:bookings_booking_duty_on_behalf"),
                {**duty_words(make_desk()), **behalf},
                {"organization": self.other.pk, "starts_at": "12:00", "ends_at": "13:00"},
                Booking,
            ),
        )
        yield (
            SeriesBehalfForm,
            Page(
                reverse("admin:bookings_series_on_behalf"),
                {**rule(make_room()), **behalf},
                {"organization": self.other.pk, "starts_at": "14:30", "ends_at": "15:30"},
                Series,
            ),
        )
        yield (
            AdviceBehalfForm,
            Page(
                reverse("admin:bookings_booking_advice_on_behalf"),
                {**talk, **behalf, "form_key": uuid.uuid4()},
                {"organization": self.other.pk, "starts": "11:00"},
                Booking,
            ),
        )
        yield (
            BlockForm,
            Page(
                reverse("admin:bookings_booking_block"),
                block,
                {"starts_at": "13:00", "ends_at": "14:00"},
                Booking,
            ),
        )
        yield (
            NewEventForm,
            Page(reverse("admin:bookings_event_new"), event, {"title": "Drugi kurs", **later}, Event),
        )
        yield (
            SignUpForm,
            Page(
                reverse("admin:bookings_event_move", args=[self.event.pk, "sign_up"]),
                {**persons, "form_key": uuid.uuid4(), "organization": self.organization.pk},
                {"organization": self.other.pk},
                Seat,
            ),
        )


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def clients(as_user: Callable, house: House) -> Callable[[str], Client]:
    """Staff at the desk, the member elsewhere."""
    worker, clerk = make_worker(), make_user(groups=("Referat",))
    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={})

    def client(path: str) -> Client:
        if "servicerequest" in path:
            return as_user(clerk)
        return as_user(worker if path.startswith("/admin/") else house.member)

    return client


def send(client: Client, page: Page, words: dict[str, object]) -> object:
    """As a browser does: a series shows its dates first."""
    path = str(words.pop("path", page.path))
    answer = client.post(path, words)
    if answer.status_code == 200 and answer.context.get("shown") and page.makes is Series:
        return client.post(path, words | ticks(answer))
    return answer


def all_forms() -> set[type[OnceForm]]:
    return {form for form in _below(forms.BaseForm) if "form_key" in getattr(form, "base_fields", {})}


def _below(kind: type) -> Iterator[type]:
    """Forms that stand in modules; Django makes others of them as it goes."""
    for each in kind.__subclasses__():
        if getattr(sys.modules[each.__module__], each.__name__, None) is each:
            yield each
        yield from _below(each)


def test_every_form_with_a_key_is_asked_here(house):
    assert {form for form, _ in house.pages()} == all_forms() - {OnceForm}
    assert [form for form in all_forms() if not issubclass(form, OnceForm)] == []


def test_a_form_sent_again_leads_to_the_first_result_and_other_words_are_another_wish(house, clients, case):
    for form, page in house.pages():
        client, rows = clients(page.path), page.makes.objects
        with case(form.__name__):
            before = set(rows.values_list("pk", flat=True))
            first = send(client, page, dict(page.words))
            made = set(rows.values_list("pk", flat=True)) - before

            again = send(client, page, dict(page.words))
            since = set(rows.values_list("pk", flat=True)) - before
            other = send(client, page, {**page.words, **page.others})
            later = set(rows.values_list("pk", flat=True)) - before - made

            assert (first.status_code, again.status_code, other.status_code) == (302, 302, 302)
            assert (bool(made), since, bool(later)) == (True, made, True)
            assert first.url == again.url


def test_the_key_of_one_organisation_opens_nothing_of_another(house, clients, case):
    for form, page in house.pages():
        if house.organization.key not in page.path:
            continue
        client = clients(page.path)
        with case(form.__name__):
            send(client, page, dict(page.words))
            elsewhere = page.path.replace(house.organization.key, house.other.key)

            answer = send(client, page, {**page.words, "path": elsewhere})

            where = getattr(answer, "url", "") or answer.content.decode()
            assert (house.organization.key in where, "Form key" in where) == (False, False)


def test_other_words_that_cannot_be_had_are_refused_in_words(house, clients):
    path, words = reverse("bookings:book", args=[house.organization.key]), booking_words(house.room)
    client = clients(path)
    client.post(path, words)

    answer = client.post(path, words | {"persons": 2})

    assert "zajęty" in answer.context["form"].errors.as_text()
    assert Booking.objects.of(house.organization).count() == 1


def test_a_booking_given_up_is_not_said_to_be_saved_again(house, clients):
    path, words = reverse("bookings:book", args=[house.organization.key]), booking_words(house.room)
    client = clients(path)
    client.post(path, words)
    Booking.objects.of(house.organization).get().cancel()

    answer = client.post(path, words, follow=True)

    assert [str(message) for message in answer.context["messages"]][-1] == (
        "Ten formularz był już wysłany, a rezerwacja ma teraz stan „odwołana”."
        " Proszę otworzyć formularz od nowa."
    )


def test_other_dates_of_a_series_that_stands_lead_to_it_and_nothing_is_said_to_be_saved(house, clients):
    path = reverse("bookings:book_series", args=[house.organization.key])
    client, words = clients(path), rule(make_room())
    words |= ticks(client.post(path, words))
    client.post(path, words)
    last = max(name for name in words if name.startswith("20"))

    answer = client.post(path, words | {last: ""}, follow=True)

    series = Series.objects.get()
    assert answer.redirect_chain == [(series.get_absolute_url(), 302)]
    assert [str(message) for message in answer.context["messages"]][-1] == CLAIMED
    assert series.dates.count() == 3
