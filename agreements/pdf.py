"""The documents of a request as PDFs. Their frame lies in templates/agreements/print/.

What the office may word otherwise – the paragraphs of the agreement, of an aneks and of a renewal, the
notice on personal data – is given to each function as `said`: see `usable`. Without it the shipped texts in
print/texts/ speak. What is declared is given too: it is printed as it was ticked.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from agreements import texts
from jcop.files import papers, pdf
from jcop.models import Centre
from jcop.templatetags.polish import dzien

if TYPE_CHECKING:
    from agreements.models import Agreement, CaseLetter, ChangeDraft, RequestVersion, Service

logger = logging.getLogger(__name__)
# Printed on every page and stored with every document: raise it when the wording changes.
TEXT_VERSION = "2026-12"
COPIES = 3
SET_TEXTS = ("agreement", "privacy")
# What a set is made of; each is also made alone.
PARTS = {"request": "Zapotrzebowanie", "agreement": "Porozumienie"}
WHOLE = "Komplet dokumentów"
BLANKS = {"zapotrzebowanie": "request", "porozumienie": "agreement"}
# What the office notes on a zapotrzebowanie that lies before it.
OFFICE_BOX = ["Wpłynęło dnia", "Znak sprawy", "Rozstrzygnięcie", "Data i podpis"]
LINE = "…" * 30
# What versions and drafts of an older release have no place for.
LACKING = {"contact": "", "period": "", "need": ""}
PARTY_LACKING = {"nip": "", "regon": ""}
DOTS = format_html('<span class="blank">{}</span>', "…" * 11)
# By kind of text: its label and what it says.
Said = Mapping[str, tuple[str, str]]
# Each with its words and its version.
Declared = Iterable[Mapping[str, Any]]
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
            texts.clean(text, texts.placeholders(kind))
        except texts.BadText as bad:
            logger.error("The text %s is broken, the shipped one is printed: %s", label, bad)
        else:
            good[kind] = (label, text)
    return good


def text_version(said: Said, kinds: Collection[str] = SET_TEXTS) -> str:
    """„2026-11”, with the versions of what the office has worded of these kinds: „2026-11/o2/p3”."""
    return "/".join([TEXT_VERSION, *sorted(label for kind, (label, _) in said.items() if kind in kinds)])


def _values(centre: Centre, organization: Mapping[str, str]) -> dict[str, str]:
    return {
        "organizacja": organization["name"],
        "adres organizacji": organization["address"],
        "rejestr": organization["registration"],
        "centrum": centre.name,
        "adres centrum": centre.address,
        "strona": centre.party,
        "administrator": centre.controller,
        "inspektor": centre.data_officer or "dane kontaktowe są w urzędzie i na stronie miasta",
        "urząd": f"{centre.authority}, {centre.unit}",
        "adres urzędu": centre.unit_address,
        "telefon urzędu": centre.unit_phone,
        "e-mail urzędu": centre.unit_email,
        "liczba egzemplarzy": str(COPIES),
    }


def _filled(kind: str, said: Said, values: Mapping[str, str], services: SafeString) -> SafeString:
    """One text that the office may word, with everything put in."""
    _, text = said.get(kind) or ("", shipped_text(kind))
    blocks = {"świadczenia": services, "dzień zakończenia": DOTS}
    return mark_safe(texts.filled(text, values, blocks))  # noqa: S308 - cleaned and escaped


def _listed(services: Iterable[str]) -> SafeString:
    """One sentence: „– sala; – Internet.”"""
    *others, last = services
    items = [*(f"{name};" for name in others), f"{last}."]
    return format_html(
        '<ul class="dashes">{}</ul>', format_html_join("", "<li>{}</li>", [(item,) for item in items])
    )


def _rows(
    organization: Mapping[str, str], signatories: Iterable[Mapping[str, str]], contact: str
) -> list[tuple[str, str]]:
    """The table of a filled zapotrzebowanie; with nothing in it, of an empty one."""
    people = [f"{one['name']} – {one['function']}" if one["name"] else LINE for one in signatories]
    numbers = [f"{name.upper()} {organization[name]}" for name in PARTY_LACKING if organization.get(name)]
    missing = "nie podano" if organization else ""
    return [
        ("Pełna nazwa", organization.get("name", "")),
        ("Forma prawna", organization.get("legal_form", "")),
        ("Numer w rejestrze lub ewidencji", organization.get("registration", "")),
        ("NIP, REGON", ", ".join(numbers) or missing),
        ("Adres siedziby", organization.get("address", "")),
        ("Telefon, e-mail organizacji", organization.get("contact_line", "") or missing),
        ("Osoba do kontaktu, jej telefon", contact or missing),
        ("Osoby uprawnione do reprezentowania (imię i nazwisko, funkcja)", "\n".join(people)),
    ]


def _worded(
    said: Said, centre: Centre, organization: Mapping[str, str], services: SafeString
) -> dict[str, Any]:
    values = _values(centre, organization)
    return {
        "paragraphs": _filled("agreement", said, values, services),
        "clause": _filled("privacy", said, values, services),
        "version": text_version(said),
        "office_box": OFFICE_BOX,
    }


def _set(version: Any, said: Said, part: str = "") -> dict[str, Any]:
    centre, content = Centre.objects.get(), LACKING | version.content
    content.setdefault("declarations", version.request.declared())
    content["organization"] = PARTY_LACKING | content["organization"]
    listed = _listed(wish["service"] for wish in content["wishes"])
    # What a paper said once for all its services, as the last row of their table.
    need = [{"service": "Wszystkie", "lines": [["Opis", content["need"]]]}] if content["need"] else []
    return {
        "centre": centre,
        "request": version.request,
        **content,
        "rows": _rows(content["organization"], content["signatories"], content["contact"]),
        "wishes": [*content["wishes"], *need],
        **_worded(said, centre, content["organization"], listed),
        **_printed(part),
        "copies": range(1, COPIES + 1),
        "copies_total": COPIES,
        "mark": version.number,
    }


def _printed(part: str) -> dict[str, Any]:
    return {"parts": [part] if part else list(PARTS), "what": PARTS.get(part, WHOLE)}


def set_html(version: "RequestVersion", said: Said = SHIPPED) -> str:
    return render_to_string("agreements/print/set.html", _set(version, said))


def set_pdf(version: "RequestVersion", said: Said = SHIPPED) -> bytes:
    """The set to sign: zapotrzebowanie and porozumienie, three copies, number and date left blank."""
    return pdf.render_html(set_html(version, said))


def part_pdf(version: "RequestVersion", part: str, said: Said = SHIPPED) -> bytes:
    """One document of the set alone, in its three marked copies; `part` is a key of PARTS."""
    return pdf.render("agreements/print/set.html", _set(version, said, part))


def _change(
    kind: str, content: Mapping[str, Any], mark: int, said: Said, copies: Iterable[int]
) -> dict[str, Any]:
    """What an aneks or a renewal says; `content` is a draft's."""
    centre = Centre.objects.get()
    first, last, signed = (
        dzien(date.fromisoformat(content[name])) if content[name] else ""
        for name in ("valid_from", "valid_until", "signed_on")
    )
    values = {
        **_values(centre, content["organization"]),
        "numer porozumienia": content["number"],
        "data porozumienia": signed,
        "zmiany": content["changes"],
        "od kiedy": f"z dniem {first}" if first else "z dniem zawarcia",
        "do kiedy": f"do dnia {last}" if last else "na czas nieokreślony",
    }
    return {
        **content,
        "organization": PARTY_LACKING | content["organization"],
        "centre": centre,
        "is_amendment": kind == "amendment",
        "paragraphs": _filled(kind, said, values, _listed(name for _, name in content["services"])),
        "version": text_version(said, [kind]),
        "copies": copies,
        "copies_total": COPIES,
        "mark": mark,
    }


