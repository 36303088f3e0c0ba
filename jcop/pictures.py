"""A picture: judged as every upload is, then drawn anew by another process."""

import subprocess
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File

from jcop.uploads import PATIENCE_SECONDS, Format, judge

PAINTER = Path(__file__).with_name("redraw.py")
MOST_PIXELS = 1600
NO_PICTURE = "To nie jest zdjęcie. Przyjmujemy pliki JPEG i PNG."
BROKEN = "Tego zdjęcia nie da się otworzyć. Proszę zapisać je ponownie jako JPEG i spróbować jeszcze raz."


def redrawn(upload: File) -> bytes:
    """The picture as a JPEG of our own making. ValidationError with a sentence when it cannot be taken."""
    kind = judge(upload)
    if kind not in {Format.PNG, Format.JPEG}:
        raise ValidationError(NO_PICTURE, code="type")
    command = [sys.executable, "-I", str(PAINTER), kind.name, str(MOST_PIXELS)]
    upload.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is its standard input
            command, input=upload.read(), capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(BROKEN, code="broken") from error
    if done.returncode > 0:
        raise RuntimeError(f"{PAINTER.name} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    if not done.stdout:  # Also when the file brought the process down.
        raise ValidationError(BROKEN, code="broken")
    return done.stdout
