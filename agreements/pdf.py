"""The documents of a request as PDFs. All wording lives in templates/agreements/print/."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.template.loader import render_to_string

from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from agreements.models import CaseLetter, RequestVersion, Service

# Printed on every page and stored with every document: raise it when the wording changes.
TEXT_VERSION = "2026-11"
COPIES = 3
BLANKS = {"zapotrzebowanie": "request", "porozumienie": "agreement"}


def set_pdf(version: "RequestVersion") -> bytes:
    """The set to sign: zapotrzebowanie and porozumienie, three copies, number and date left blank."""
    return pdf.render(
        "agreements/print/set.html",
        {
            "centre": Centre.objects.get(),
            "request": version.request,
            **version.content,
            "copies": range(1, COPIES + 1),
            "copies_total": COPIES,
            "version": TEXT_VERSION,
            "mark": version.number,
        },
    )


def letter_pdf(letter: "CaseLetter") -> bytes:
    """A letter of the office: case sign, addressee, words, a line to sign."""
    request = letter.request
    context = {"centre": Centre.objects.get(), "letter": letter, "organization": request.organization}
    return pdf.render("agreements/print/letter.html", context)


def blank_pdf(kind: str, services: Iterable["Service"]) -> bytes:
    """An empty form for those who prefer paper; `kind` is a key of BLANKS. Rendered once, then cached."""
    context = {
        "centre": Centre.objects.get(),
        "services": list(services),
        "document": f"agreements/print/_{BLANKS[kind]}.html",
        "title": kind.capitalize(),
        "copies_total": COPIES,
        "version": TEXT_VERSION,
    }
    # Keyed by what it says, so that an edit in admin makes a new one.
    words = render_to_string("agreements/print/blank.html", context)
    key = f"blank-{hashlib.sha256(words.encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = pdf.render_html(words)
        cache.set(key, found, timeout=None)
    return found
