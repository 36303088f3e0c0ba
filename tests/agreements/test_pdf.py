"""The documents as people read them and as machines do."""

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint import HTML

from agreements import pdf
from agreements.models import IssuedDocument, RequestVersion, Service, ServiceRequest
from jcop.files import pdf as press
from organizations.models import Representative
from tests.factories import make_organization, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.prints]
LONG_NAME = ("Stowarzyszenie „Zażółć gęślą jaźń” & Przyjaciele <Łąki> " * 8)[:396] + "Żory"


def pages(content: bytes) -> list[str]:
    """The words of each page, with line breaks as spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def request_of(**fields: object) -> ServiceRequest:
    return make_request(organization=make_organization(**fields))


def set_of(**fields: object) -> RequestVersion:
    return request_of(**fields).versions.get()


@pytest.fixture(scope="module")
def printed(shared_world: object) -> tuple[ServiceRequest, bytes]:
    """A request for which two sign, and its set, typeset once."""
    request = request_of(krs="0900000321", signatures_required=2)
    return request, pdf.set_pdf(request.versions.get())


@pytest.fixture(scope="module")
def text(printed: tuple[ServiceRequest, bytes]) -> str:
    return " ".join(pages(printed[1]))


def test_a_set_has_three_copies_of_both_documents(text: str):
    for copy in (1, 2, 3):
        assert text.count(f"Organizacji Pozarządowych, egzemplarz {copy}") == 1
        assert len(re.findall(rf"Porozumienie nr …+ egzemplarz {copy}", text)) == 1
        assert text.count(f"Egzemplarz {copy} z 3") == 2


def test_number_and_date_of_the_agreement_are_left_as_dots(text: str):
    assert len(re.findall(r"Porozumienie nr …{5,}", text)) == 3
    assert len(re.findall(r"Miejsce i dzień zawarcia: Jastrzębie-Zdrój, …{5,}", text)) == 3


def test_there_is_one_line_for_each_required_signature(text: str):
    assert text.count("(czytelny podpis / pieczęć)") == 2 * 2 * 3
    assert text.count("(podpis / pieczęć)") == 3
    assert text.count("Zofia Próbna, prezes (czytelny podpis") == 2 * 3


def test_one_signature_needs_one_line_however_many_represent_the_organisation():
    organization = make_organization(signatures_required=1)
    Representative.objects.create(
        organization=organization, position=2, name="Jan Drugi", function="skarbnik"
    )

    text = " ".join(pages(pdf.set_pdf(make_request(organization=organization).versions.get())))

    assert text.count("(czytelny podpis / pieczęć)") == 2 * 3
    assert "Jan Drugi" not in text


def test_a_set_names_the_organisation_its_wishes_and_both_addresses(printed, text: str):
    request, _ = printed

    for words in (
        request.organization.name,
        "KRS 0900000321",
        "ul. Próbna 1, 44-335 Jastrzębie-Zdrój",
        "Sala na spotkania i wydarzenia",
        "co tydzień",
        "ul. Wrzosowa 12A",
        "al. Piłsudskiego 60",
        f"Numer w portalu: {request.reference}",
        f"nr {request.reference} · wydruk 1 · wzór {pdf.TEXT_VERSION}",
    ):
        assert words in text


def test_the_longest_name_with_quotation_marks_is_printed_whole():
    assert len(LONG_NAME) == 400

    text = " ".join(pages(pdf.set_pdf(set_of(name=LONG_NAME))))

    printed = re.sub(r"[\s\xad‐-]", "", text)
    assert printed.count(re.sub(r"\s", "", LONG_NAME)) == 2 * 3


def properties(content: bytes) -> dict[str, object]:
    with pikepdf.open(io.BytesIO(content)) as document, document.open_metadata() as metadata:
        return {
            "tagged": bool(document.Root.MarkInfo.Marked) and "/StructTreeRoot" in document.Root,
            "language": str(document.Root.Lang),
            "title": str(metadata["dc:title"]),
            "shows_title": bool(document.Root.ViewerPreferences.DisplayDocTitle),
        }


def fonts(content: bytes) -> list[tuple[str, bool]]:
    """Every font of the document and whether its glyphs travel with it."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                found.append((str(thing.FontName), embedded))
    return found