def change_set_pdf(draft: "ChangeDraft", said: Said = SHIPPED) -> bytes:
    """Three copies of an aneks or a renewal to sign, number and date left blank."""
    context = _change(draft.kind, draft.content, draft.number, said, range(1, COPIES + 1))
    return pdf.render("agreements/print/change_set.html", context)


def sample_html(kind: str, text: str, declared: Declared) -> str:
    """One copy of the documents of that kind on invented data, with `text` in the place of ours."""
    organization = {
        "name": "Stowarzyszenie „Przykładna Łąka”",
        "legal_form": "stowarzyszenie (KRS)",
        "registration": "KRS 0000000000",
        "nip": "",
        "regon": "",
        "address": "ul. Przykładna 1, 44-335 Jastrzębie-Zdrój",
        "contact_line": "32 000 00 00",
        "representation": "Prezes zarządu samodzielnie.",
    }
    signatories = [{"name": "Zofia Zmyślona", "function": "prezes"}]
    said, service = {kind: ("podgląd", text)}, "Sala na spotkania i wydarzenia"
    if kind in texts.OF_CHANGES:
        content = {
            "organization": organization,
            "signatories": signatories,
            "number": "0/0000",
            "signed_on": "2026-01-05",
            "changes": "dodaje się świadczenie „Dyżury”",
            "services": [["sala", service]],
            "valid_from": None,
            "valid_until": "2027-12-31",
        }
        return render_to_string("agreements/print/change_set.html", _change(kind, content, 1, said, [1]))
    centre = Centre.objects.get()
    context = {
        "centre": centre,
        "request": {"reference": "0/0000", "submitted_on": None},
        "organization": organization,
        "signatories": signatories,
        "wishes": [{"service": service, "lines": []}],
        "rows": _rows(organization, signatories, "Jan Zmyślony, tel. 32 000 00 01"),
        "period": "od 1 stycznia 2027 r., bezterminowo",
        "declarations": list(declared),
        **_worded(said, centre, organization, _listed([service])),
        **_printed(""),
        "copies": [1],
        "copies_total": COPIES,
        "mark": 1,
    }
    return render_to_string("agreements/print/set.html", context)


