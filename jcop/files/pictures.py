"""A picture: judged as every upload is, drawn anew by another process, sent to browsers that lack it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from jcop.files.scanning import scan
from jcop.files.uploads import PATIENCE_SECONDS, Format, judge

PAINTER = Path(__file__).with_name("redraw.py")
MOST_PIXELS = 1600
TAKEN = frozenset({Format.PNG, Format.JPEG})
# For an address that changes with its picture.
FOR_GOOD = "public, max-age=31536000, immutable"
NO_PICTURE = "To nie jest zdjęcie. Przyjmujemy pliki JPEG i PNG."
BROKEN = "Tego zdjęcia nie da się otworzyć. Proszę zapisać je ponownie jako JPEG i spróbować jeszcze raz."


def redrawn(upload: File) -> bytes:
    """The picture as a JPEG of our own making. ValidationError with a sentence when it cannot be taken."""
    kind = judge(upload, TAKEN)
    if kind not in TAKEN:
        raise ValidationError(NO_PICTURE, code="type")
    scan(upload)
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


class PictureField(forms.FileField):
    """A picture to send, as its re-drawn bytes; nothing when none was sent."""

    def __init__(self, **options: Any) -> None:
        chosen = forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"})
        # An empty file is told by our own sentence.
        super().__init__(required=False, allow_empty_file=True, widget=chosen, **options)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        upload = super().clean(data, initial)
        return redrawn(upload) if upload else None


def sent(request: HttpRequest, rows: QuerySet[Any], *, kept: str) -> HttpResponse:
    """The only picture of `rows`, or 304 for whoever has it; `kept` says how long browsers may."""
    digest = rows.values_list("digest", flat=True).first()
    if digest is None:
        raise Http404
    etag = quote_etag(digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = rows.filter(digest=digest).values_list("content", flat=True).first()
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = kept
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
