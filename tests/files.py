"""Plain functions that make files as people send them, good and bad."""

import io
import os
import struct
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEXT = "application/vnd.oasis.opendocument.text"
ENTRIES_AT, LENGTH_AT = 10, 12


def upload(content: bytes, name: str = "plik") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(pages: int = 1, password: str = "", owner: str = "") -> bytes:
    """Each is unlike every other: it has an author of its own."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.docinfo["/Author"] = os.urandom(8).hex()
        locked = pikepdf.Encryption(owner=owner or password, user=password)
        document.save(written, encryption=locked if owner or password else None)
    return written.getvalue()


def endless_pdf(megabytes: int) -> bytes:
    """An object stream of a few kB that unpacks to so much."""
    first = b"1 0 2 40 "
    packer = zlib.compressobj(9)
    packed = packer.compress(
        first + b"<</Type/Catalog/Pages 2 0 R>>".ljust(40) + b"<</Type/Pages/Kids[]/Count 0>>"
    )
    packed += b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()
    out = b"%PDF-1.7\n"
    stream_at = len(out)
    out += b"3 0 obj <</Type/ObjStm/N 2/First %d/Length %d" % (len(first), len(packed))
    out += b"/Filter/FlateDecode>> stream\n" + packed + b"\nendstream endobj\n"
    table_at = len(out)
    entries = [(0, 0, 65535), (2, 3, 0), (2, 3, 1), (1, stream_at, 0), (1, table_at, 0)]
    table = b"".join(struct.pack(">BIH", *entry) for entry in entries)
    out += b"4 0 obj <</Type/XRef/Size 5/W[1 4 2]/Root 1 0 R/Length %d>> stream\n" % len(table)
    return out + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % table_at


def picture(kind: str, width: int = 40, height: int = 30, **options: object) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((min(width, 64), min(height, 64)), 50).resize((width, height)).save(
        written, kind, **options
    )
    return written.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """Of that size by its own word only: nobody should look further."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def archive(members: dict[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return written.getvalue()


def docx(**others: bytes | str) -> bytes:
    """`others` are members by their names; [Content_Types].xml is `types`."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/>{{}}</Types>'
    told = others.pop("types", types.format(""))
    members = {"[Content_Types].xml": told, "_rels/.rels": "<Relationships/>", "word/document.xml": "<w/>"}
    return archive(members | others)


def odt(**others: bytes | str) -> bytes:
    members = {"mimetype": TEXT, "content.xml": "<office/>", "META-INF/manifest.xml": "<manifest/>"}
    return archive(members | others)


def patched(content: bytes, at: int, form: str, *values: int) -> bytes:
    """`content` with numbers written over, `at` counted from the end record of the archive."""
    place = content.rindex(b"PK\x05\x06") + at
    changed = bytearray(content)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def encrypted_members(content: bytes) -> bytes:
    """The archive with the sign of encryption on each of its members."""
    changed, at = bytearray(content), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 8] |= 1
    return bytes(changed)


def lying_size(content: bytes, member: str, size: int) -> bytes:
    """The archive that declares another unpacked size of one member."""
    changed, at = bytearray(content), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        if changed[at + 46 : at + 46 + len(member)] == member.encode():
            struct.pack_into("<I", changed, at + 24, size)
    return bytes(changed)
