"""PDFs as printers, mailers and gateways leave them, and what is said of files that nobody can take."""

import base64
import io
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from jcop.files import archives, foreign_files, uploads
from jcop.files.pictures import TAKEN
from jcop.files.uploads import Format, judge, naming
from tests.counting import Cases
from tests.files import archive, docx, huge_png, odt, pdf, picture, upload

CASES = Path(__file__).with_name("cases")
PRINTER = b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n"
SIGNED = bytes.fromhex("30821000 0609 2a864886f70d010702 a082")
XML = b'<?xml version="1.0"?>\n<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'


def without_end(content: bytes) -> bytes:
    return content[: content.rindex(b"%%EOF")]


def linearized(pages: int) -> bytes:
    """As for the web: its first page comes first, with a table and an end of its own."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(pages))) as document:
        document.save(written, linearize=True)
    return written.getvalue()


def revised(content: bytes) -> bytes:
    """With a later revision behind its end, as a signature or a comment adds one; it is cut off."""
    return content + b"\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref\n0 1\n0000000"


def refusal_of(content: bytes, name: str = "statut.pdf", taken: frozenset[Format] = uploads.ATTACHED) -> str:
    with pytest.raises(ValidationError) as refusal:
        judge(upload(content, name), taken)
    return " ".join(refusal.value.messages)


def test_a_pdf_that_others_open_is_taken_whatever_stands_before_and_behind_it(case: Cases):
    whole = {"plain": pdf(3), "for the web": linearized(3)}
    around = {
        "line breaks behind": lambda content: content + b"\r\n" * 3000,
        "zeros behind": lambda content: content + b"\0" * 4096,
        "a page of a gateway behind": lambda content: content + b"\n<html>ok 12 34</html>" * 500,
        "a printer's line behind": lambda content: content + b"\x1b%-12345X@PJL EOJ\r\n",
        "no end": without_end,
        "a printer's lines before": lambda content: PRINTER + content,
        "a printer's lines around": lambda content: PRINTER + content + b"\x1b%-12345X",
        "another header before": lambda content: b"%PDF-1.7 tajne" + content,
        "a mail's lines before": lambda content: b"Content-Type: application/pdf\r\n\r\n" + content,
        "places counted from the first byte": lambda content: content.replace(b"%PDF", b"   %PDF", 1).replace(
            *(b"startxref\n%d" % (content.rindex(b"xref\n0") + more) for more in (0, 3))
        ),
    }
    for kind, content in whole.items():
        for what, change in around.items():
            with case(kind, what):
                assert judge(upload(change(content))) == Format.PDF


def test_a_pdf_that_was_cut_off_is_broken_whatever_end_it_still_has(case: Cases):
    whole, web = pdf(30), linearized(30)
    first_end = web.index(b"%%EOF") + len(b"%%EOF")
    cut = {
        "within its table": whole[:-60],
        "within the place of its table": whole[: whole.rindex(b"startxref") + len(b"startxref\n1")],
        "for the web, behind its first page": web[:first_end],
        "for the web, in half": web[: len(web) // 2],
        "for the web, and padded": web[: len(web) // 2] + b"\0" * 5000,
        "in a later revision": revised(whole),
    }

    for what, content in cut.items():
        with case(what):
            assert refusal_of(content) == archives.BROKEN


def test_the_files_that_failed_are_taken_or_named(case: Cases):
    for name in ("zwykly.pdf", "dopelniony-zerami-4kB.pdf", "PJL-naglowek.pdf"):
        with case(name):
            assert judge(upload((CASES / name).read_bytes(), name)) == Format.PDF
    for name, words in {
        "podpis.p7m": "To jest podpis elektroniczny (P7M albo P7S), a nie zwykły dokument.",
        "szablon.ott": "To jest szablon (OTT), a nie gotowy dokument.",
    }.items():
        with case(name):
            assert refusal_of((CASES / name).read_bytes(), name).startswith(words)


def test_what_is_no_document_is_told_by_its_own_name(case: Cases):
    text = base64.encodebytes(SIGNED + bytes(60))
    files = {
        "P7M": (SIGNED + pdf(), foreign_files.ENVELOPE),
        "P7S as text": (text, foreign_files.ENVELOPE),
        "P7S in armour": (b"-----BEGIN PKCS7-----\n" + text, foreign_files.ENVELOPE),
        "P7M without lengths": (
            base64.b64encode(b"\x30\x80" + SIGNED[4:] + bytes(9)),
            foreign_files.ENVELOPE,
        ),
        "XAdES": (XML, foreign_files.XADES),
        "XAdES behind its document": (
            b"<Dokument>" + b" " * 5000 + XML[22:] + b"</Dokument>",
            foreign_files.XADES,
        ),
        "ASiC": (odt(mimetype="application/vnd.etsi.asic-e+zip"), foreign_files.ASIC),
        "OTS": (
            odt(mimetype="application/vnd.oasis.opendocument.spreadsheet-template"),
            foreign_files.TEMPLATE.format("OTS"),
        ),
        "DOTX": (
            docx(types="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
            foreign_files.TEMPLATE.format("DOTX"),
        ),
        "ODP": (
            odt(mimetype="application/vnd.oasis.opendocument.presentation"),
            foreign_files.SHOWN.format("prezentacja (ODP)"),
        ),
        "ZIP": (archive({"statut.pdf": b"x"}), foreign_files.FOREIGN),
        "TIFF": (picture("TIFF"), foreign_files.TIFF),
        "TIFF of a Mac": (b"MM\0*" + bytes(60), foreign_files.TIFF),
        "XML without a signature": (b"<?xml version='1.0'?><a/>", foreign_files.OTHER),
    }
    for kind, (content, sentence) in files.items():
        with case(kind):
            assert refusal_of(content, "dokument") == naming(sentence, uploads.ATTACHED)


def test_where_only_pictures_are_taken_nobody_is_sent_to_a_pdf(case: Cases, settings):
    settings.ATTACHMENT_MAX_MB = 1
    files = {
        "HEIC": b"\0\0\0\x18ftypheic" + b"\0" * 50,
        "TIFF": picture("TIFF"),
        "48 megapixels": huge_png(8000, 6000),
        "too many MB": picture("PNG") + bytes(2**20),
    }
    for kind, content in files.items():
        with case(kind):
            assert "PDF" not in refusal_of(content, "zdjecie", TAKEN)


def test_a_photo_over_the_limit_is_told_its_megapixels(case: Cases):
    sizes = {
        "a telephone's 48": (8000, 6000, 48),
        "a little over": (8001, 5000, 41),
        "a bomb": (60_000, 60_000, 3600),
    }
    for what, (width, height, megapixels) in sizes.items():
        with case(what):
            words = f"Obraz jest za duży: może mieć najwyżej 40 megapikseli, a ma {megapixels}."
            assert refusal_of(huge_png(width, height)) == f"{words} {uploads.SMALLER_PICTURE}"


def test_a_photo_of_too_many_megabytes_is_not_sent_to_a_scanner(settings):
    settings.ATTACHMENT_MAX_MB = 1

    words = "Plik jest za duży: może mieć najwyżej 1 MB."
    assert refusal_of(picture("JPEG") + bytes(2**20)) == f"{words} {uploads.SMALLER_PICTURE}"
    assert refusal_of(pdf() + bytes(2**20)) == f"{words} {uploads.SMALLER_DOCUMENT}"