def letter_pdf(letter: "CaseLetter") -> bytes:
    """A letter of the office: case sign, addressee, words, a line to sign."""
    request = letter.request
    context = {"centre": Centre.objects.get(), "letter": letter, "organization": request.organization}
    return pdf.render("agreements/print/letter.html", context)


def register_pdf(year: int, agreements: Iterable["Agreement"], gaps: list[str], today: date) -> bytes:
    """One year of the register, as the office puts it on file."""
    rows = []
    for agreement in agreements:
        agreement.status_words = agreement.status_with_end(today)  # type: ignore[attr-defined]
        rows.append(agreement)
    said = {"year": year, "agreements": rows, "gaps": gaps, "today": today}
    return pdf.render("agreements/print/register.html", {"centre": Centre.objects.get(), **said})


def blank_pdf(kind: str, services: Iterable["Service"], declared: Declared, said: Said = SHIPPED) -> bytes:
    """An empty form for those who prefer paper; `kind` is a key of BLANKS. Rendered once, then cached."""
    centre, offered = Centre.objects.get(), list(services)
    listed = format_html_join("", '<li><span class="box"></span> {}</li>', [(one.name,) for one in offered])
    dots = {"name": "…" * 30, "address": "…" * 30, "registration": "…" * 20}
    context = {
        "centre": centre,
        "services": offered,
        **_worded(said, centre, dots, format_html('<ul class="tick">{}</ul>', listed)),
        "document": f"agreements/print/_{BLANKS[kind]}.html",
        "title": kind.capitalize(),
        "copies_total": COPIES,
        "organization": None,
        "signatories": [],
        "rows": _rows({}, [], ""),
        "declarations": list(declared),
    }
    # Keyed by what it says, so that an edit in admin makes a new one.
    words = render_to_string("agreements/print/blank.html", context)
    key = papers.key_of(words)
    printed: bytes | None = papers.cache.get(key)
    if printed is None:
        printed = pdf.render_html(words)
        papers.cache.set(key, printed, timeout=None)
    return printed
