"""An aneks or a renewal before it is signed: what is printed, kept, handed out and then recorded."""

import hashlib
import io
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agreements import pdf
from agreements.models import Agreement, ChangeDraft, DocumentText, IssuedDocument
from jcop.templatetags.polish import dzien
from tests.agreements.test_agreement_desk import desk, move
from tests.agreements.test_life import refusal_of, services
from tests.agreements.test_pdf import LONG_NAME, fonts, pages, properties
from tests.agreements.test_texts import NEEDED
from tests.factories import make_agreement, make_organization, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)
KIND = ChangeDraft.Kind


def amendment(agreement: Agreement, **told: object) -> ChangeDraft:
    usual = {"by": make_user(), "changes": "dodaje się dyżury", "services": services("sala", "dyzury")}
    return agreement.draft_amendment(**usual | told)


def renewal(agreement: Agreement, **told: object) -> ChangeDraft:
    return agreement.draft_renewal(**{"by": make_user(), "services": services("sala")} | told)


def text_of(draft: ChangeDraft) -> str:
    return " ".join(pages(pdf.change_set_pdf(draft)))


@pytest.mark.prints
class TestSet:
    def test_an_aneks_is_three_marked_copies_with_blanks_and_lines_to_sign(self):
        organization = make_organization(verified=True, signatures_required=2)
        agreement = make_agreement(organization=organization)
        until = date(2027, 12, 31)

        text = text_of(amendment(agreement, valid_until=until))

        for copy in (1, 2, 3):
            heading = rf"Aneks nr …+ do porozumienia nr {agreement.number} egzemplarz {copy}"
            assert len(re.findall(heading, text)) == 1
            assert text.count(f"Egzemplarz {copy} z 3") == 1
        assert len(re.findall(r"Miejsce i dzień zawarcia: Jastrzębie-Zdrój, …{5,}", text)) == 3
        assert text.count("(czytelny podpis / pieczęć)") == 2 * 3
        assert text.count("(podpis / pieczęć)") == 3
        for words in (
            f"porozumienie nr {agreement.number} z dnia {dzien(agreement.signed_on)}".replace("\xa0", " "),
            "dodaje się dyżury",
            "Aneks wchodzi w życie z dniem zawarcia.",
            "do dnia 31 grudnia 2027 r.",
            "nie jest adresem siedziby",
            "strona 1 z 3",
        ):
            assert words in text
        assert text.count("Dyżury") == 3

    def test_a_renewal_is_a_new_agreement_that_names_the_old_one(self):
        end = timezone.localdate() + 5 * DAY
        agreement = make_agreement(valid_until=end)

        text = text_of(renewal(agreement))

        heading = rf"Porozumienie nr …+, które przedłuża porozumienie nr {agreement.number}"
        assert len(re.findall(heading, text)) == 3
        first = dzien(end + DAY).replace("\xa0", " ")
        assert f"wchodzi w życie z dniem {first} i jest zawarte na czas nieokreślony" in text
        assert "§ 2. Zasady korzystania" in text

    def test_a_late_renewal_applies_from_its_conclusion(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 30 * DAY, valid_until=today - 3 * DAY)

        assert "wchodzi w życie z dniem zawarcia" in text_of(renewal(agreement))

    def test_names_are_printed_only_where_nobody_else_could_sign(self):
        one, several = make_agreement(), make_agreement()
        several.organization.representatives.create(position=2, name="Jan Drugi", function="skarbnik")

        single, joint = text_of(amendment(one)), text_of(amendment(several))

        assert single.count("Zofia Próbna, prezes") == 3
        assert "Jan Drugi" not in joint
        assert "Zofia Próbna" not in joint

    @pytest.mark.parametrize("make", [amendment, renewal])
    def test_it_is_tagged_polish_titled_and_carries_its_fonts(self, make):
        agreement = make_agreement(valid_until=timezone.localdate() + 5 * DAY)
        draft = make(agreement)

        content = pdf.change_set_pdf(draft)

        found = properties(content)
        what = "Aneks do porozumienia" if draft.kind == KIND.AMENDMENT else "Przedłużenie porozumienia"
        assert found == {
            "tagged": True,
            "language": "pl",
            "title": f"{what} nr {agreement.number} – komplet do podpisu",
            "shows_title": True,
        }
        assert all(embedded for _, embedded in fonts(content))
        assert PdfReader(io.BytesIO(content)).outline

    def test_the_longest_name_and_change_are_printed_whole_and_run_no_code(self):
        agreement = make_agreement(organization=make_organization(verified=True, name=LONG_NAME))
        changes = ("<b>§ 1</b> {{ centre }} [[organizacja]] & " * 13)[:500]

        text = text_of(amendment(agreement, changes=changes))

        printed = re.sub(r"[\s\xad‐-]", "", text)
        assert printed.count(re.sub(r"\s", "", LONG_NAME)) == 3
        assert printed.count(re.sub(r"[\s-]", "", changes)) == 3

    def test_the_office_words_it_and_each_document_keeps_the_version(self, run_jobs):
        for kind in ("amendment", "privacy"):
            body = f"<p>Strony postanawiają inaczej.</p>{NEEDED.get(kind, '')}"
            DocumentText.draft(kind=kind, body=body).publish(by=make_user())

        draft = amendment(make_agreement())
        run_jobs()

        document = IssuedDocument.objects.get(draft=draft)
        assert document.text_version == f"{pdf.TEXT_VERSION}/a1"
        assert "Strony postanawiają inaczej." in " ".join(pages(bytes(document.content)))


