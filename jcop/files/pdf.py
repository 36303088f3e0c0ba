"""HTML to tagged PDF (PDF/UA-1, Polish). Slow (0.4-0.8 s for a set): called by jobs, or cached."""

import atexit
import gc
import mimetypes
from base64 import b64decode
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

# WeasyPrint costs half a second of start-up and only documents need it: imported where used.
if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse


PICTURE = "data:image/jpeg;base64,"
# Two documents at once spoil Pango's lists of fonts: four threads drew 1,269 warnings of GLib, in turns none.
_one_at_a_time = Lock()


@cache
def _fonts() -> "FontConfiguration":
    """One for the whole process: a new one for each document makes the memory grow.

    It unpacks our typeface into a folder, which goes with it: at the latest when the process ends.
    """
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts.cache_clear)
    return FontConfiguration()


def _fetch_own_static_file(url: str) -> "URLFetcherResponse":
    """A file below static/; ValueError, on which WeasyPrint leaves the thing out, for all else."""
    from weasyprint.urls import URLFetcherResponse

    path = Path(url2pathname(urlsplit(url).path)).resolve()
    if not url.startswith("file:") or not path.is_relative_to(settings.STATICFILES_DIRS[0]):
        raise ValueError(f"a document may not fetch {url}")
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def _carried_picture(url: str) -> "URLFetcherResponse":
    """A picture that travels inside the document: one that we have drawn anew."""
    from weasyprint.urls import URLFetcherResponse

    return URLFetcherResponse(url, b64decode(url.removeprefix(PICTURE)), {"Content-Type": "image/jpeg"})


@cache
def _fetcher() -> "URLFetcher":
    """WeasyPrint takes a plain function too, but then a refusal ends the whole document."""
    from weasyprint.urls import URLFetcher

    class OwnStaticFiles(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> "URLFetcherResponse":
            return _carried_picture(url) if url.startswith(PICTURE) else _fetch_own_static_file(url)

    return OwnStaticFiles()


@cache
def _settle() -> None:
    """Once, after the first document: what stays for good is not looked through after each of the others."""
    gc.freeze()


def render_html(html: str) -> bytes:
    """The bytes of a PDF/UA document; title, language and bookmarks come from the HTML itself.

    Addresses in the HTML are relative to our static files, and nothing else is fetched.
    """
    from weasyprint import HTML

    base = f"{settings.STATICFILES_DIRS[0].as_uri()}/"
    with _one_at_a_time:
        document = HTML(string=html, base_url=base, url_fetcher=_fetcher())
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", font_config=_fonts())
        gc.collect()
        _settle()
    return content


def render(template: str, context: dict[str, Any]) -> bytes:
    """Render a template to PDF; see render_html."""
    return render_html(render_to_string(template, context))


def size_key(name: str) -> str:
    """Under which the cache keeps the size in bytes of a document that is made when it is asked for."""
    return f"pdf-size-{name}"


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser; `name` is what a saved copy is called."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
