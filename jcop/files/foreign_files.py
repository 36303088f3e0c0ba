"""Files that people send and nobody can take: what each really is, and what its owner can do.

A sentence with „{}” twice is filled by `jcop.files.uploads.naming` with what is taken instead.
"""

from collections.abc import Callable
from typing import IO

from jcop.files.archives import ENCRYPTED

PROGRAM = "To jest program, a nie dokument. Przyjmujemy pliki {} i {}."
HEIC = "Zdjęcie jest w formacie HEIC. Proszę zapisać je jako JPEG albo załączyć PDF."
HEIC_PICTURE = "Zdjęcie jest w formacie HEIC. Proszę zapisać je jako JPEG."
TIFF = "Plik jest w formacie TIFF. Proszę zapisać go jako jeden PDF ze wszystkimi stronami."
TIFF_PICTURE = "Zdjęcie jest w formacie TIFF. Proszę zapisać je jako JPEG."
OLD_WORD = (
    "Plik jest w starym formacie programu Word. Proszę zapisać go jako DOCX albo PDF i załączyć ponownie."
)
OLD_OFFICE = (
    "Plik jest w starym formacie programu Word lub Excel."
    " Proszę zapisać go jako DOCX, XLSX albo PDF i załączyć ponownie."
)
OTHER = "Tego rodzaju pliku nie przyjmujemy. Proszę załączyć dokument {} lub {}."
FOREIGN = "Archiwów (ZIP) nie przyjmujemy. Proszę załączyć każdy dokument osobno: {} lub {}."
TEMPLATE = "To jest szablon ({}), a nie gotowy dokument. Proszę zapisać go jako {{}} lub {{}}."
ENVELOPE = (
    "To jest podpis elektroniczny (P7M albo P7S), a nie zwykły dokument."
    " Proszę załączyć sam dokument: {} lub {}."
)
XADES = (
    "To jest podpis elektroniczny (XAdES), a nie zwykły dokument. Proszę załączyć sam dokument: {} lub {}."
)
ASIC = (
    "To jest paczka z podpisem elektronicznym (ASiC), a nie zwykły dokument."
    " Proszę załączyć sam dokument: {} lub {}."
)
SHOWN = "To jest {}, a nie dokument tekstowy. Proszę zapisać to jako {{}} lub {{}}."
# Names that `judge_archive` gives to what is no `Format`.
ARCHIVES = {
    **{name: TEMPLATE.format(name) for name in ("OTT", "OTS", "DOTX", "XLTX")},
    **{name: SHOWN.format(f"prezentacja ({name})") for name in ("ODP", "PPTX")},
    "ODG": SHOWN.format("rysunek (ODG)"),
    "ASiC": ASIC,
}
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# pkcs7-signedData (1.2.840.113549.1.7.2): in DER, then in the three ways in which base64 cuts it.
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
SIGNED_DATA_AS_TEXT = (b"KoZIhvcNAQcC", b"qGSIb3DQEHA", b"hkiG9w0BBw")
ARMOUR = (b"-----BEGIN PKCS7", b"-----BEGIN CMS", b"MIME-Version:", b"MI")
XML_SIGNATURES = (b"http://www.w3.org/2000/09/xmldsig#", b"http://uri.etsi.org/01903/")


def foreign_archive(name: str | None) -> str:
    """Of a ZIP archive that holds no document which could be taken."""
    return ARCHIVES.get(name or "", FOREIGN)


def foreign_file(start: bytes, content: IO[bytes], *, pdf: bool, sheets: bool) -> tuple[str, str] | None:
    """Sentence and code of the refusal; None of a file that nobody knows.

    `pdf` and `sheets`: may documents of those kinds be sent instead?
    """
    signs: list[tuple[Callable[[], bool], str, str]] = [
        (lambda: start.startswith(PROGRAM_STARTS), PROGRAM, "program"),
        (lambda: start[4:8] == b"ftyp" and start[8:12] in HEIC_BRANDS, HEIC if pdf else HEIC_PICTURE, "type"),
        (lambda: start.startswith(TIFF_STARTS), TIFF if pdf else TIFF_PICTURE, "type"),
        (lambda: _is_signed_data(start), ENVELOPE, "type"),
        (lambda: _is_xml_signature(start, content), XADES, "type"),
        # An encrypted DOCX is kept in the container of the old format.
        (lambda: start.startswith(OLE) and ENCRYPTED_PACKAGE in _whole(content), ENCRYPTED, "encrypted"),
        (lambda: start.startswith(OLE), OLD_OFFICE if sheets else OLD_WORD, "type"),
    ]
    return next(((sentence, code) for holds, sentence, code in signs if holds()), None)


def _is_signed_data(start: bytes) -> bool:
    is_binary = start.startswith(b"0") and SIGNED_DATA in start[:32]
    return is_binary or (
        start.startswith(ARMOUR) and any(sign in start for sign in (*SIGNED_DATA_AS_TEXT, b"pkcs7"))
    )


def _is_xml_signature(start: bytes, content: IO[bytes]) -> bool:
    """Also where the signature stands behind what it signs."""
    is_xml = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return is_xml and any(sign in _whole(content) for sign in XML_SIGNATURES)


def _whole(content: IO[bytes]) -> bytes:
    content.seek(0)
    return content.read()
