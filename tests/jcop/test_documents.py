"""Papers of the Centre: versions under one address, files under readable names, rules of publishing."""

import re
import threading
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.upkeep import print_blanks
from jcop.files.downloads import MOST_BYTES, disposition, file_name
from jcop.models import Document, DocumentVersion
from tests.factories import make_user
from tests.files import docx, pdf, picture, upload
from tests.walked import make_document

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG = ("Zażółć gęślą jaźń – zasady korzystania z sal „Źdźbło” / Ćma? " * 5)[:200]


def text(client, path: str) -> str:
    return client.get(path).content.decode()


def add(document: Document, content: bytes, *, days: int = 0, note: str = "zmiana") -> None:
    valid_from = timezone.localdate() + days * DAY
    document.add_version(upload=upload(content), valid_from=valid_from, change_note=note, by=make_user())


class TestVersions:
    def test_a_new_version_takes_the_place_of_the_old_one_under_the_same_address(self, client):
        old, new = pdf(), pdf()
        document = make_document("Regulamin", content=old, days=-30)
        before = client.get("/dokumenty/regulamin/plik/").content
        add(document, new, note="Dopisano sale.")

        after = client.get("/dokumenty/regulamin/plik/").content
        page = text(client, "/dokumenty/regulamin/")

        assert (before, after) == (old, new)
        assert client.get("/dokumenty/regulamin/wersje/1/plik/").content == old
        assert "Dopisano sale." in page
        assert "Wersja 1: nie obowiązuje (obowiązywała od" in page

    def test_an_old_version_says_that_it_is_not_in_force_and_leads_to_the_one_that_is(self, client):
        document = make_document("Regulamin", days=-30)
        add(document, pdf())

        old = text(client, "/dokumenty/regulamin/wersje/1/")
        new = text(client, "/dokumenty/regulamin/wersje/2/")

        assert "Ta wersja nie obowiązuje." in old
        assert '<a href="/dokumenty/regulamin/">wersję 2</a>' in old
        assert "nie obowiązuje" not in new

    def test_a_version_waits_for_its_day(self, client):
        document = make_document("Regulamin", content=(now := pdf()), days=-30)
        add(document, pdf(), days=5)

        assert client.get("/dokumenty/regulamin/plik/").content == now
        assert "Wersja 2: będzie obowiązywać od" in text(client, "/dokumenty/regulamin/")

    def test_the_first_version_is_shown_before_its_day_too(self, client):
        make_document("Regulamin", days=5)

        assert "Będzie obowiązywać od" in text(client, "/dokumenty/")
        assert client.get("/dokumenty/regulamin/plik/").status_code == 200

    def test_of_two_versions_of_one_day_the_later_counts(self):
        document = make_document("Regulamin", days=-30)
        add(document, pdf(), days=-30)

        newest, first = document.editions(timezone.localdate())

        assert (newest.version.number, newest.is_in_force) == (2, True)
        assert first.words == "nie obowiązuje, zastąpiono ją tego samego dnia"

    def test_a_later_version_is_said_beside_the_one_that_it_will_end(self):
        document = make_document("Regulamin", days=-30)
        add(document, pdf(), days=5)

        edition = document.edition(timezone.localdate())

        assert edition.version.number == 1
        assert edition.words.startswith("obowiązuje od")
        assert " do " in edition.words

    def test_a_file_put_up_by_mistake_goes_with_its_bytes_and_its_number(self, client):
        document = make_document("Regulamin", content=(good := pdf()), days=-30)
        add(document, b"%PDF-1.7 tajne" + pdf())

        document.take_back()
        add(document, pdf())

        assert client.get("/dokumenty/regulamin/wersje/2/plik/").status_code == 404
        assert client.get("/dokumenty/regulamin/wersje/1/plik/").content == good
        assert [one.number for one in document.versions.all()] == [3, 1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(e::text, ' ') FROM jcop_documentversionevent e")
            assert b"tajne".hex() not in cursor.fetchone()[0]

    def test_the_only_file_of_a_published_document_is_not_taken_back(self):
        document = make_document("Regulamin")

        with pytest.raises(IntegrityError, match="document_published_can_be_read"):
            document.take_back()

    @pytest.mark.parametrize(
        ("content", "field", "sentence"),
        [
            (lambda: b"", "upload", "Plik jest pusty. Proszę sprawdzić, czy to właściwy plik."),
            (
                lambda: b"MZ" + pdf(),
                "upload",
                "To jest program, a nie dokument. Przyjmujemy pliki PDF, PNG, JPEG, DOCX, ODT, XLSX i ODS.",
            ),
            (
                lambda: (whole := pdf(pages=200))[: len(whole) // 2],
                "upload",
                "Plik jest uszkodzony i nie da się go otworzyć."
                " Proszę zapisać go ponownie i załączyć jeszcze raz.",
            ),
        ],
    )
    def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence(self, content, field: str, sentence: str):
        document = make_document("Regulamin")

        with pytest.raises(ValidationError) as refusal:
            add(document, content())

        assert refusal.value.message_dict == {field: [sentence]}
        assert document.versions.count() == 1

    def test_the_same_file_twice_and_a_change_without_a_word_are_refused(self):
        document = make_document("Regulamin", content=(same := pdf()))

        with pytest.raises(ValidationError) as twice:
            add(document, same)
        with pytest.raises(ValidationError) as silent:
            add(document, pdf(), note=" ")

        assert twice.value.message_dict == {"upload": ["Ten sam plik jest już ostatnią wersją."]}
        assert silent.value.messages == ["Napisz jednym zdaniem, co się zmieniło."]

    def test_a_file_larger_than_may_be_is_refused(self, settings):
        document = make_document("Regulamin")
        settings.ATTACHMENT_MAX_MB = 1

        with pytest.raises(ValidationError, match="Plik jest za duży: może mieć najwyżej 1 MB"):
            add(document, pdf() + b"%" * 2**20)

    def test_history_tells_who_changed_a_document_and_never_its_bytes(self):
        document = make_document("Regulamin")
        document.withdraw()

        states = list(document.events.order_by("pgh_id").values_list("state", flat=True))

        assert (states[0], states[-2:]) == ("draft", ["published", "withdrawn"])
        columns = {field.name for field in DocumentVersion.events.field.model._meta.get_fields()}
        assert "content" not in columns


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_replace_a_file_at_once_make_two_versions():
    document = make_document("Regulamin")
    started = threading.Barrier(2)

    def replace() -> None:
        started.wait(10)
        add(Document.objects.get(), pdf())
        connections.close_all()

    clerks = [threading.Thread(target=replace) for _ in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    document.refresh_from_db()
    assert [one.number for one in document.versions.order_by("number")] == [1, 2, 3]
    assert (document.versions_made, document.newest.number) == (3, 3)


class TestFiles:
    def test_a_title_of_200_letters_with_diacritics_names_the_file(self, client):
        document = make_document(LONG)

        response = client.get(f"/dokumenty/{document.slug}/plik/")

        told = response["Content-Disposition"]
        plain, encoded = told.split("; ")[1:]
        saved = unquote(encoded.removeprefix("filename*=UTF-8''"))
        assert len(document.title) == 200
        assert saved.startswith("Zażółć gęślą jaźń – zasady korzystania z sal „Źdźbło” - Ćma-")
        assert saved.endswith(".pdf")
        assert len(saved.encode()) <= 255
        assert plain.startswith('filename="Zazolc gesla jazn _ zasady')
        assert told.isascii()

    def test_a_file_is_saved_never_run(self, client):
        make_document("Regulamin", content=docx())

        response = client.get("/dokumenty/regulamin/plik/")

        assert response["Content-Type"] == (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        )
        assert response["Content-Disposition"].startswith("attachment; ")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_whoever_has_the_file_is_told_so_without_its_bytes(self, client):
        document = make_document("Regulamin")
        first = client.get("/dokumenty/regulamin/plik/")

        with CaptureQueriesContext(connection) as queries:
            again = client.get("/dokumenty/regulamin/plik/", headers={"if-none-match": first["ETag"]})
        add(document, pdf())
        changed = client.get("/dokumenty/regulamin/plik/", headers={"if-none-match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert not any('"content"' in query["sql"] for query in queries)
        assert changed.status_code == 200

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("Regulamin", "Regulamin.pdf"),
            ("  ../../etc/passwd ", "etc-passwd.pdf"),
            ('a"; filename="b.exe', "a-; filename=-b.exe.pdf"),
            ("a\r\nSet-Cookie: x", "a Set-Cookie- x.pdf"),
            ("...", "dokument.pdf"),
            ("ż" * 200, "ż" * ((MOST_BYTES - 4) // 2) + ".pdf"),
        ],
    )
    def test_a_name_holds_nothing_that_harms(self, title: str, name: str):
        made = file_name(title, ".pdf")

        assert made == name
        assert "\r" not in disposition(made)
        assert disposition(made).count('"') == 2


class TestPages:
    def test_documents_stand_by_kind_and_their_links_tell_format_and_size(self, client):
        make_document("Poradnik", kind="publication", author="Zofia Zmyślona", year=2019)
        make_document("Karta", kind="form", content=docx())
        make_document("Regulamin Centrum", kind="rules", content=pdf() + b"%" * 120_000 + b"\n%%EOF")

        page = text(client, "/dokumenty/")

        headings = ["Regulaminy", "Formularze", "Publikacje i materiały"]
        assert [page.index(f">{one}</h2>") for one in headings] == sorted(
            page.index(f">{one}</h2>") for one in headings
        )
        assert "Do pobrania</h2>" not in page
        assert "<span>Regulamin Centrum (PDF, 121 kB)</span>" in page
        assert "<span>Karta (DOCX, 1 kB)</span>" in page
        assert "Zofia Zmyślona, 2019" in page

    def test_blank_forms_stand_among_the_forms(self, client):
        page = text(client, "/dokumenty/")

        assert '<h2 id="form">Formularze</h2>' in page
        assert "Zapotrzebowanie na świadczenia JCOP (PDF)" in page

    @pytest.mark.prints
    def test_their_links_tell_the_size_once_the_nightly_job_has_made_them(self, client):
        print_blanks(timestamp=0)

        page = text(client, "/dokumenty/")

        size = len(client.get("/dokumenty/porozumienie.pdf").content)
        assert f"<span>Porozumienie (PDF, {round(size / 1000)} kB)</span>" in page
        assert re.search(r"świadczenia JCOP \(PDF, \d+ kB\)</span>", page)

    def test_a_publication_may_only_be_read_at_the_centre(self, client):
        book = make_document("Atlas", kind="publication", content=None, is_at_centre=True, copies=2)

        assert "Do wglądu w Centrum, egzemplarzy: 2" in text(client, "/dokumenty/")
        assert "Do wglądu w Centrum, egzemplarzy: 2<br>" in text(client, "/dokumenty/atlas/")
        assert client.get(f"/dokumenty/{book.slug}/plik/").status_code == 404

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_what_is_not_published_is_nowhere(self, client, state: str):
        document = make_document("Tajny regulamin")
        document.withdraw()
        Document.objects.update(state=state)

        paths = ["", "plik/", "wersje/1/", "wersje/1/plik/"]
        assert [client.get(f"/dokumenty/tajny-regulamin/{one}").status_code for one in paths] == [404] * 4
        assert "Tajny" not in text(client, "/dokumenty/")
        assert "Tajny" not in text(client, "/szukaj/?q=regulamin")
        assert "tajny" not in text(client, "/sitemap.xml")

    def test_a_document_is_found_by_its_words_and_by_machines(self, client):
        make_document("Poradnik sprawozdawczy", author="Zofia Zmyślona", lead="Krok po kroku")

        for query in ("sprawozdawcza", "zmyslona", "kroki"):
            page = text(client, f"/szukaj/?q={query}")
            assert "<h2>Dokumenty</h2>" in page
            assert "/dokumenty/poradnik-sprawozdawczy/" in page
        assert "/dokumenty/poradnik-sprawozdawczy/</loc>" in text(client, "/sitemap.xml")

    def test_documents_of_one_section_stand_under_its_heading(self, client):
        for number in range(2):
            make_document(f"Wzór {number}", kind="form", category="Sprawozdawczość")

        assert text(client, "/dokumenty/").count("<h3>Sprawozdawczość</h3>") == 1

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_for_many_documents(self, client, rows, django_assert_num_queries):
        for number in range(rows):
            add(make_document(f"Dokument {number}", days=-9), pdf())

        with django_assert_num_queries(5):
            page = text(client, "/dokumenty/")

        assert page.count(">Dokument ") == rows

    def test_a_picture_can_be_published(self, client):
        make_document("Plakat", kind="download", content=picture("PNG"))

        assert "Plakat (PNG, " in text(client, "/dokumenty/")
        assert client.get("/dokumenty/plakat/plik/")["Content-Type"] == "image/png"
