"""Clerks put papers up: one form for a new one, one step for a new version, a preview, a way back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jcop.models import Document
from tests.factories import make_document
from tests.files import pdf, upload
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADD = "/admin/jcop/document/add/"
TITLE = ("Regulamin korzystania z pomieszczeń i sprzętu – źdźbło, gżegżółka, ćma " * 3)[:200].strip()


@pytest.fixture
def desk(as_user):
    return as_user(make_worker("Referat"))


def told(**fields: object) -> dict[str, object]:
    return {"kind": "rules", "title": TITLE, "position": 0, "valid_from": timezone.localdate(), **fields}


def move(document: Document, verb: str) -> str:
    return f"/admin/jcop/document/{document.pk}/czynnosc/{verb}/"


def test_a_document_and_its_file_are_put_up_at_once_and_published(desk):
    desk.post(ADD, told(upload=upload(pdf(), "a.pdf")))
    document = Document.objects.get()
    hidden = desk.get(document.get_absolute_url()).status_code
    desk.post(move(document, "publish"))

    page = desk.get(document.get_absolute_url())

    assert (hidden, page.status_code) == (404, 200)
    assert document.slug.startswith("regulamin-korzystania-z-pomieszczen-i-sprzetu-zdzblo-gzegzolka")
    assert len(document.slug) <= 80
    assert document.newest.added_by.groups.get().name == "Referat"


def test_two_documents_of_one_title_get_addresses_of_their_own(desk):
    for _ in range(3):
        desk.post(ADD, told(title="Regulamin", upload=upload(pdf(), "a.pdf")))

    slugs = set(Document.objects.values_list("slug", flat=True))
    assert slugs == {"regulamin", "regulamin-2", "regulamin-3"}


def test_a_new_version_is_one_step(desk):
    document = make_document("Regulamin", days=-30)

    answer = desk.post(
        move(document, "add_version"),
        {"upload": upload(new := pdf(), "b.pdf"), "valid_from": timezone.localdate(), "change_note": "Sale."},
    )

    assert answer.status_code == 302
    assert desk.get("/dokumenty/regulamin/plik/").content == new


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Proszę wybrać plik."),
        ({"upload": upload(b"", "b.pdf")}, "Plik jest pusty."),
        ({"upload": upload(b"MZ" + b"\0" * 99, "b.pdf")}, "To jest program, a nie dokument."),
        ({"upload": upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "b.xls")}, "Word lub Excel"),
        ({"upload": upload(pdf(), "b.pdf"), "valid_from": "jutro"}, "Wpisz poprawną datę."),
        ({"upload": upload(pdf(), "b.pdf"), "change_note": "x" * 301}, "najwyżej 300"),
        ({"upload": upload(pdf(), "b.pdf"), "change_note": ""}, "Napisz jednym zdaniem, co się zmieniło."),
    ],
)
def test_a_bad_version_is_told_in_a_sentence_and_changes_nothing(desk, fields: dict, sentence: str):
    document = make_document("Regulamin")
    typed = {"valid_from": timezone.localdate(), "change_note": "Zmiana sal.", **fields}

    page = desk.post(move(document, "add_version"), typed).content.decode()

    assert sentence in page
    assert typed["change_note"] in page
    assert document.versions.count() == 1


def test_a_document_sent_empty_keeps_its_address_and_says_what_is_missing(desk):
    document = make_document("Regulamin")
    path = reverse("admin:jcop_document_change", args=[document.pk])

    answer = desk.post(path, {"title": "", "slug": ""})

    assert answer.status_code == 200
    assert "To pole jest wymagane." in answer.content.decode()

    renamed = {"title": "Regulamin Centrum", "slug": "", "kind": document.kind, "position": 1}
    assert desk.post(path, renamed).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.slug) == ("Regulamin Centrum", "regulamin")


def test_a_bad_file_of_a_new_document_keeps_what_was_typed(desk):
    page = desk.post(ADD, told(upload=upload(b"tekst", "a.txt"))).content.decode()

    assert "Tego rodzaju pliku nie przyjmujemy." in page
    assert TITLE in page
    assert not Document.objects.exists()


def test_a_title_that_is_too_long_or_a_strange_year_is_told(desk):
    page = desk.post(ADD, told(title="x" * 201, year=26)).content.decode()

    assert "najwyżej 200" in page
    assert "Podaj rok wydania czterema cyframi." in page


def test_a_document_without_a_file_is_not_published(desk):
    desk.post(ADD, told())
    document = Document.objects.get()

    page = desk.post(move(document, "publish")).content.decode()

    document.refresh_from_db()
    assert "Najpierw dodaj plik." in page
    assert document.state == "draft"


def test_a_preview_shows_the_page_and_the_file_before_residents_see_them(desk, client):
    document = make_document("Regulamin")
    document.withdraw()
    preview = f"/admin/jcop/document/{document.pk}/podglad/"

    page = desk.get(preview).content.decode()
    file = desk.get(f"/admin/jcop/document/{document.pk}/wersje/1/")

    assert "Tak będzie wyglądać strona dokumentu." in page
    assert f'href="/admin/jcop/document/{document.pk}/wersje/1/"' in page
    assert file.content.startswith(b"%PDF-")
    client.logout()
    assert client.get(preview).status_code == 302


def test_withdrawing_hides_the_document_and_the_last_version_can_be_taken_back(desk):
    document = make_document("Regulamin", days=-3)
    document.add_version(
        upload=upload(pdf()), valid_from=timezone.localdate() - timedelta(days=1), change_note="a", by=None
    )

    desk.post(move(document, "take_back"))
    last = desk.post(move(document, "take_back")).content.decode()
    desk.post(move(document, "withdraw"))

    assert "Najpierw dodaj plik." in last
    assert [one.number for one in document.versions.all()] == [1]
    assert desk.get("/dokumenty/regulamin/").status_code == 404


def test_only_who_writes_for_residents_changes_papers(as_user):
    document = make_document("Regulamin")
    adviser = as_user(make_worker("Zatwierdzający"))

    assert adviser.get(f"/admin/jcop/document/{document.pk}/podglad/").status_code == 403
    assert adviser.post(move(document, "withdraw")).status_code == 403
