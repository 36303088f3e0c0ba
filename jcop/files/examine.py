"""Opens the file on standard input, alone in a process that may neither grow nor run long.

`python -I jcop/files/examine.py PDF < file` writes the number of pages, of a picture its millions of
pixels (rounded up), or why it cannot be opened. A file made to exhaust memory or to crash a library ends
this process and no other. The portal runs it and does not import it: Django is not needed here.
"""

import io
import re
import resource
import sys
from contextlib import closing

MEMORY = 512 * 2**20
SECONDS = 10
ENCRYPTED, BROKEN = "encrypted", "broken"
MILLION = 1_000_000
HEADER, END, PLACE = b"%PDF-", b"%%EOF", b"startxref"
HEADER_WITHIN = 1024  # bytes: so far qpdf and poppler look for it
PLACE_OF_TABLE = re.compile(PLACE + rb"\s+(\d{1,10})")
TABLE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)\b")
OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")


def whole(content: bytes) -> bytes | None:
    """The document without what was put behind its end; None where its own end is missing.

    A document ends with the place of its table of objects (`startxref`), counted from a header or from the
    first byte. What was cut off has no such place, or the one of an earlier part with objects behind it.
    """
    place = PLACE_OF_TABLE.match(content, max(0, content.rfind(PLACE)))
    if place is None or OBJECT.search(content, place.end()):
        return None
    starts = [0, *(header.start() for header in re.finditer(HEADER, content[:HEADER_WITHIN]))]
    if not any(TABLE.match(content, start + int(place[1])) for start in starts):
        return None
    end = content.find(END, place.end())
    return content[: place.end() if end < 0 else end + len(END)]


def pages(content: bytes) -> str:
    """qpdf mends much, but a document that was cut off would lose pages without a word."""
    import pikepdf

    document_only = whole(content)
    if document_only is None:
        return BROKEN
    # One object stream of a few kB can unpack to gigabytes.
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MEMORY // 8, run_length_max_memory=MEMORY // 8)
    try:
        with pikepdf.open(io.BytesIO(document_only)) as document:
            return str(len(document.pages) or BROKEN)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (pikepdf.PdfError, ValueError, TypeError):
        return BROKEN


def megapixels(content: bytes, name: str, most: int) -> str:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # Its own limit would not say how many there are.
    try:
        with closing(Image.open(io.BytesIO(content), formats=[name])) as picture:
            width, height = picture.size
            if width * height > most * MILLION:
                return str(-(-width * height // MILLION))
            picture.verify()
        if name == "JPEG":
            # It has no checksums: only decoding tells a whole picture; an eighth of the size will do.
            with closing(Image.open(io.BytesIO(content), formats=[name])) as picture:
                picture.draft("L", (width // 8, height // 8))
                picture.load()
    except (OSError, SyntaxError, ValueError, IndexError):
        return BROKEN
    return str(-(-width * height // MILLION))


def main() -> None:
    """The name of the format and, of a picture, the most millions of pixels are on the command line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    name, most = sys.argv[1], int(sys.argv[2])
    try:
        content = sys.stdin.buffer.read()
        answer = pages(content) if name == "PDF" else megapixels(content, name, most)
    except MemoryError:
        answer = BROKEN
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
