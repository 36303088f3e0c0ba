"""Opens the file on standard input, alone in a process that may neither grow nor run long.

`python -I jcop/examine.py PDF < file` writes the number of pages, of a picture its millions of
pixels, or why it cannot be opened. A file made to exhaust memory or to crash a library ends this process
and no other. The portal runs it and does not import it: Django is not needed here.
"""

import io
import resource
import sys
from contextlib import closing

MEMORY = 512 * 2**20
SECONDS = 10
ENCRYPTED, BROKEN, HUGE = "encrypted", "broken", "huge"


def pages(content: bytes) -> str:
    import pikepdf

    # One object stream of a few kB can unpack to gigabytes.
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MEMORY // 8, run_length_max_memory=MEMORY // 8)
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return str(len(document.pages) or BROKEN)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (pikepdf.PdfError, ValueError, TypeError):
        return BROKEN


def megapixels(content: bytes, name: str, most: int) -> str:
    from PIL import Image

    try:
        with closing(Image.open(io.BytesIO(content), formats=[name])) as picture:
            width, height = picture.size
            if width * height > most * 1_000_000:
                return HUGE
            picture.verify()
        if name == "JPEG":
            # It has no checksums: only decoding tells a whole picture; an eighth of the size will do.
            with closing(Image.open(io.BytesIO(content), formats=[name])) as picture:
                picture.draft("L", (width // 8, height // 8))
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return HUGE
    except (OSError, SyntaxError, ValueError, IndexError):
        return BROKEN
    return str(width * height // 1_000_000)


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
