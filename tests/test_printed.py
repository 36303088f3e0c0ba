"""Every mail, letter and document with real cases: whole, and for whom docs/messages.md says."""

import re
from datetime import timedelta
from html import unescape
from itertools import chain
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from agreements import letters
from agreements import pdf as papers_of_cases
from agreements.models import Agreement, ChangeRequest, Declaration, Promotion, Service, ServiceRequest
from bookings import pdf as papers_of_bookings
from bookings.calendars.day_sheet import day_sheet
from bookings.models import Booking, Seat, Series
from jcop.mail_kinds import KINDS
from jcop.mail_kinds import Mail as OfAccounts
from jcop.models import Centre, Message, User
from organizations import pdf as papers_of_organizations
from organizations.models import Letter, Membership, Organization
from tests.factories import make_user, next_monday
from tests.files import pdf
from tests.lived import live, sendings
from tests.printed import printing_faults
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ACCOUNT_MAILS = sorted(
    path.relative_to(settings.BASE_DIR / "templates").as_posix()
    for folder in ("account", "mfa")
    for path in (settings.BASE_DIR / "templates" / folder / "email").glob("[!_]*")
    if not path.name.startswith("base_")
)
WEEK = timedelta(days=7)
DOCUMENT = settings.BASE_DIR / "docs/messages.md"
ROW = re.compile(r"^\| `(\w+)` \| (?:(receipt): )?(.+?) \| .+? \| (yes|no) \| (\w+|–) \|$", re.MULTILINE)
# What only an account opens: its pages, and words that lead there.
NEEDS_ACCOUNT = re.compile(
    r"/panel/|/konto/|zalogowaniu|w panelu|[nz][ae] strony? \w+|na stronie porozumienia"
)
ACTED = {
    ServiceRequest: "prepared_by",
    ChangeRequest: "asked_by",
    Promotion: "sent_by",
    Booking: "made_by",
    Series: "made_by",
    Seat: "signed_up_by",
}


class Row(NamedTuple):
    """What the table says of a kind."""

    is_receipt: bool
    to: list[str]
    is_optional: bool
    paper: str


TABLE = {
    kind: Row(bool(receipt), to.split(", "), optional == "yes", paper)
    for kind, receipt, to, optional, paper in ROW.findall(DOCUMENT.read_text())
}


@pytest.fixture(scope="module")
def lived(shared_world: object) -> World:
    return live()


@pytest.fixture
def actor(lived: World) -> User:
    """One person did everything, for organisations that another keeps."""
    actor, keeper = make_user("aktor@example.org"), make_user("opiekun@example.org")
    for model, field in ACTED.items():
        model._base_manager.update(**{field: actor})
    Membership.objects.update(role="user")
    for user, role in ((actor, "user"), (keeper, "keeper")):
        Membership.objects.bulk_create(
            Membership(organization=organization, user=user, role=role)
            for organization in Organization.objects.all()
        )
    return actor


def test_the_table_names_every_kind_and_what_may_be_switched_off():
    kinds = {name: (kind.is_receipt, kind.is_optional) for name, kind in KINDS.items()}

    assert {name: (row.is_receipt, row.is_optional) for name, row in TABLE.items()} == kinds


def test_every_kind_of_mail_says_everything_it_begins_to_say_to_whom_the_table_says(actor: User, case):
    kinds = set()

    for message, organization, mails in sendings():
        for sent in mails:
            kinds.add(message.kind)
            named = {"actor": actor.email, "keepers": "opiekun@example.org"}
            whom = [named.get(word, organization and organization.email) for word in TABLE[message.kind].to]
            own = [] if organization else [(message.recipient or message.subject.visit.guest).email]
            with case(message.reference):
                assert sent.recipients() == (own or whom)
                assert printing_faults(sent.subject) + printing_faults(sent.body) == [], sent.body
                begun = re.match(r"(?:Dotyczy: .+\n\n)?Szanowni Państwo,\n\n(.)", sent.body)
                assert begun[1].islower(), sent.body

    assert set(KINDS) - kinds == {OfAccounts.ACCOUNT_CODE, OfAccounts.ACCOUNT_NOTICE}


def parts(sent: EmailMessage) -> list[str]:
    """All that a mail says: its subject, its text in both forms, its calendar files unfolded."""
    enclosed = [content for _, content, _ in sent.attachments]
    forms = [part.content for part in sent.alternatives]
    return [sent.subject, sent.body, *(part.replace("\r\n ", "") for part in (*forms, *enclosed))]