class TestKeeping:
    def test_the_job_keeps_bytes_and_checksum_and_a_repeated_one_changes_nothing(self, run_jobs):
        draft = amendment(make_agreement())
        run_jobs()
        document = draft.document

        again = IssuedDocument.of_draft(draft, text_version="x", content=b"inny")

        content = bytes(document.content)
        assert (again, document.kind, document.request) == (document, "amendment", None)
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert content.startswith(b"%PDF-")

    @pytest.mark.prints
    def test_a_later_change_of_the_organisation_moves_nothing_that_was_printed(self, run_jobs):
        agreement = make_agreement()
        draft = amendment(agreement)
        name = agreement.organization.name
        type(agreement.organization).objects.update(name="Nowa nazwa")

        text = text_of(draft)

        assert name in text
        assert "Nowa nazwa" not in text

    def test_the_organisation_is_told_and_takes_the_set_from_the_agreements_page(self, as_user, run_jobs):
        agreement = make_agreement()
        run_jobs()
        mail.outbox.clear()
        draft = amendment(agreement)
        member = as_user(agreement.organization.registered_by)

        waiting = member.get(draft.get_absolute_url())
        run_jobs()
        page = member.get(agreement.get_absolute_url()).content.decode()
        ready = member.get(draft.get_absolute_url())

        assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
        assert draft.get_absolute_url() in page
        assert (ready["Content-Type"], ready.content) == ("application/pdf", bytes(draft.document.content))
        [letter] = mail.outbox
        assert letter.subject == f"[JCOP] Porozumienie nr {agreement.number} – aneks do podpisu"
        assert agreement.get_absolute_url() in letter.body

    def test_another_organisation_does_not_find_it(self, as_user):
        draft, stranger = amendment(make_agreement()), make_agreement().organization
        address = reverse("agreements:change_set", args=[stranger.key, draft.agreement_id, draft.pk])

        assert as_user(stranger.registered_by).get(address).status_code == 404


class TestDesk:
    @pytest.fixture
    def clerk(self, as_user) -> Client:
        return desk(as_user, "Referat")

    def test_the_clerk_prints_an_aneks_and_the_approver_records_what_was_printed(
        self, clerk: Client, as_user, run_jobs
    ):
        agreement = make_agreement()
        told = {"changes": "dyżury", "services": [one.pk for one in services("dyzury")]}
        clerk.post(move(agreement, "draft_amendment"), told | {"valid_until": "2099-12-31"})
        draft = agreement.drafts.get()
        address = reverse("admin:agreements_agreement_draft", args=[agreement.pk, draft.pk])

        waiting = clerk.get(address)
        run_jobs()
        page = clerk.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()
        ready = clerk.get(address)
        initial = desk(as_user, "Zatwierdzający").get(move(agreement, "amend")).context["form"].initial

        assert (waiting.status_code, ready["Content-Type"]) == (202, "application/pdf")
        assert address in page
        assert (initial["changes"], initial["services"]) == ("dyżury", services("dyzury"))
        assert (initial["valid_from"], initial["valid_until"]) == (timezone.localdate(), date(2099, 12, 31))

    def test_what_was_recorded_leaves_nothing_to_sign(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)
        amendment(agreement, valid_until=agreement.valid_until)
        renewal(agreement)
        before = [agreement.draft_to_sign(kind).number for kind in KIND]

        told = {"signed_on": today, "valid_from": today, "changes": "zakres", "services": services("sala")}
        agreement.amend(by=make_user(), valid_until=agreement.valid_until, **told)
        agreement.renew(by=make_user(), signed_on=today)

        assert before == [1, 2]
        assert [agreement.draft_to_sign(kind) for kind in KIND] == [None, None]

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"changes": " "}, "changes"),
            ({"services": []}, "services"),
            ({"valid_from": date(2020, 1, 1)}, "valid_from"),
            ({"valid_until": date(2020, 1, 1)}, "valid_until"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_printed(self, told: dict, field: str):
        refused = refusal_of(lambda: amendment(make_agreement(), **told))

        assert (list(refused), ChangeDraft.objects.count()) == ([field], 0)

    def test_of_a_terminated_agreement_neither_is_printed(self):
        end = timezone.localdate() + 5 * DAY
        agreement = make_agreement(valid_until=end).terminate(on=end - DAY, reason="koniec")

        assert "nikt nie rozwiązał" in refusal_of(lambda: amendment(agreement))[""][0]
        assert "nie można przedłużyć" in refusal_of(lambda: renewal(agreement))[""][0]
        assert ChangeDraft.objects.count() == 0
