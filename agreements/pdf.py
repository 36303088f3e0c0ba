"""The documents of a request as PDFs. All wording lives in templates/agreements/print/."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.template.loader import render_to_string

from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from agreements.models import Service, ServiceRequest

# Printed on every page and stored with every document: raise it when the wording changes.
TEXT_VERSION = "2026-11"
COPIES = 3
BLANKS = {"zapotrzebowanie": "request", "porozumienie": "agreement"}


def set_pdf(request: "ServiceRequest") -> bytes:
    """The set to sign: zapotrzebowanie and porozumienie, three copies, number and date left blank."""
    organization = request.organization
    wishes = list(request.wishes.select_related("service"))
    return pdf.render(
        "agreements/print/set.html",
        {
            "centre": Centre.objects.get(),
            "request": request,
            "organization": organization,
            "signatories": organization.signatories(),
            "wishes": wishes,
            "copies": range(1, COPIES + 1),
            "copies_total": COPIES,
            "version": TEXT_VERSION,
        },
    )


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
