"""What is true of every page that anyone can come to in the demonstration."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import engines
from django.test import Client
from tinyhtml5 import inputstream
from tinyhtml5.parser import HTMLParser

from tests.printed import printing_faults
from tests.tour.english import english
from tests.tour.guests import ROLES, enlarge
from tests.tour.judging import outline_errors, vague_links
from tests.tour.walk import Walk, walk

pytestmark = pytest.mark.django_db

# One page of a kind: the audit opens more (`make audit`).
MOST = 1
# The page of the design calls its tokens by the names that the style sheet has.
SPEAKS_ENGLISH = {"style"}
# Where the office words a document its placeholders are what is typed; jobs are called as Python calls.
UNREAD = {
    "admin:agreements_documenttext_add",
    "admin:agreements_documenttext_change",
    "admin:procrastinate_procrastinatejob_change",
    "admin:procrastinate_procrastinatejob_changelist",
}
# What the city's page says, and the page of ours that says it.
FACTS = [
    tuple(map(str.strip, line.split("|")))
    for line in Path(__file__).with_name("source_facts.txt").read_text().splitlines()
    if "|" in line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def demonstration(shared_world: object) -> Iterator[None]:
    """The demonstration with a case in every stage, built once and forgotten at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines["django"].engine, "string_if_invalid", "")
        call_command("facts")
        call_command("demo")
        enlarge()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        yield


class Patterns(dict):
    """tinyhtml5 files each pattern under itself, and so made one anew for every word of a page."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, is_of_these = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{'' if is_of_these else '^'}{listed}]+")
        return pattern


inputstream.characters_until_regex = Patterns()


def parse_errors(html: str) -> list[str]:
    parser = HTMLParser()
    parser.parse(html)
    lines = html.split("\n")
    return [f"{code} {data}: {lines[line - 1].strip()[:100]}" for (line, _), code, data in parser.errors]


def faults(found: Walk) -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    by_kind["links"] = found.broken
    for stop in found.stops:
        by_kind["markup"] += [f"{stop.title}: {error}" for error in parse_errors(stop.html)]
        by_kind["outline"] += [f"{stop.title}: {error}" for error in outline_errors(stop)]
        by_kind["purpose"] += [f"{stop.title}: {error}" for error in vague_links(stop)]
        if stop.name not in UNREAD:
            read = " ".join("".join(stop.reading.said).split())
            by_kind["print"] += [f"{stop.title}: {fault}" for fault in printing_faults(read, is_plain=False)]
        if stop.name not in SPEAKS_ENGLISH and (left := english(stop.reading.words + stop.reading.title)):
            by_kind["English"].append(f"{stop.title}: {sorted(left)}")
    return {kind: sorted(set(errors)) for kind, errors in by_kind.items() if errors}


@pytest.mark.ignore_template_errors
@pytest.mark.usefixtures("demonstration", "plain_rendering")
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_sound_html_in_polish_and_every_link_on_it_answers(role: str):
    seen = walk(role, MOST)

    assert len(seen.stops) > 30
    assert faults(seen) == {}


def words_on(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    plain = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r" (?=[,.;:])", "", " ".join(unescape(plain).split()))


@pytest.mark.usefixtures("demonstration")
def test_every_statement_of_the_source_stands_on_its_page_outside_archived_announcements(client: Client):
    pages = {path: words_on(client.get(path).content.decode()) for path, _ in FACTS}

    assert [fact for fact in FACTS if fact[1] not in pages[fact[0]]] == []
    assert len(FACTS) > 50
    assert not any(path.startswith("/aktualnosci/") for path in pages)