def test_a_set_is_tagged_polish_titled_and_carries_its_fonts(printed):
    request, content = printed

    assert properties(content) == {
        "tagged": True,
        "language": "pl",
        "title": f"Komplet dokumentów do podpisu – zapotrzebowanie nr {request.reference}",
        "shows_title": True,
    }
    assert fonts(content)
    assert all(embedded for _, embedded in fonts(content))
    bookmarks = [
        str(mark.title) for mark in PdfReader(io.BytesIO(content)).outline if not isinstance(mark, list)
    ]
    assert [bookmarks[n].split()[0] for n in range(6)] == ["Zapotrzebowanie", "Porozumienie"] * 3


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("zapotrzebowanie", "Zapotrzebowanie na świadczenia Jastrzębskiego Centrum"),
        ("porozumienie", "Porozumienie nr …"),
    ],
)
def test_a_blank_document_lists_the_catalogue_and_names_nobody(client, kind: str, words: str):
    make_request()

    response = client.get(f"/dokumenty/{kind}.pdf")

    text = " ".join(pages(response.content))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert words in text
    assert all(service.name in text for service in Service.objects.offered())
    assert "Próbna" not in text
    assert "egzemplarz 1" not in text.lower()
    assert properties(response.content)["tagged"]


def test_a_blank_document_follows_an_edit_of_the_catalogue(client):
    before = " ".join(pages(client.get("/dokumenty/zapotrzebowanie.pdf").content))
    Service.objects.filter(code="inne").update(name="Coś zupełnie nowego")

    after = " ".join(pages(client.get("/dokumenty/zapotrzebowanie.pdf").content))

    assert ("Coś zupełnie nowego" in before, "Coś zupełnie nowego" in after) == (False, True)


def test_a_document_of_another_kind_does_not_exist(client):
    assert client.get("/dokumenty/umowa.pdf").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://example.org/logo.png",
        "https://example.org/logo.png",
        "ftp://example.org/logo.png",
        "data:text/plain,a",
        "../pyproject.toml",
        "css/../../pyproject.toml",
        "css/%2e%2e/%2e%2e/pyproject.toml",
    ],
)
def test_a_document_fetches_nothing_but_our_static_files(url: str, settings):
    base = settings.STATICFILES_DIRS[0].as_uri()
    absolute = url if ":" in url else f"{base}/{url}"

    with pytest.raises(ValueError, match="a document may not fetch"):
        press._fetch_own_static_file(absolute)


def test_a_document_fetches_its_own_style_sheet(settings):
    sheet = settings.STATICFILES_DIRS[0] / "css/print.css"

    response = press._fetch_own_static_file(sheet.as_uri())

    assert response.read() == sheet.read_bytes()


def test_a_file_named_in_a_document_is_left_out():
    content = press.render_html('<html lang="pl"><title>t</title><img alt="x" src="file:///etc/passwd">treść')

    [words] = pages(content)
    assert "root:" not in words
    assert "treść" in words


def test_threads_of_a_process_typeset_one_after_the_other(monkeypatch):
    under_way, most = [], []

    def write_pdf(self: HTML, **options: object) -> bytes:
        under_way.append(self)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        return b"%PDF-"

    monkeypatch.setattr(HTML, "write_pdf", write_pdf)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(press.render_html, ["<p>treść"] * 4))

    assert most == [1, 1, 1, 1]


class TestIssuing:
    def test_the_job_keeps_the_set_and_its_checksum(self, run_jobs):
        request = make_request()

        run_jobs()

        document = request.documents.get()
        assert bytes(document.content)[:5] == b"%PDF-"
        assert (document.kind, document.text_version) == ("set", pdf.TEXT_VERSION)

    def test_a_repeated_job_finds_the_first_document(self):
        version = make_request().versions.get()

        first, second = (
            IssuedDocument.of_version(version, text_version="1", content=content)
            for content in (b"pierwszy", b"drugi")
        )

        assert first == second
        assert bytes(version.document.content) == b"pierwszy"

    def test_lists_leave_the_bytes_in_the_database(self):
        request = make_request()
        IssuedDocument.of_version(request.versions.get(), text_version="1", content=b"%PDF-")

        [document] = request.documents.without_content()

        assert document.get_deferred_fields() == {"content"}
