"""The Centre's papers: the list, a page for each with its versions, and the files."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.files.downloads import download, file_name
from jcop.files.papers import cache
from jcop.files.pdf import size_key
from jcop.files.uploads import size_words
from jcop.models import Document, DocumentVersion
from jcop.models.editions import Edition
from jcop.pages import for_residents

GROUPS = {
    Document.Kind.RULES: "Regulaminy",
    Document.Kind.FORM: "Formularze",
    Document.Kind.DOWNLOAD: "Do pobrania",
    Document.Kind.PUBLICATION: "Publikacje i materiały",
}
# Made from the catalogue when asked for, and no rows of ours: the app of agreements prints them.
BLANKS = ("zapotrzebowanie", "porozumienie")


@require_safe
@for_residents()
def documents(request: HttpRequest) -> HttpResponse:
    """All of them by kind, each with the version in force today."""
    today = timezone.localdate()
    rows = list(Document.objects.published().with_versions())
    groups = [
        (kind.value, heading, [(row, row.edition(today)) for row in rows if row.kind == kind])
        for kind, heading in GROUPS.items()
    ]
    context = {"groups": groups, "blank_sizes": _blank_sizes()}
    return render(request, "jcop/documents.html", context)


def _blank_sizes() -> dict[str, str]:
    """Of the blank forms as they read last night; nothing before the first."""
    sizes = cache.get_many([size_key(name) for name in BLANKS])
    return {name: size_words(sizes[size_key(name)]) if size_key(name) in sizes else "" for name in BLANKS}


@require_safe
@for_residents()
def document(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "jcop/document.html", page_of(_published(slug), timezone.localdate()))


@require_safe
@for_residents()
def document_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version under an address of its own, also one that is in force no longer, which it says."""
    found = _published(slug)
    today = timezone.localdate()
    shown = _numbered(found, number)
    context = {"document": found, "shown": shown, "current": found.edition(today)}
    return render(request, "jcop/document_version.html", context)


@require_safe
def document_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The version in force today: a new one is here under the same address."""
    found = _published(slug)
    edition = found.edition(timezone.localdate())
    if edition is None:
        raise Http404
    return file_of(request, found, edition.version, found.title)


@require_safe
def version_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    found = _published(slug)
    version = _numbered(found, number).version
    return file_of(request, found, version, f"Wersja {number} – {found.title}")


def page_of(found: Document, today: date) -> dict[str, object]:
    """What the page of a document shows, for residents and for the clerk's preview."""
    current = found.edition(today)
    others = [one for one in found.editions(today) if current and one.version != current.version]
    return {"document": found, "current": current, "others": others, "preview_file": ""}


def file_of(request: HttpRequest, found: Document, version: DocumentVersion, title: str) -> HttpResponseBase:
    return download(
        request,
        name=file_name(title, version.extension),
        content_type=version.content_type,
        sha256=version.sha256,
        content=lambda: bytes(version.content),
    )


def _published(slug: str) -> Document:
    return get_object_or_404(Document.objects.published().with_versions(), slug=slug)


def _numbered(found: Document, number: int) -> Edition:
    for edition in found.editions(timezone.localdate()):
        if edition.version.number == number:
            return edition
    raise Http404
