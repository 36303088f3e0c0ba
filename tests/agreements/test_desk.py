"""The clerk's desk in admin: paper, letters checked before they are issued, pages that went stale."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import CaseLetter, Declaration, Message, Service, ServiceRequest
from agreements.pdf import set_html
from jcop.history import became
from jcop.models import User
from tests.factories import make_organization, make_request, make_user
from tests.files import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = ServiceRequest.State


@pytest.fixture
def clerk() -> User:
    user = make_user(groups=("Referat",))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


@pytest.fixture
def desk(as_user, clerk) -> Client:
    return as_user(clerk)


def move(request: ServiceRequest, verb: str) -> str:
    return reverse("admin:agreements_servicerequest_move", args=[request.pk, verb])


def seen_on(response: HttpResponse) -> int:
    return response.context["seen"]


def paper(**fields: object) -> dict[str, object]:
    told = {
        "form_key": "0b0e4a5e-6a52-4c3c-9f25-0d7f3f2f4f10",
        "organization": make_organization().pk,
        "services": [Service.objects.get(code="sala").pk],
        "need": "zebrania zarządu",
        "on": timezone.localdate().isoformat(),
        "channel": "post",
        "copies": "3",
    }
    return told | fields


class TestPaper:
    PATH = "/admin/agreements/servicerequest/add/"

    def test_what_came_on_paper_is_entered_once_however_often_it_is_sent(self, desk):
        told = paper(receipt_number="RW/1", case_sign="DS.526.1.2026")

        first, second = (desk.post(self.PATH, told) for _ in range(2))

        request = ServiceRequest.objects.get()
        assert first.url == second.url == reverse("admin:agreements_servicerequest_change", args=[request.pk])
        assert (request.state, request.case_sign) == (State.UNDER_EXAMINATION, "DS.526.1.2026")
        assert [wish.lines for wish in request.wishes.all()] == [[]]
        assert request.need == "zebrania zarządu"

    @pytest.mark.parametrize(
        ("fields", "field", "error"),
        [
            ({"on": "2999-01-01"}, "on", "Data wpływu nie może być z przyszłości."),
            ({"services": []}, "services", "Wybierz co najmniej jedno świadczenie."),
        ],
    )
    def test_what_is_wrong_is_told_beside_the_field_and_the_rest_is_kept(self, desk, fields, field, error):
        response = desk.post(self.PATH, paper(**fields))

        assert response.context["form"].errors == {field: [error]}
        assert "zebrania zarządu" in response.content.decode()
        assert not ServiceRequest.objects.exists()


class TestLetters:
    def test_a_letter_is_proposed_checked_and_only_then_issued(self, desk):
        request = make_request(state=State.UNDER_EXAMINATION)
        told = {"defects": ["Brak podpisu."], "other": "Inny brak.", "days": "9"}
        path = move(request, "call_for_correction")
        told["defects"] = [desk.get(path).context["form"].fields["defects"].choices[0][0]]

        proposed = desk.post(path, told)
        body = proposed.context["form"]["body"].value()
        assert "– Inny brak." in body
        assert "w terminie 9 dni" in body
        assert not CaseLetter.objects.exists()
        desk.post(path, told | {"body": f"{body}\nDopisane przez urzędnika."})

        request.refresh_from_db()
        letter = request.letters.get()
        assert request.state == State.AWAITING_CORRECTION
        assert letter.body.endswith("Dopisane przez urzędnika.")
        assert request.open_correction.days == 9

    def test_a_term_shorter_than_seven_days_is_refused_beside_the_field(self, desk):
        path = move(make_request(state=State.UNDER_EXAMINATION), "call_for_correction")

        response = desk.post(path, {"other": "brak", "days": "6"})

        assert response.context["form"].errors == {
            "days": ["Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2)."]
        }

    def test_what_the_check_list_found_is_in_the_call(self, desk, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        request.check_formally(by=clerk, defects=["Dwa egzemplarze zamiast trzech."])

        form = desk.get(move(request, "call_for_correction")).context["form"]

        assert form.initial["other"] == "Dwa egzemplarze zamiast trzech."

    def test_the_office_notes_a_delivery(self, desk, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        letter = request.call_for_correction(by=clerk, defects=["brak"])
        path = reverse("admin:agreements_caseletter_move", args=[letter.pk, "record_delivery"])

        early = desk.post(path, {"on": "2020-01-01", "delivery": "post"})
        desk.post(path, {"on": timezone.localdate().isoformat(), "delivery": "post"})

        letter.refresh_from_db()
        assert early.context["form"].errors == {"on": ["Pismo nie mogło być doręczone przed wydaniem."]}
        assert (letter.delivered_on, letter.delivery) == (timezone.localdate(), "post")


class TestStalePages:
    def test_a_decision_on_a_page_that_changed_is_refused_and_says_what_changed(self, desk, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        path = move(request, "accept")
        page = desk.get(path)
        services = [service.pk for service in request.services.all()]
        request.extend(by=clerk, until=_workday(60), reason="wyjaśnienia w rejestrze")

        refused = desk.post(path, {"services": services, "seen": seen_on(page)})

        [error] = refused.context["form"].non_field_errors()
        assert error.startswith("W międzyczasie zmieniono tę sprawę (")
        assert "powód nowego terminu: wyjaśnienia w rejestrze" in error
        request.refresh_from_db()
        assert request.state == State.UNDER_EXAMINATION
        desk.post(path, {"services": services, "seen": seen_on(refused)})
        request.refresh_from_db()
        assert request.state == State.ACCEPTED

    def test_a_page_that_is_still_true_decides(self, desk):
        request = make_request(state=State.UNDER_EXAMINATION)
        path = move(request, "accept")

        desk.post(
            path,
            {"services": [one.pk for one in request.services.all()], "seen": seen_on(desk.get(path))},
        )

        request.refresh_from_db()
        assert request.state == State.ACCEPTED

    def test_a_case_that_may_not_move_any_more_says_so(self, desk):
        request = make_request(state=State.ACCEPTED)

        response = desk.post(move(request, "call_for_correction"), {"other": "Brak zgody.", "days": "7"})

        assert response.context["form"].non_field_errors() == [
            f"Tej czynności nie można już wykonać: {became(request, with_name=True)}."
        ]
        assert response.context["form"]["other"].value() == "Brak zgody."
        assert 'value="Wezwij do uzupełnienia"' not in response.content.decode()


def _workday(days: int):
    from jcop.centre.calendars import office_day_off
    from jcop.opening.workdays import deadline

    return deadline(timezone.localdate() + timedelta(days=days), 0, office_day_off())


class TestTheCase:
    def test_its_page_shows_what_lies_in_the_file(self, desk, clerk, run_jobs):
        request = make_request(state=State.UNDER_EXAMINATION)
        request.note(by=clerk, text="Zadzwonić po dwunastej.")
        Message.write(request=request, text="Kiedy odpowiedź?", by=request.prepared_by, is_from_office=False)
        request.call_for_correction(by=clerk, defects=["Brak podpisu."])
        run_jobs()

        text = desk.get(reverse("admin:agreements_servicerequest_change", args=[request.pk])).content.decode()

        for words in (
            "Zadzwonić po dwunastej.",
            "Kiedy odpowiedź?",
            "wezwanie do uzupełnienia braków",
            "wydruk 1",
            "złożono zapotrzebowanie:\n",
            "Wezwano do uzupełnienia braków",
            "Nie biegnie: wezwano do uzupełnienia",
        ):
            assert words.strip() in text

    @pytest.mark.parametrize(
        ("words", "finds"),
        [("1/{year}", True), ("zazolc", True), ("0000000077", True), ("77", True), ("x", False)],
    )
    def test_it_is_found_by_number_name_and_krs(self, desk, words: str, finds: bool):
        organization = make_organization(name="Stowarzyszenie „Zażółć”", krs="0000000077")
        request = make_request(organization=organization)
        path = reverse("admin:agreements_servicerequest_changelist")

        response = desk.get(path, {"q": words.format(year=request.year), "kolejka": "wszystkie"})

        assert list(response.context["cl"].queryset) == ([request] if finds else [])

    def test_a_set_for_an_organisation_without_a_printer_is_on_the_list_until_it_is_printed(self, desk):
        request = make_request(state=State.DRAFT)
        request.sign(request.organization.representatives.all(), wants_print=True)
        request.submit()
        queue = reverse("admin:agreements_servicerequest_changelist") + "?kolejka=wydruki"
        assert list(desk.get(queue).context["cl"].queryset) == [request]

        desk.post(move(request, "note_print"))

        assert list(desk.get(queue).context["cl"].queryset) == []


def test_an_edited_declaration_that_was_made_becomes_a_new_version(desk):
    declaration = Declaration.objects.current()[0]
    draft = make_request(state=State.DRAFT)
    draft.submit(declarations=list(Declaration.objects.current()))
    path = reverse("admin:agreements_declaration_change", args=[declaration.pk])

    desk.post(path, {"text": "Zupełnie nowe słowa.", "position": "1", "is_current": "on"})

    newest = Declaration.objects.current().get(code=declaration.code)
    assert (newest.version, newest.text) == (2, "Zupełnie nowe słowa.")
    declaration.refresh_from_db()
    assert (declaration.is_current, declaration.text) == (False, draft.declarations.first().declaration.text)


class TestPaperWithItsScan:
    PATH = "/admin/agreements/servicerequest/add/"

    def test_a_scan_lies_among_the_attachments(self, desk, files):
        content = pdf()

        desk.post(self.PATH, paper(upload=upload(content, "komplet.pdf")))

        attachment = ServiceRequest.objects.get().attachments.get()
        assert (attachment.kind, attachment.file.read()) == ("signed_set", content)

    def test_a_bad_scan_enters_nothing(self, desk):
        page = desk.post(self.PATH, paper(upload=upload(b"zwykly tekst", "komplet.pdf")))

        assert list(page.context["form"].errors) == ["upload"]
        assert not ServiceRequest.objects.exists()

    def test_the_need_is_said_once_on_every_page_and_print(self, desk, run_jobs):
        services = [service.pk for service in Service.objects.filter(code__in=["sala", "adres"])]

        desk.post(self.PATH, paper(services=services))

        request = ServiceRequest.objects.get()
        page = desk.get(reverse("admin:agreements_servicerequest_change", args=[request.pk]))
        assert page.content.decode().count("zebrania zarządu") == 1
        assert request.versions.get().lines.count("Opis potrzeby: zebrania zarządu") == 1
        assert set_html(request.versions.get()).count("zebrania zarządu") == 3
