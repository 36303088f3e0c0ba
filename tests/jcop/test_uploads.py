"""What may be attached and what may not, by content alone; and what it is called afterwards."""

import io
import resource
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File

from jcop.files import archives, foreign_files, uploads
from jcop.files.uploads import Format, cleaned_name, judge, naming
from tests.files import (
    SHEET,
    TEXT,
    WORD,
    archive,
    docx,
    encrypted_members,
    endless_pdf,
    lying_size,
    odt,
    patched,
    pdf,
    picture,
    upload,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def mpo() -> bytes:
    """Two pictures in one JPEG, as some telephones take them."""
    from PIL import Image

    written = io.BytesIO()
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    first.save(written, "MPO", save_all=True, append_images=[second])
    return written.getvalue()


def relating(*targets: tuple[str, str], mode: str = "External", written: str = "utf-8") -> dict[str, bytes]:
    """The member that says what a text document points to: kinds and addresses."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.example/{kind}" Target="{to}" TargetMode="{mode}"/>'
        for n, (kind, to) in enumerate(targets)
    )
    xml = f'<?xml version="1.0" encoding="{written}"?><Relationships>{rows}</Relationships>'
    return {"word/_rels/settings.xml.rels": xml.encode(written)}


GOOD = {
    "pdf": (pdf, Format.PDF),
    "pdf of 500 pages": (lambda: pdf(pages=500), Format.PDF),
    "pdf after a mark and a line break": (lambda: b"\xef\xbb\xbf\r\n" + pdf(), Format.PDF),
    "pdf that only may not be changed": (lambda: pdf(owner="urząd"), Format.PDF),
    "png": (lambda: picture("PNG"), Format.PNG),
    "jpeg": (lambda: picture("JPEG"), Format.JPEG),
    "progressive jpeg": (lambda: picture("JPEG", 400, 300, progressive=True), Format.JPEG),
    "jpeg of two pictures": (mpo, Format.JPEG),
    "jpeg of 12 megapixels": (lambda: picture("JPEG", 4000, 3000), Format.JPEG),
    "docx": (docx, Format.DOCX),
    "docx with a spreadsheet in it": (lambda: docx(**{"word/embeddings/a.xlsx": b"PK"}), Format.DOCX),
    "docx with links and its template on a disk": (
        lambda: docx(
            **relating(
                ("hyperlink", "https://example.org/"),
                ("attachedTemplate", "file:///C:\\Users\\Biuro\\Wzór.dotx"),
                ("image", "https://example.org/logo.png"),
            )
        ),
        Format.DOCX,
    ),
    "docx with a document in it": (
        lambda: docx(**relating(("package", "embeddings/a.xlsx"), mode="Internal")),
        Format.DOCX,
    ),
    "odt": (odt, Format.ODT),
    "odt with empty libraries": (lambda: odt(**{"Basic/script-lc.xml": "<l/>"}), Format.ODT),
}


@pytest.mark.parametrize("case", GOOD)
def test_what_may_be_attached_is_known_by_its_content(case: str):
    make, kind = GOOD[case]

    assert judge(upload(make(), "bez rozszerzenia")) == kind


def test_the_office_may_publish_spreadsheets_too():
    sheets = docx(types=SHEET), odt(mimetype=TEXT.replace("text", "spreadsheet"))

    assert [judge(upload(one), uploads.PUBLISHED) for one in sheets] == [Format.XLSX, Format.ODS]


def test_a_refusal_names_what_is_taken():
    with pytest.raises(ValidationError) as refusal:
        judge(upload(b"tekst"), uploads.PUBLISHED)

    assert refusal.value.messages == [
        "Tego rodzaju pliku nie przyjmujemy."
        " Proszę załączyć dokument PDF, PNG, JPEG, DOCX, ODT, XLSX lub ODS."
    ]


BROKEN, ENCRYPTED, MACROS = archives.BROKEN, archives.ENCRYPTED, archives.MACROS
TOO_MUCH, REMOTE, EMBEDDED = archives.TOO_MUCH, archives.REMOTE, archives.EMBEDDED
TEMPLATE, OBJECT = "attachedTemplate", "oleObject"
PROGRAM, OTHER, FOREIGN = (
    naming(sentence, uploads.ATTACHED)
    for sentence in (foreign_files.PROGRAM, foreign_files.OTHER, foreign_files.FOREIGN)
)
EMPTY = "Plik jest pusty. Proszę sprawdzić, czy to właściwy plik."
PAGES = "Dokument ma 501 stron, a może mieć najwyżej 500. Proszę podzielić go na części."
BAD = {
    "empty": (lambda: b"", EMPTY),
    "text": (lambda: b"Statut\n", OTHER),
    "html": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", OTHER),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', OTHER),
    "gif": (lambda: picture("GIF"), OTHER),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50, foreign_files.HEIC),
    "program of Windows": (lambda: b"MZ\x90\0" + b"\0" * 100, PROGRAM),
    "program of Linux": (lambda: b"\x7fELF" + b"\0" * 100, PROGRAM),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", PROGRAM),
    "program that goes on as a pdf": (lambda: b"MZ" + pdf(), PROGRAM),
    "old word": (lambda: OLE, foreign_files.OLD_WORD),
    "docx with a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
    "pdf with a password": (lambda: pdf(password="tajne"), ENCRYPTED),
    "pdf of 501 pages": (lambda: pdf(pages=501), PAGES),
    "pdf without pages": (lambda: pdf(pages=0), BROKEN),
    "pdf cut in half": (lambda: (whole := pdf(pages=200))[: len(whole) // 2], BROKEN),
    "pdf in name only": (lambda: b"%PDF-1.7\nnic\n%%EOF", BROKEN),
    "pdf that unpacks to 200 MB": (lambda: endless_pdf(200), BROKEN),
    "png cut off": (lambda: picture("PNG")[:-40], BROKEN),
    "png with a bad checksum": (lambda: picture("PNG").replace(b"IDAT", b"IDAT\0", 1), BROKEN),
    "jpeg cut in half": (lambda: (whole := picture("JPEG", 800, 600))[: len(whole) // 2], BROKEN),
    "jpeg in name only": (lambda: b"\xff\xd8\xff\xe0nic", BROKEN),
    "zip": (lambda: archive({"statut.pdf": b"x"}), FOREIGN),
    "empty zip": (lambda: archive({}), OTHER),
    "spreadsheet": (lambda: docx(types="<Types/>"), FOREIGN),
    "zip in name only": (lambda: b"PK\x03\x04" + b"\0" * 50, BROKEN),
    "docx cut in half": (lambda: (whole := docx())[: len(whole) // 2], BROKEN),
    "docx damaged within": (lambda: docx().replace(b"word/document.xml", b"word/documens.xml", 1), BROKEN),
    "docx with macros by its type": (lambda: docx(types=f"{WORD} {MACRO_TYPE}"), MACROS),
    "docx with a project of macros": (lambda: docx(**{"word/VbaProject.bin": b"x"}), MACROS),
    "docx with a control": (lambda: docx(**{"word/activeX/activeX1.bin": b"x"}), MACROS),
    "docx whose types hide behind entities": (lambda: docx(types=f"{WORD} &#118;baProject"), BROKEN),
    "docx with a remote template": (
        lambda: docx(**relating((TEMPLATE, "https://example.org/a.dotm"))),
        REMOTE,
    ),
    "docx with a template on a server": (lambda: docx(**relating((TEMPLATE, r"\\host\a.dotm"))), REMOTE),
    "docx with a template on a named server": (
        lambda: docx(**relating((TEMPLATE, "file://host/a.dotm"))),
        REMOTE,
    ),
    "docx that says so in another writing": (
        lambda: docx(**relating((TEMPLATE, "http://example.org/a.dotm"), written="utf-16")),
        REMOTE,
    ),
    "docx with a picture on a server": (lambda: docx(**relating(("image", r"\\host\a.png"))), REMOTE),
    "docx with a program in it": (
        lambda: docx(**relating((OBJECT, "embeddings/oleObject1.bin"), mode="Internal")),
        EMBEDDED,
    ),
    "docx with a document of macros in it": (
        lambda: docx(**relating(("package", "embeddings/a.docm"), mode="Internal")),
        EMBEDDED,
    ),
    "docx whose relationships are no xml": (lambda: docx(**{"word/_rels/a.rels": "<Relationships>"}), BROKEN),
    "docx whose relationships have entities": (
        lambda: docx(**{"word/_rels/a.rels": "<!DOCTYPE r [<!ENTITY a 'b'>]><r/>"}),
        BROKEN,
    ),
    "odt with a program in it": (
        lambda: odt(**{"META-INF/manifest.xml": "<m type='application/vnd.sun.star.oleobject'/>"}),
        EMBEDDED,
    ),
    "docx with encrypted members": (lambda: encrypted_members(docx()), ENCRYPTED),
    "docx that says it unpacks to 101 MB": (lambda: docx(**{"word/a": b"\0" * 101 * 2**20}), TOO_MUCH),
    "docx that lies about a bomb": (
        lambda: lying_size(docx(**{"word/a": b"\0" * 101 * 2**20}), "word/a", 10),
        BROKEN,
    ),
    "docx with 5001 entries": (lambda: docx(**{f"word/{n}": "" for n in range(4998)}), TOO_MUCH),
    "docx with an endless directory": (lambda: patched(docx(), 12, "<I", 2**21 + 1), TOO_MUCH),
    "odt of another kind": (lambda: odt(mimetype=TEXT.replace("text", "formula")), FOREIGN),
    "ods": (lambda: odt(mimetype=TEXT.replace("text", "spreadsheet")), OTHER),
    "xlsx": (lambda: docx(types=SHEET), OTHER),
    "odt without content": (lambda: archive({"mimetype": TEXT, "META-INF/manifest.xml": ""}), BROKEN),
    "odt without manifest": (lambda: archive({"mimetype": TEXT}), BROKEN),
    "odt with a password": (
        lambda: odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        ENCRYPTED,
    ),
    "odt with a macro": (lambda: odt(**{"Basic/Standard/Module1.xml": "Sub Main"}), MACROS),
    "odt with a script": (lambda: odt(**{"Scripts/python/a.py": "import os"}), MACROS),
}


@pytest.mark.parametrize("case", BAD)
def test_what_may_not_be_attached_is_refused_with_a_reason(case: str):
    make, sentence = BAD[case]

    with pytest.raises(ValidationError) as refusal:
        judge(upload(make(), "statut.pdf"))

    assert refusal.value.messages == [sentence]


def test_a_zip_with_two_members_of_one_name_is_refused():
    written = io.BytesIO(docx())
    with zipfile.ZipFile(written, "a") as twice, pytest.warns(UserWarning, match="Duplicate name"):
        twice.writestr("word/document.xml", "<other/>")

    with pytest.raises(ValidationError) as refusal:
        judge(upload(written.getvalue()))

    assert refusal.value.messages == [BROKEN]


def test_a_file_as_large_as_may_be_is_judged_and_a_larger_one_is_not(settings):
    content = pdf()
    settings.ATTACHMENT_MAX_MB = 1
    padded = content.replace(b"%%EOF", b"%" * (2**20 - len(content)) + b"\n%%EOF")[: 2**20 - 6] + b"\n%%EOF"

    assert len(padded) == 2**20
    assert judge(upload(padded)) == Format.PDF
    with pytest.raises(ValidationError, match="Plik jest za duży: może mieć najwyżej 1 MB"):
        judge(upload(padded + b"\n"))


@pytest.mark.parametrize("name", ["faktura.exe", "faktura.pdf.SCR", "faktura.js"])
def test_a_document_called_a_program_is_refused(name: str):
    with pytest.raises(ValidationError) as refusal:
        judge(upload(pdf(), name))

    assert refusal.value.messages == [PROGRAM]


def test_judging_leaves_the_file_at_its_beginning():
    sent = upload(docx())

    judge(sent)

    assert sent.read() == docx()


def test_an_archive_of_100_mb_is_judged_in_little_memory():
    packed = docx(**{"word/a": b"\0" * 99 * 2**20})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    kind = judge(upload(packed))

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kind == Format.DOCX
    assert grown < 20_000  # kB


@pytest.mark.parametrize("fate", ["os.kill(os.getpid(), 11)", "time.sleep(60)"])
def test_a_file_that_brings_its_examiner_down_is_broken(
    fate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    examiner = tmp_path / "examiner.py"
    examiner.write_text(f"import os, time; {fate}")
    monkeypatch.setattr(uploads, "EXAMINER", examiner)
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0.5)

    with pytest.raises(ValidationError) as refusal:
        judge(upload(pdf()))

    assert refusal.value.messages == [BROKEN]


def test_a_failure_of_our_own_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "EXAMINER", uploads.EXAMINER.with_name("nowhere.py"))

    with pytest.raises(RuntimeError, match=r"nowhere\.py failed"):
        judge(upload(pdf()))


NAMES = {
    "Statut.pdf": "Statut.pdf",
    "STATUT.PDF": "STATUT.pdf",
    "uchwała o wyborze zarządu – źdźbło.pdf": "uchwała o wyborze zarządu – źdźbło.pdf",
    "uchwała.pdf": "uchwała.pdf",
    "Statut 12.05.2024": "Statut 12.05.2024.pdf",
    "skan.jpeg": "skan.pdf",
    "strona.html": "strona.pdf",
    'Klub "Tęcza" <b>.pdf': 'Klub "Tęcza" <b>.pdf',
    "../../etc/passwd": "passwd.pdf",
    "C:\\Moje dokumenty\\statut.pdf": "statut.pdf",
    "a\r\nX-Header: 1.pdf": "a X-Header: 1.pdf",
    "fdp.\u202eexe.pdf": "fdp. exe.pdf",
    "statut\0.pdf": "statut.pdf",
    "  ..statut..  .pdf": "statut.pdf",
    ".pdf": "dokument.pdf",
    ".htaccess": "htaccess.pdf",
    "": "dokument.pdf",
    "...": "dokument.pdf",
    "żółw" * 100 + ".pdf": ("żółw" * 100)[:196] + ".pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_but_for_what_would_harm(name: str):
    cleaned = cleaned_name(name, Format.PDF)

    assert cleaned == NAMES[name]
    assert len(cleaned) <= 200


def test_an_extension_of_the_same_kind_is_kept():
    assert cleaned_name("skan.JPEG", Format.JPEG) == "skan.jpeg"
    assert cleaned_name("skan.pdf", Format.JPEG) == "skan.jpg"


def test_a_name_with_a_pesel_is_refused():
    with pytest.raises(ValidationError) as refusal:
        cleaned_name("upoważnienie_44051401359.pdf", Format.PDF)

    assert refusal.value.messages == [
        "W nazwie pliku jest numer PESEL. Proszę zmienić nazwę pliku i załączyć go ponownie."
    ]


def test_a_file_without_a_name_is_judged_all_the_same():
    assert judge(File(io.BytesIO(pdf()), name=None)) == Format.PDF
