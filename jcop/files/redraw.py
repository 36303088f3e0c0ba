"""Draws a picture anew, alone in a process that may neither grow nor run long.

`python -I jcop/files/redraw.py JPEG 1600 < picture > new.jpg` writes the same picture as a JPEG of at most
so many pixels a side, upright and without anything but its pixels: no place, no camera, no hidden file.
A file that cannot be drawn gives exit status 0 and no output. The portal runs it and does not import it.
"""

import io
import resource
import sys

MEMORY = 1024 * 2**20
SECONDS = 10
QUALITY = 82


def redrawn(content: bytes, name: str, most: int) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=[name]) as picture:
            # A JPEG is decoded at a fraction of its size where that is still enough.
            picture.draft("RGB", (most, most))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((most, most))
            flat = Image.new("RGB", upright.size, "white")
            shown = upright.convert("RGBA")
            flat.paste(shown, mask=shown.getchannel("A"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, SyntaxError):
        return b""
    except (ValueError, IndexError, MemoryError):
        return b""
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def main() -> None:
    """The name of the format and the most pixels a side are on the command line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(redrawn(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2])))


if __name__ == "__main__":
    main()
