"""The office's desk: a second factor at the door, queues by job, moves by permission, Polish throughout."""

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Message, ServiceRequest
from bookings.models import Booking
from jcop.history import moment
from jcop.models import HoursPeriod, NonWorkingDay, User
from jcop.templatetags.polish import odmiana
from organizations.models import AccessRequest
from tests.counting import Cases
from tests.factories import (
    make_agreement,
    make_booking,
    make_organization,
    make_request,
    make_room,
    make_user,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
JOBS = {
    "worker": "Pracownik Centrum",
    "clerk": "Referat",
    "approver": "Zatwierdzający",
    "editor": "Redaktor",
}
State = ServiceRequest.State


def staff(role: str, *, second_factor: bool = True) -> User:
    if role == "superuser":
        user = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
    else:
        user = make_user(groups=(JOBS[role],))
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def words(response: object) -> str:
    """What a person reads on the page."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    html = re.sub(r"<(input|img)[^>]*\b(?:value|alt|placeholder)=\"([^\"]*)\"[^>]*>", r" \2 ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class TestTheDoor:
    def test_a_visitor_signs_in_where_everybody_does(self, client):
        response = client.get("/admin/")

        assert response.url == "/admin/login/?next=/admin/"
        assert client.get(response.url).url == "/konto/zaloguj/?next=/admin/"

    def test_staff_without_a_second_factor_are_led_to_where_it_is_switched_on(self, as_user, settings):
        settings.DEMO = False
        client = as_user(staff("clerk", second_factor=False))

        response = client.get(client.get("/admin/").url)

        assert response.url == reverse("mfa_index")
        assert [str(m) for m in get_messages(response.wsgi_request)] == [
            "Panel pracownika wymaga drugiego składnika logowania. Proszę go włączyć."
        ]

    def test_staff_with_a_second_factor_enter(self, as_user):
        assert as_user(staff("clerk")).get("/admin/").status_code == 200

    def test_a_member_of_an_organisation_does_not(self, as_user):
        user = make_organization().registered_by
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

        assert as_user(user).get("/admin/").status_code == 302

    def test_the_demonstration_asks_for_none(self, as_user, settings):
        client = as_user(staff("clerk", second_factor=False))

        answers = []
        for demo in (False, True):
            request = client.get("/admin/login/").wsgi_request
            settings.DEMO = demo
            answers.append(admin.site.has_permission(request))

        assert answers == [False, True]


CASES = [
    "zapotrzebowanie,zapotrzebowania,zapotrzebowań|po terminie",
    "zapotrzebowanie,zapotrzebowania,zapotrzebowań|z terminem w ciągu 3 dni roboczych",
    "komplet,komplety,kompletów|do przyjęcia",
    "zapotrzebowanie,zapotrzebowania,zapotrzebowań|do rozpatrzenia",
    "komplet,komplety,kompletów|do wydrukowania",
    "wiadomość,wiadomości,wiadomości|do przeczytania",
    "telefon,telefony,telefonów|w sprawie pisma, którego nikt nie otworzył",
    "porozumienie,porozumienia,porozumień|do podpisu",
    "zmiana porozumienia,zmiany porozumień,zmian porozumień|do podpisu",
    "porozumienie,porozumienia,porozumień|ze zgłoszeniem organizacji",
    "porozumienie,porozumienia,porozumień|do odbioru od tygodnia",
    "porozumienie kończy,porozumienia kończą,porozumień kończy|się w ciągu 30 dni",
    "porozumienie skończyło,porozumienia skończyły,porozumień skończyło|się w ostatnim tygodniu",
    "rezerwacja,rezerwacje,rezerwacji|do potwierdzenia",
]
*_, WAITING = CASES
BOXES = "porozumienie,porozumienia,porozumień|bez użyczonej skrzynki"
BOOKED = ("rezerwacja,rezerwacje,rezerwacji", "seria,serie,serii")
FOUR_DAYS = [f"{what}|bez odpowiedzi Centrum od 4 dni roboczych" for what in BOOKED]
TWO_DAYS = [f"{what}|bez odpowiedzi od 2 dni roboczych" for what in BOOKED]
SERIES = "seria,serie,serii|do potwierdzenia"
WORKERS = [
    "rezerwacja,rezerwacje,rezerwacji|w konflikcie z godzinami lub prawem",
    "propozycja,propozycje,propozycji|terminu bez odpowiedzi",
    "rezerwacja,rezerwacje,rezerwacji|do odnotowania po użyciu",
    "termin,terminy,terminów|z zapotrzebowań do uzgodnienia",
]
ADVICE = [f"porada,porady,porad|{what}" for what in ("do potwierdzenia", "bez karty")]
EVENTS = [
    "szkic,szkice,szkiców|wydarzeń do ogłoszenia",
    "wydarzenie,wydarzenia,wydarzeń|z listą oczekujących",
    "wydarzenie,wydarzenia,wydarzeń|do odnotowania obecności",
]
CALLS = "telefon,telefony,telefonów|do organizacji bez adresu e-mail"
KEYS = "wydanie,wydania,wydań|kluczy i sprzętu bez zwrotu w terminie"
MAIL = "przesyłka,przesyłki,przesyłek|do odebrania"
POSTS = "ogłoszenie,ogłoszenia,ogłoszeń|organizacji do akceptacji"
MAILS = [
    "niewysłana wiadomość,niewysłane wiadomości,niewysłanych wiadomości|e-mail",
    "wiadomość,wiadomości,wiadomości|e-mail do ponowienia po nieudanej próbie",
]
LACKING = "brak,braki,braków|w danych Centrum: inspektor ochrony danych, adres do e-Doręczeń"
REFERAT = [
    "prośba,prośby,próśb|o dostęp",
    "list,listy,listów|do wysłania",
    "organizacja,organizacje,organizacji|do weryfikacji",
    "kadencja,kadencje,kadencji|do odnowienia",
    "organizacja,organizacje,organizacji|bez żadnej osoby z kontem",
]
QUEUES = {
    "worker": [
        *[*CASES[:-1], BOXES, MAIL, POSTS, *TWO_DAYS],
        *[WAITING, SERIES, *WORKERS, *ADVICE, CALLS, *EVENTS, KEYS, *MAILS],
    ],
    "clerk": [*CASES[:-1], BOXES, POSTS, *FOUR_DAYS, WAITING, SERIES, KEYS, *REFERAT, *MAILS, LACKING],
    "approver": CASES[:-1],
    "editor": [],
    "superuser": [
        *[*CASES[:-1], BOXES, MAIL, POSTS, *FOUR_DAYS, *TWO_DAYS],
        *[WAITING, SERIES, *WORKERS, *ADVICE, CALLS, *EVENTS, KEYS, *REFERAT, *MAILS, LACKING],
    ],
}
TABLES = {
    "worker": [
        "Zapotrzebowania i porozumienia: zapotrzebowania, porozumienia",
        "Korespondencja: korespondencja organizacji, skrzynki kontaktowe, osoby upoważnione do odbioru,"
        " wiadomości e-mail",
        "Organizacje: organizacje",
        "Rezerwacje: rezerwacje, porady, wydarzenia, terminy do uzgodnienia, wiadomości o skutkach zamknięć,"
        " wydania kluczy i sprzętu, sale i sprzęt, zasoby",
        "Dla mieszkańców: godziny otwarcia, dyżury pracownika, zasady w Centrum, ogłoszenia,"
        " dokumenty, ogłoszenia organizacji, dopiski na stronach, polecane strony",
    ],
    "clerk": [
        "Zapotrzebowania i porozumienia: zapotrzebowania, porozumienia, pisma",
        "Korespondencja: korespondencja organizacji, skrzynki kontaktowe, wiadomości e-mail",
        "Organizacje: organizacje, prośby o dostęp, listy do wysłania",
        "Rezerwacje: rezerwacje, wydarzenia, wiadomości o skutkach zamknięć, wydania kluczy"
        " i sprzętu, sale i sprzęt",
        "Dla mieszkańców: godziny otwarcia, dyżury pracownika, zasady w Centrum, dokumenty,"
        " ogłoszenia organizacji",
        "Ustawienia: dane i zasady Centrum, świadczenia, oświadczenia, treści dokumentów,"
        " lista braków formalnych, poprawki dni ustawowo wolnych, organy prowadzące ewidencje",
    ],
    "approver": [
        "Zapotrzebowania i porozumienia: zapotrzebowania, porozumienia",
        "Organizacje: organizacje",
    ],
    "editor": ["Dla mieszkańców: ogłoszenia, dokumenty, dopiski na stronach, polecane strony"],
}
# Words of Django's and the libraries' own pages.
ENGLISH = re.compile(
    r"\b(Add|Change|Delete|View|Recent|None|Home|Welcome|History|Search|Select|Filter|Action|Save|Log out"
    r"|Site|Groups?|Jobs?|Users?|Email|addresses|Authenticators?|Permissions?|Password|Sessions?)\b"
)


class TestTheFirstPage:
    def test_each_job_sees_its_queues_counted(self, as_user, case: Cases):
        make_request()
        make_request()
        make_request(state=State.UNDER_EXAMINATION)
        make_request(state=State.ACCEPTED)
        ServiceRequest.objects.filter(state=State.UNDER_EXAMINATION).update(due_on="2026-01-02")
        Message.write(request=ServiceRequest.objects.first(), text="?", by=make_user(), is_from_office=False)
        for _ in range(3):
            make_booking(room=make_room(confirmed_by="worker"))
        organization = make_organization()
        AccessRequest.ask(organization=organization, by=make_user(), message="prezes")
        organization.letters.create(key="x.1", subject="Sprawa", text="treść")
        organization.representatives.update(mandate_until=timezone.localdate())
        counted = [1, 0, 2, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 1, 3, 1, 0]
        counts = dict(zip([*CASES, *REFERAT], counted, strict=True))
        others = [
            BOXES,
            MAIL,
            POSTS,
            *FOUR_DAYS,
            *TWO_DAYS,
            SERIES,
            *WORKERS,
            *ADVICE,
            CALLS,
            *EVENTS,
            KEYS,
            *MAILS,
        ]
        counts |= dict.fromkeys(others, 0) | {LACKING: 2}

        for role, labels in QUEUES.items():
            page = as_user(staff(role)).get("/admin/").content.decode()
            nouns = {label: label.split("|") for label in labels}
            queues = [(str(counts[n]), f"{odmiana(counts[n], noun)} {to}") for n, (noun, to) in nouns.items()]
            with case(role):
                shown = re.findall(r"<strong>(\d+)</strong> ([^<]+)</a>", page)
                assert shown == sorted(queues, key=lambda queue: queue[0] == "0")  # What waits comes first.

    def test_each_job_sees_its_tables_and_nothing_technical(self, as_user, case: Cases):
        for role, tables in TABLES.items():
            response = as_user(staff(role)).get("/admin/")
            shown = [
                f"{job['name']}: {', '.join(str(table['name']) for table in job['models'])}"
                for job in response.context["app_list"]
            ]
            with case(role):
                assert [line.lower() for line in shown] == [line.lower() for line in tables]

    def test_only_the_superuser_sees_the_tables_of_libraries(self, as_user):
        response = as_user(staff("superuser")).get("/admin/")

        assert [job["name"] for job in response.context["app_list"]][-1] == "Tabele techniczne"

    def test_it_speaks_no_english(self, as_user, case: Cases):
        make_booking()

        for role in TABLES:
            text = words(as_user(staff(role)).get("/admin/"))
            with case(role):
                assert "Panel pracownika JCOP" in text
                assert ENGLISH.findall(text) == []

    def test_a_queue_leads_to_its_cases(self, as_user):
        waiting, examined = make_request(), make_request(state=State.UNDER_EXAMINATION)
        client = as_user(staff("clerk"))
        path = reverse("admin:agreements_servicerequest_changelist")

        asked = {
            queue: list(client.get(f"{path}?kolejka={queue}").context["cl"].queryset)
            for queue in ("komplety", "rozpatrzenie")
        }

        assert asked == {"komplety": [waiting], "rozpatrzenie": [examined]}

    def test_the_list_without_a_choice_is_what_is_undecided_with_the_earliest_deadline_first(self, as_user):
        late, early = make_request(), make_request(state=State.UNDER_EXAMINATION)
        make_request(state=State.ACCEPTED)
        ServiceRequest.objects.filter(pk=early.pk).update(due_on="2026-01-02")

        response = as_user(staff("clerk")).get(reverse("admin:agreements_servicerequest_changelist"))

        assert list(response.context["cl"].queryset) == [early, late]


def move(subject: object, verb: str) -> str:
    name = f"{subject._meta.app_label}_{subject._meta.model_name}"
    return reverse(f"admin:{name}_move", args=[subject.pk, verb])


def offered(client: object, subject: object) -> list[str]:
    name = f"{subject._meta.app_label}_{subject._meta.model_name}"
    response = client.get(reverse(f"admin:{name}_change", args=[subject.pk]))
    return [found["label"] for found in response.context["moves"]]


CLERK = [
    "Przydziel sprawę",
    "Przyjmij podpisany komplet",
    "Sprawdź braki formalne",
    "Wezwij do uzupełnienia",
    "Podaj nowy termin",
    "Wpisz znak sprawy",
    "Odnotuj wycofanie przez organizację",
    "Napisz do organizacji",
    "Dodaj notatkę",
]


class TestMoves:
    @pytest.mark.parametrize(
        ("role", "labels"),
        [
            ("worker", []),
            ("clerk", CLERK),
            ("approver", ["Odmów zawarcia porozumienia"]),
            ("superuser", [*CLERK[:5], "Odmów zawarcia porozumienia", *CLERK[5:]]),
        ],
    )
    def test_a_page_offers_what_this_person_may_do_now(self, as_user, role: str, labels: list[str]):
        assert offered(as_user(staff(role)), make_request()) == labels

    def test_receiving_the_set_is_noted(self, as_user):
        request = make_request()
        told = {"on": timezone.localdate().isoformat(), "channel": "post", "copies": 3, "mark": 1}

        response = as_user(staff("clerk")).post(move(request, "receive_signed_set"), told)

        request.refresh_from_db()
        assert response.status_code == 302
        assert (request.state, request.copies_received) == (State.UNDER_EXAMINATION, 3)

    def test_the_approver_gives_number_and_date(self, as_user):
        request = make_request(organization=make_organization(verified=True), state=State.ACCEPTED)
        approver = staff("approver")
        client, path = as_user(approver), move(request.agreement, "conclude")
        form = client.get(path).context["form"]
        number = Agreement.objects.proposed_number(timezone.localdate().year)

        told = {"number": "", "signed_on": form.initial["signed_on"].isoformat()}
        client.post(path, told | {"signatures_checked": "on"})

        agreement = Agreement.objects.get(request=request)
        assert number in form.fields["number"].help_text
        assert (agreement.state, agreement.number) == (Agreement.State.CONCLUDED, number)
        assert agreement.concluded_by == approver

    def test_a_number_that_is_taken_is_told_beside_it(self, as_user):
        taken = make_agreement().number
        request = make_request(organization=make_organization(verified=True), state=State.ACCEPTED)
        told = {"number": taken, "signed_on": timezone.localdate().isoformat(), "signatures_checked": "on"}

        response = as_user(staff("approver")).post(move(request.agreement, "conclude"), told)

        assert response.context["form"].errors == {
            "number": [f"Numer {taken} ma już inne porozumienie z {timezone.localdate().year} r."]
        }
        assert f'value="{taken}"' in response.content.decode()

    def test_a_refusal_of_the_verb_stands_in_the_form(self, as_user):
        request = make_request()
        told = {"on": "2020-01-01", "channel": "post", "copies": 3, "mark": 1}

        response = as_user(staff("clerk")).post(move(request, "receive_signed_set"), told)

        assert response.context["form"].errors == {
            "on": ["Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."]
        }

    def test_a_stale_click_becomes_a_message_that_names_who_and_when(self, as_user):
        request = make_request()
        as_user(request.prepared_by).post(f"{request.get_absolute_url()}wycofaj/")
        day = moment(request.events.latest("pgh_id").pgh_created_at)

        response = as_user(staff("clerk")).get(move(request, "accept"))

        assert response.url == reverse("admin:agreements_servicerequest_change", args=[request.pk])
        assert [str(m) for m in get_messages(response.wsgi_request)][-1:] == [
            f"Tej czynności nie można już wykonać: {day} stan zmienił się na „wycofane”"
            f" ({request.prepared_by})."
        ]

    @pytest.mark.parametrize(
        ("role", "verb"),
        [("worker", "accept"), ("approver", "accept"), ("clerk", "refuse"), ("editor", "accept")],
    )
    def test_a_move_without_permission_is_refused(self, as_user, role: str, verb: str):
        request = make_request(state=State.UNDER_EXAMINATION)

        response = as_user(staff(role)).post(move(request, verb), {"reason": "powód"})

        request.refresh_from_db()
        assert (response.status_code, request.state) == (403, State.UNDER_EXAMINATION)

    def test_a_move_that_does_not_exist_is_not_found(self, as_user):
        assert as_user(staff("clerk")).get(move(make_request(), "delete")).status_code == 404

    def test_the_worker_confirms_and_refuses(self, as_user):
        first, second = (make_booking(room=make_room(confirmed_by="worker")) for _ in range(2))
        client = as_user(staff("worker"))

        client.post(move(first, "confirm"))
        client.post(move(second, "refuse"), {"reason": "malowanie"})

        assert [b.state for b in Booking.objects.order_by("pk")] == ["confirmed", "refused"]

    def test_every_move_names_a_permission_that_exists(self):
        for model, found in admin.site._registry.items():
            # A move on what belongs to a booking may ask for the permission of bookings.
            known = {
                code
                for other in apps.get_app_config(model._meta.app_label).get_models()
                for code in [
                    *(name for name, _ in other._meta.permissions),
                    *(f"{act}_{other._meta.model_name}" for act in other._meta.default_permissions),
                ]
            }
            assert {m.permission for m in getattr(found, "moves", ())} <= known


def hours_form(*spans: tuple[str, str]) -> dict[str, str]:
    form = {"kind": "pattern", "valid_from": "01.06.2026", "valid_until": "", "reason": ""}
    form |= {"spans-TOTAL_FORMS": str(len(spans)), "spans-INITIAL_FORMS": "0"}
    for n, (opens, closes) in enumerate(spans):
        form |= {f"spans-{n}-weekday": "0", f"spans-{n}-opens": opens, f"spans-{n}-closes": closes}
    return form


class TestHoursInAdmin:
    def add(self, as_user, *spans: tuple[str, str]) -> object:
        return as_user(staff("worker")).post(reverse("admin:jcop_hoursperiod_add"), hours_form(*spans))

    def test_a_period_is_entered_with_its_hours(self, as_user):
        response = self.add(as_user, ("8:00", "10:00"), ("12:00", "14:00"))

        assert response.status_code == 302
        assert HoursPeriod.objects.get().spans.count() == 2

    @pytest.mark.parametrize(
        ("span", "sentence"),
        [
            (("10:00", "8:00"), "Godzina zamknięcia musi być późniejsza niż otwarcia."),
            (("10:00", ""), "To pole jest wymagane."),
        ],
    )
    def test_hours_that_make_no_sense_are_told(self, as_user, span: tuple[str, str], sentence: str):
        response = self.add(as_user, span)

        assert response.status_code == 200
        assert sentence in words(response)
        assert not HoursPeriod.objects.exists()

    def test_hours_that_overlap_each_other_are_told(self, as_user):
        response = self.add(as_user, ("8:00", "12:00"), ("10:00", "14:00"))

        assert response.status_code == 200
        assert "Godziny tego dnia nakładają się." in words(response)
        assert not HoursPeriod.objects.exists()


def test_an_admin_form_that_loses_a_race_is_told_why_and_keeps_what_was_typed(as_user, monkeypatch):
    def somebody_is_first(self: NonWorkingDay, exclude: object = None) -> None:
        """The check was passed; now another clerk enters the same day."""
        NonWorkingDay.objects.bulk_create([NonWorkingDay(day=self.day, name="Pierwszy")])

    monkeypatch.setattr(NonWorkingDay, "validate_unique", somebody_is_first)

    response = as_user(staff("clerk")).post(
        reverse("admin:jcop_nonworkingday_add"), {"day": "2026-12-31", "name": "Sylwester", "is_off": "on"}
    )

    [error] = response.context["adminform"].form.non_field_errors()
    assert error.startswith("Istnieje już")
    assert 'value="Sylwester"' in response.content.decode()
