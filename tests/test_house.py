"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from jcop.make.binding import unbound

ROOT = settings.BASE_DIR
OURS = ("jcop", "organizations", "agreements", "bookings")
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "managers.py", "constants.py"}
# The model there is a service of the Centre, a świadczenie, and no layer of the code.
DOMAIN_NAMES = {"agreements/models/services.py"}
LONGEST = {".py": 300, ".html": 120, ".txt": 120}
LONGEST_TEST = 400
LONGEST_MODEL = 600  # Fields, states and constraints of a noun read as one.
# Each with the reason why it may be longer.
LONGER = {
    "tests/jcop/test_admin.py": 475,  # What each job finds on the desk, and every rule of its forms.
    "tests/bookings/test_feeds.py": 420,  # Every feed: what is in it, for whom, and when it is made anew.
    "tests/test_access.py": 700,  # One line for each address of the site.
    "tests/bookings/test_seats.py": 460,  # Every state of a seat, and every way from it.
    "tests/test_constraints.py": 650,  # One row for each constraint of the four apps.
}


def tracked(*suffixes: str) -> list[Path]:
    """Files of the repository: those that git knows or would take, wherever it is checked out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\n")
    paths = [ROOT / name for name in listed if name]
    return sorted(path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code() -> list[Path]:
    return [path for path in tracked(".py") if "/migrations/" not in name(path)]


def templates() -> list[Path]:
    return [path for path in tracked() if name(path).startswith("templates/")]


def test_there_is_something_to_judge():
    assert len(code()) > 50
    assert len(templates()) > 50


def test_no_module_and_no_template_is_too_long_to_read_at_once():
    long = {}
    for path in [*code(), *templates()]:
        allowed = LONGEST_TEST if name(path).startswith("tests/") else LONGEST[path.suffix]
        allowed = LONGEST_MODEL if path.parent.name == "models" else allowed
        lines = len(path.read_text().splitlines())
        if lines > LONGER.get(name(path), allowed):
            long[name(path)] = lines

    assert long == {}


def test_no_file_is_named_after_a_pattern():
    found = {name(path) for path in code() if path.name in FORBIDDEN_NAMES}

    assert found == DOMAIN_NAMES


# Texts and remarks, where Polish letters are at home.
PROSE = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')


def identifiers(path: Path) -> set[str]:
    if PROSE.sub("", path.read_text()).isascii():
        return set()  # Spares most files the parser.
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        for attribute in ("id", "name", "attr", "arg", "asname"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                found.add(value)
    return found


def test_identifiers_have_no_polish_letters():
    polish = {
        f"{name(path)}: {word}" for path in tracked(".py") for word in identifiers(path) if not word.isascii()
    }

    assert polish == set()


def lines_with(pattern: str, *, but: set[str]) -> list[str]:
    asked = re.compile(pattern)
    found = []
    for path in tracked(".py", ".html", ".txt", ".toml", ".css", ".js", ".md", ".sh", ""):
        if name(path) in but:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}:{n}" for n, line in enumerate(text.split("\n"), 1) if asked.search(line)]
    return found


# Words that say nothing of what they name. Their number may only fall: whoever renames one lowers it here.
VAGUE = {"told", "found", "said", "one", "known"}
MOST_VAGUE = {"source": 480, "tests": 534}


def test_names_that_say_nothing_become_fewer():
    vague = {"source": 0, "tests": 0}
    for path in code():
        where = "tests" if name(path).startswith("tests/") else "source"
        for node in ast.walk(ast.parse(path.read_text())):
            is_bound = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE
            vague[where] += is_bound or (isinstance(node, ast.arg) and node.arg in VAGUE)

    assert vague == MOST_VAGUE


def test_nothing_is_left_to_do_later():
    assert lines_with(r"\b(TODO|FIXME|XXX)\b", but={"tests/test_house.py"}) == []


def test_no_file_names_the_registry_that_packages_came_from():
    assert lines_with(r"(--|extra-|PIP_)?index[-_]url|/simple/?\b|pypi\.", but={"tests/test_house.py"}) == []


# Where words go out as they are, how often, and why no markup of a stranger can be among them.
UNESCAPED_WAYS = r"\|\s*safe(seq)?\b|mark_safe\(|SafeString\([^)]|autoescape off|html_safe|def __html__"
UNESCAPED = {
    "agreements/pdf.py": (1, "a text of the office, cleaned to a closed list of tags, its values escaped"),
    "bookings/templatetags/bookings_tags.py": (
        1,
        "a calendar has thousands of entries; each escapes its words",
    ),
    "jcop/centre/structured.py": (1, "JSON for machines, with < > & written as \\u003C and the like"),
    "jcop/templatetags/centre.py": (1, "what a template has escaped already, its spaces joined"),
    "jcop/templatetags/desk.py": (2, "cells that Django has escaped; the name that is added is escaped"),
    "jcop/templatetags/polish.py": (4, "escaped, or written anew from a closed list of tags"),
    "templates/account/email/account_already_exists_message.txt": (1, "a mail in plain text"),
    "templates/account/email/base_message.txt": (1, "a mail in plain text"),
    "templates/account/email/base_notification.txt": (1, "a mail in plain text"),
    "templates/account/email/email_changed_message.txt": (1, "a mail in plain text"),
    "templates/account/email/unknown_account_message.txt": (1, "a mail in plain text"),
    "templates/agreements/letters/call.txt": (1, "what a clerk edits as plain text; pages escape it"),
    "templates/agreements/letters/extension.txt": (1, "what a clerk edits as plain text; pages escape it"),
    "templates/agreements/letters/left.txt": (1, "what a clerk edits as plain text; pages escape it"),
    "templates/agreements/letters/refusal.txt": (1, "what a clerk edits as plain text; pages escape it"),
    "templates/email/base.txt": (1, "mails in plain text"),
}


def test_words_go_out_unescaped_only_where_a_reason_is_given():
    uses = {name(path): len(re.findall(UNESCAPED_WAYS, path.read_text())) for path in [*code(), *templates()]}
    ours = {path: count for path, count in uses.items() if count and not path.startswith("tests/")}

    assert ours == {path: count for path, (count, _) in UNESCAPED.items()}


def fields(suffix: str) -> dict[str, models.Field]:
    return {
        f"{model._meta.object_name}.{field.name}": field
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not model._meta.object_name.endswith("Event")
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.name.endswith(suffix)
    }


# A pair of who and when that no constraint binds together, each with its reason.
UNBOUND = {
    "AdviceVisit.recorded": "the account may be deleted, the card stays",
    "Handover.given": "the account may be deleted, the protocol stays",
    "Seat.signed_up": "the account may be deleted, the seat stays",
    "Booking.made": "the account may be deleted, the booking stays",
    "RulesAcceptance.accepted": "the account may be deleted, the organisation's acceptance stays",
    "WantedTimesSettled.settled": "settled once and whole: both are required",
    "Series.made": "the account may be deleted, the series stays",
    "Organization.registered": "the account may be deleted, the organisation stays",
    "AccessRequest.answered": "the account may be deleted, the answer keeps its time (constraint)",
    "Invitation.accepted": "the account may be deleted, the invitation stays used",
    "Promotion.sent": "the account may be deleted, the announcement stays its organisation's",
    "DocumentVersion.added": "the account may be deleted, the file stays",
    "Attachment.uploaded": "the account may be deleted, the file stays with its case",
    "Invitation.invited": "the account may be deleted, the invitation stays",
    "ChangeRequest.asked": "the account may be deleted, the request stays its organisation's",
    "ChangeDraft.made": "a draft is made once and whole: both are required",
    "Spreadsheet.sent": "a spreadsheet is sent once and whole: both are required",
    "SignedScan.uploaded": "the account may be deleted, the scan stays with its agreement",
    "Closure.decided": "an act is saved once and whole: both are required",
    "Amendment.recorded": "an amendment is entered once and whole: both are required",
    "BoxLoan.lent": "a loan is made when a box is lent: both are required",
    "MailItem.recorded": "mail is noted once and whole: both are required",
    "CaseLetter.issued": "a letter is made when it is issued: both are required",
    "ServiceRequest.prepared": "the account may be deleted, the request stays",
}


def test_who_and_when_of_an_act_are_bound_by_a_constraint():
    pairs = {key.removesuffix("_by") for key in fields("_by")} & {
        key.removesuffix("_at") for key in fields("_at")
    }
    bound = set()
    for pair in pairs:
        model, act = pair.split(".")
        rules = next(m for m in apps.get_models() if m._meta.object_name == model)._meta.constraints
        texts = [str(getattr(rule, "condition", "")) for rule in rules]
        if any(f"{act}_at" in text and f"{act}_by" in text for text in texts):
            bound.add(pair)

    assert pairs - bound == set(UNBOUND)
    assert bound


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("_at", models.DateTimeField),
        ("_on", models.DateField),
        ("_from", models.DateField),
        ("_by", models.ForeignKey),
    ],
)
def test_a_suffix_tells_the_type(suffix: str, kind: type[models.Field]):
    # Announcements are published to the minute; who confirms a room is a role.
    exceptions = {"Announcement.publish_from", "Bookable.confirmed_by"}

    wrong = {key for key, field in fields(suffix).items() if type(field) is not kind}

    assert wrong - exceptions == set()


# Looked up by Django and by libraries under names of their own.
LOOKED_UP = (
    r"(40[034]|429|50[03])\.html",
    r"admin/(index|base_site|change_form|change_list_(results|object_tools)|filter|pagination|search_form)\.html",
    r"(account|mfa|usersessions)/.+",
    r"agreements/request_(services|details|signing|check)\.html",
    r"agreements/letters/.+\.txt",
    r"agreements/print/texts/.+\.html",
)


def test_every_template_is_used():
    sources = {path: path.read_text() for path in [*code(), *templates()]}
    every = "\n".join(sources.values())
    # What stands before a quotation mark, from each slash or other quotation mark on.
    ends = [token.split("/") for token in re.findall(r"[\"/][\w./-]+(?=[\"'])", every)]
    mentioned = {"/".join(parts[n:]).lstrip('"') for parts in ends for n in range(len(parts))}
    unused = []
    for path in templates():
        asked = path.relative_to(ROOT / "templates").as_posix()
        names = {asked, path.stem if "/email/" in asked else asked}
        if any(re.fullmatch(pattern, asked) for pattern in LOOKED_UP):
            continue
        # crispy and Django's form renderer put their own folder in front.
        if asked.startswith("forms/"):
            continue
        if not names & mentioned:
            unused.append(asked)

    assert unused == []


def test_every_path_of_the_map_stands():
    words = (ROOT / "docs/map.md").read_text()

    paths = re.findall(r"`((?:agreements|bookings|docs|jcop|organizations|tests)/[\w/.-]+)`", words)

    assert len(paths) > 60
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_notice_is_one_file_that_begins_with_its_subject():
    begun = re.compile(
        r"""{% extends "email/base\.txt" %}\n{% block subject %}.+{% endblock subject %}\n{% block """
    )
    notices = [path for path in templates() if re.search(r"templates/(?!account|mfa)\w+/email/", str(path))]

    assert [name(path) for path in notices if not begun.match(path.read_text())] == []
    assert notices


def test_words_of_pages_keep_together_what_belongs_together():
    """`python -m jcop.make.binding` mends them all."""
    assert [name(path) for path, _ in unbound()] == []
