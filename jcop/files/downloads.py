"""A file of the Centre as residents save it: under a name that they can read, and no oftener than needed."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from jcop.typed.search import plain_letters

# File systems take 255 bytes, and „ł” is two of them.
MOST_BYTES = 240
FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')


def file_name(title: str, extension: str) -> str:
    """The title as a file may be called on every system, cut between letters where it is too long."""
    name = unicodedata.normalize("NFC", title)
    name = "".join(sign if sign.isprintable() else " " for sign in name)
    name = re.sub(r"\s+", " ", FORBIDDEN.sub("-", name)).strip(" .-") or "dokument"
    room = MOST_BYTES - len(extension)
    return name.encode()[:room].decode(errors="ignore").rstrip(" .-") + extension


def disposition(name: str) -> str:
    """Both ways to name a file (RFC 6266): plain letters for the oldest programs, RFC 5987 for all others."""
    plain = re.sub(r"[^ !#$&+\-.^_`|~0-9A-Za-z()]", "_", plain_letters(name))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def download(
    request: HttpRequest, *, name: str, content_type: str, sha256: str, content: Callable[[], bytes]
) -> HttpResponseBase:
    """The file to save, or 304 for whoever has it; only then are its bytes not asked for."""
    etag = f'"{sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content(), content_type=content_type)
        response["Content-Disposition"] = disposition(name)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
