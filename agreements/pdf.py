"""The documents of a request as PDFs. Their frame lies in templates/agreements/print/.

What the office may word otherwise – the paragraphs of the agreement, the declarations of the request – is
given to each function as `said`: see `usable`. Without it the shipped texts in print/texts/ speak.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from agreements import texts
from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from agreements.models import Agreement, CaseLetter, RequestVersion, Service

logger = logging.getLogger(__name__)
# Printed on every page and stored with every document: raise it when the wording changes.
TEXT_VERSION = "2026-11"
COPIES = 3
BLANKS = {"zapotrzebowanie": "request", "porozumienie": "agreement"}
DOTS = mark_safe('<span class="blank">……………………………</span>')
# By kind of text: its label and what it says.
Said = Mapping[str, tuple[str, str]]
SHIPPED: Said = {}


def shipped_text(kind: str) -> str:
    """Read as it is and never compiled: it is what an editor starts from."""
    path = settings.BASE_DIR / "templates" / "agreements" / "print" / "texts" / f"{kind}.html"
    return path.read_text().strip()


def usable(said: Said) -> Said:
    """Those of the office's texts that can be printed; a broken one gives way to ours, and is logged."""
    good = {}
    for kind, (label, text) in said.items():
        try:
            texts.clean(text)
        except texts.BadText as bad:
            logger.error("The text %s is broken, the shipped one is printed: %s", label, bad)
        else:
            good[kind] = (label, text)
    return good


def text_version(said: Said) -> str:
    """„2026-11”, with the versions of what the office has worded: „2026-11/o2/p3”."""
    return "/".join([TEXT_VERSION, *sorted(label for label, _ in said.values())])


def _worded(
    said: Said, centre: Centre, organization: Mapping[str, str], services: SafeString
) -> dict[str, Any]:
    """The parts of the documents that the office may word, with everything put in."""
    values = {
        "organizacja": organization["name"],
        "adres organizacji": organization["address"],
        "rejestr": organization["registration"],
        "centrum": centre.name,
        "adres centrum": f"{centre.street}, {centre.postal_code} {centre.city}",
        "strona": centre.party,
        "liczba egzemplarzy": str(COPIES),
    }
    blocks = {"świadczenia": services, "dzień zakończenia": DOTS}
    parts = {}
    for part, kind in [("paragraphs", "agreement"), ("declarations", "declarations")]:
        _, text = said.get(kind) or ("", shipped_text(kind))
        parts[part] = mark_safe(texts.filled(text, values, blocks))  # noqa: S308 - cleaned and escaped
    return {**parts, "version": text_version(said)}


def _set(version: Any, said: Said) -> dict[str, Any]:
    centre, content = Centre.objects.get(), version.content
    services = [(wish["service"],) for wish in content["wishes"]]
    listed = format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", services))
    return {
        "centre": centre,
        "request": version.request,
        **content,
        **_worded(said, centre, content["organization"], listed),
        "copies": range(1, COPIES + 1),
        "copies_total": COPIES,
        "mark": version.number,
    }


def set_html(version: "RequestVersion", said: Said = SHIPPED) -> str:
    return render_to_string("agreements/print/set.html", _set(version, said))


def set_pdf(version: "RequestVersion", said: Said = SHIPPED) -> bytes:
    """The set to sign: zapotrzebowanie and porozumienie, three copies, number and date left blank."""
    return pdf.render_html(set_html(version, said))


def sample_pdf(kind: str, text: str) -> bytes:
    """One copy of both documents on invented data, with `text` in the place of ours."""
    organization = {
        "name": "Stowarzyszenie „Przykładna Łąka”",
        "legal_form": "stowarzyszenie (KRS)",
        "registration": "KRS 0000000000",
        "address": "ul. Przykładna 1, 44-335 Jastrzębie-Zdrój",
        "contact_line": "32 000 00 00",
        "representation": "Prezes zarządu samodzielnie.",
    }
    centre, wishes = Centre.objects.get(), [{"service": "Sala na spotkania i wydarzenia", "lines": []}]
    listed = mark_safe("<ul><li>Sala na spotkania i wydarzenia</li></ul>")
    context = {
        "centre": centre,
        "request": {"reference": "0/0000", "submitted_on": None},
        "organization": organization,
        "signatories": [{"name": "Zofia Zmyślona", "function": "prezes"}],
        "wishes": wishes,
        **_worded({kind: ("podgląd", text)}, centre, organization, listed),
        "copies": [1],
        "copies_total": COPIES,
        "mark": 1,
    }
    return pdf.render("agreements/print/set.html", context)


def letter_pdf(letter: "CaseLetter") -> bytes:
    """A letter of the office: case sign, addressee, words, a line to sign."""
    request = letter.request
    context = {"centre": Centre.objects.get(), "letter": letter, "organization": request.organization}
    return pdf.render("agreements/print/letter.html", context)


def register_pdf(year: int, agreements: Iterable["Agreement"], gaps: list[int], today: date) -> bytes:
    """One year of the register, as the office puts it on file."""
    rows = []
    for agreement in agreements:
        agreement.status_words = agreement.status(today)  # type: ignore[attr-defined]
        rows.append(agreement)
    said = {"year": year, "agreements": rows, "gaps": gaps, "today": today}
    return pdf.render("agreements/print/register.html", {"centre": Centre.objects.get(), **said})


def blank_pdf(kind: str, services: Iterable["Service"], said: Said = SHIPPED) -> bytes:
    """An empty form for those who prefer paper; `kind` is a key of BLANKS. Rendered once, then cached."""
    centre, offered = Centre.objects.get(), list(services)
    listed = format_html_join("", "<li>□ {}</li>", [(service.name,) for service in offered])
    dots = {"name": "…" * 30, "address": "…" * 30, "registration": "…" * 20}
    context = {
        "centre": centre,
        "services": offered,
        **_worded(said, centre, dots, format_html('<ul class="tick">{}</ul>', listed)),
        "document": f"agreements/print/_{BLANKS[kind]}.html",
        "title": kind.capitalize(),
        "copies_total": COPIES,
    }
    # Keyed by what it says, so that an edit in admin makes a new one.
    words = render_to_string("agreements/print/blank.html", context)
    key = f"blank-{hashlib.sha256(words.encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = pdf.render_html(words)
        cache.set(key, found, timeout=None)
    return found
