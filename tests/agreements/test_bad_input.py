"""What goes wrong at the desk of agreements: each time a clear sentence, and the register as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, Box, DocumentText, MailItem, ServiceRequest
from tests.agreements.test_agreement_desk import desk, move
from tests.factories import make_agreement, make_organization, make_request
from tests.files import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)
TODAY = timezone.localdate
TEXTS = "/admin/agreements/documenttext/add/"
MAIL = "/admin/agreements/mailitem/add/"
# What the desk sends: where, and what was typed.
Sent = tuple[str, dict[str, Any]]


def accepted() -> Agreement:
    return make_request(
        organization=make_organization(verified=True), state=ServiceRequest.State.ACCEPTED
    ).agreement


def conclude(agreement: Agreement, **told: object) -> Sent:
    usual = {"number": "", "signed_on": TODAY().isoformat(), "signatures_checked": "on"}
    return move(agreement, "conclude"), usual | told


def signing_before_receipt() -> Sent:
    return conclude(make_request(organization=make_organization(verified=True)).agreement)


def noting_signatures_before_receipt() -> Sent:
    agreement = make_request().agreement
    people = [one.pk for one in agreement.organization.representatives.all()]
    return move(agreement, "record_signatures"), {"signatories": people, "others": ""}


def a_signatory_whose_name_would_have_to_be_cut() -> Sent:
    return move(accepted(), "record_signatures"), {"signatories": [], "others": f"{'Anna ' * 31}, prezes"}


def a_number_already_used() -> Sent:
    return conclude(accepted(), number=make_agreement().number)


def a_date_before_the_receipt() -> Sent:
    return conclude(accepted(), signed_on=(TODAY() - DAY).isoformat())


def an_end_before_the_beginning() -> Sent:
    return conclude(accepted(), valid_until=(TODAY() - DAY).isoformat())


def unchecked_signatures() -> Sent:
    return conclude(accepted(), signatures_checked="")


def scan(content: bytes) -> Callable[[], Sent]:
    return lambda: (move(make_agreement(), "attach_scan"), {"upload": upload(content, "skan.pdf")})


def text(body: str) -> Callable[[], Sent]:
    return lambda: (TEXTS, {"kind": "agreement", "body": body})


def a_renewal_of_a_terminated_agreement() -> Sent:
    agreement = make_agreement(valid_until=TODAY() + 5 * DAY).terminate(on=TODAY() + DAY, reason="koniec")
    return move(agreement, "renew"), {"signed_on": TODAY().isoformat()}


def an_aneks_to_a_terminated_agreement() -> Sent:
    agreement = make_agreement().terminate(on=TODAY() + DAY, reason="koniec")
    return move(agreement, "amend"), {"signed_on": TODAY().isoformat()}


def a_letter_for_a_box_nobody_has() -> Sent:
    box = Box.objects.create(number=5)
    return MAIL, {"box": box.pk, "organization": "", "kind": "letter", "on": TODAY().isoformat()}


def a_letter_for_a_box_that_does_not_exist() -> Sent:
    return MAIL, {"box": 99, "organization": "", "kind": "letter", "on": TODAY().isoformat()}


CASES: list[tuple[Callable[[], Sent], str]] = [
    (signing_before_receipt, "Podpisany komplet jeszcze nie wpłynął."),
    (noting_signatures_before_receipt, "Podpisany komplet jeszcze nie wpłynął."),
    (a_signatory_whose_name_would_have_to_be_cut, "Imię i nazwisko to najwyżej 150 znaków"),
    (a_number_already_used, "ma już inne porozumienie z"),
    (a_date_before_the_receipt, "Data zawarcia jest wcześniejsza niż wpływ kompletu."),
    (an_end_before_the_beginning, "Koniec jest wcześniejszy niż początek obowiązywania."),
    (unchecked_signatures, "Proszę sprawdzić podpisy na papierze i to zaznaczyć"),
    (scan(b"zwykly tekst"), "Tego rodzaju pliku nie przyjmujemy"),
    (scan(b"\x89PNG\r\n\x1a\n"), "Plik jest uszkodzony"),
    (scan(b"%PDF-1.7 urwany"), "Plik jest uszkodzony"),
    (scan(pdf(password="tajne")), "Plik jest zabezpieczony hasłem."),
    (scan(pdf(pages=501)), "501 stron"),
    (text("[[pesel]]"), "Nie ma pola [[pesel]]."),
    (text("[tutaj](https://example.org/)"), "Znacznika &lt;a&gt; nie można użyć."),
    (a_renewal_of_a_terminated_agreement, "Rozwiązanego porozumienia nie można przedłużyć"),
    (
        an_aneks_to_a_terminated_agreement,
        "Aneks można zawrzeć tylko do porozumienia, którego nikt nie rozwiązał.",
    ),
    (a_letter_for_a_box_nobody_has, "Skrzynka nr 5 nie jest w tym dniu nikomu użyczona."),
    (a_letter_for_a_box_that_does_not_exist, "Wybierz poprawną wartość."),
]


def register() -> list[object]:
    """All that the desk could have changed."""
    return [
        list(Agreement.objects.order_by("pk").values()),
        [agreement.scans.count() for agreement in Agreement.objects.order_by("pk")],
        DocumentText.objects.count(),
        MailItem.objects.count(),
    ]


@pytest.mark.parametrize(("sent", "sentence"), CASES)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    as_user, sent: Callable[[], Sent], sentence: str
):
    address, typed = sent()
    before = register()
    office: Client = desk(as_user, "Referat", "Zatwierdzający", "Pracownik Centrum")

    answer = office.post(address, typed, follow=True)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert register() == before


def test_whoever_concludes_reads_that_nobody_noted_who_signed(as_user):
    agreement, approver = accepted(), desk(as_user, "Zatwierdzający")

    page = approver.get(move(agreement, "conclude")).content.decode()

    assert "Nikt nie odnotował, kto podpisał" in page
    assert f"Wymagana liczba podpisów organizacji: {agreement.organization.signatures_required}." in page


def test_noted_signatures_need_no_tick(as_user):
    agreement = accepted()
    Agreement.objects.filter(pk=agreement.pk).update(signatures_noted=1)
    approver = desk(as_user, "Zatwierdzający")

    page = approver.get(move(agreement, "conclude")).content.decode()
    approver.post(move(agreement, "conclude"), {"number": "", "signed_on": TODAY().isoformat()})

    agreement.refresh_from_db()
    assert "signatures_checked" not in page
    assert agreement.state == Agreement.State.CONCLUDED