@pytest.mark.parametrize("has_email", [True, False])
def test_whoever_has_no_account_is_written_to_as_such(actor: User, case, *, has_email: bool):
    Membership.objects.all().delete()
    if not has_email:
        Organization.objects.update(email="")
    kinds = set()

    for message, organization, mails in sendings(most=6):
        paper = TABLE[message.kind].paper
        if organization is None or paper == "–" or message.state == Message.State.WITHDRAWN:
            continue
        kinds.add(message.kind)
        posted = list(Letter.objects.filter(key=message.reference))
        texts = [part for sent in mails for part in parts(sent)]
        texts += [f"{letter.subject}\n{letter.text}" for letter in posted]
        with case(message.reference):
            assert (len(mails), len(posted)) == (has_email, paper == "itself" or not has_email)
            assert [NEEDS_ACCOUNT.findall(text) for text in texts] == [[]] * len(texts), texts
            words = [*(sent.body for sent in mails), *(letter.text for letter in posted)]
            assert [printing_faults(text) for text in words] == [[]] * len(words), words

    papers = {"letter", "itself", "call"} if has_email else {"letter", "itself"}
    assert kinds == {name for name, row in TABLE.items() if row.paper in papers}


def test_every_mail_of_an_account_says_everything_it_begins_to_say(case):
    now = timezone.now()
    values = {
        "centre": Centre.objects.get(),
        "email": "zofia@example.org",
        "code": "ABCD-EFGH",
        "code_minutes": 15,
        "timestamp": now,
        "ip": "192.0.2.7",
        "from_email": "a@example.org",
        "to_email": "b@example.org",
        "deleted_email": "c@example.org",
        "undo_days": 7,
        "undo_until": now + WEEK,
        "undo_url": "https://portal.example/u/",
        "signup_url": "https://portal.example/s/",
        "password_reset_url": "https://portal.example/r/",
        "site_url": "https://portal.example",
    }

    for template in ACCOUNT_MAILS:
        with case(template):
            text = render_to_string(template, values)
            is_html = template.endswith(".html")
            assert printing_faults(plain(text) if is_html else text, is_plain=not is_html) == []


def test_every_letter_of_the_office_says_everything_it_begins_to_say(lived: World, case):
    said = {"reason": "brak podpisu", "until": timezone.localdate(), "defects": ["Brak podpisu."], "days": 7}
    templates = (settings.BASE_DIR / "templates/agreements/letters").glob("*.txt")

    for template in templates:
        with case(template.stem):
            text = letters.draft(
                template.stem, lived.request, **said, correction=lived.called.open_correction
            )
            assert printing_faults(text) == []


def plain(html: str) -> str:
    """The words of a document as they are read: lines joined, each block on a line of its own."""
    body = html[html.index("<body") :]
    return " ".join(
        unescape(strip_tags(re.sub(r"</?(p|li|td|th|h\d|div|dt|dd|br)\b[^>]*>", "\n", body))).split(" ")
    )


def test_every_document_says_everything_it_begins_to_say(lived: World, case, monkeypatch):
    printed: dict[str, str] = {}
    monkeypatch.setattr("jcop.files.pdf.render_html", lambda html: printed.setdefault(html, html) and pdf())
    papers_of_cases.set_pdf(lived.request.versions.first())
    papers_of_cases.change_set_pdf(lived.change)
    declared = list(Declaration.objects.current().values("text", "version"))
    for kind in ("agreement", "privacy", "amendment", "renewal"):
        text = papers_of_cases.sample_html(kind, papers_of_cases.shipped_text(kind), declared)
        printed[text] = text
    for letter in lived.called.letters.all():
        papers_of_cases.letter_pdf(letter)
    papers_of_cases.register_pdf(
        timezone.localdate().year,
        Agreement.objects.select_related("organization"),
        [3, 5],
        timezone.localdate(),
    )
    for kind in papers_of_cases.BLANKS:
        papers_of_cases.blank_pdf(kind, Service.objects.offered(), declared)
    pages = [
        papers_of_bookings.day_sheet_html(day_sheet(next_monday())),
        papers_of_bookings.advice_card_html(lived.visit),
        papers_of_bookings.attendance_html(lived.event),
        papers_of_bookings.protocol_html(lived.handover),
        papers_of_organizations.letter_html(lived.letter),
    ]

    for number, html in enumerate(chain(printed, pages)):
        with case(number, re.search(r"<title>\s*(.*?)\s*</title>", html)[1]):
            assert printing_faults(plain(html), is_plain=False) == []
