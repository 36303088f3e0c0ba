"""What is true of every page that anyone can come to in the demonstration."""

import logging
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.template import engines
from pytest_django.plugin import DjangoDbBlocker
from tinyhtml5.parser import HTMLParser

from tests.tour.english import english
from tests.tour.guests import ROLES, enlarge
from tests.tour.judging import outline_errors, vague_links
from tests.tour.walk import Walk, walk

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# One page of a kind: the audit opens more (`make audit`).
MOST = 1
# The page of the design calls its tokens by the names that the style sheet has.
SPEAKS_ENGLISH = {"style"}


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, built once and forgotten at the end."""
    silenced = pytest.MonkeyPatch()
    silenced.setattr(engines["django"].engine, "string_if_invalid", "")
    silenced.setattr(logging.getLogger("django.request"), "disabled", True)
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("facts")
        call_command("demo")
        yield
        transaction.set_rollback(True)
    silenced.undo()


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
        if stop.name not in SPEAKS_ENGLISH and (left := english(stop.reading.words + stop.reading.title)):
            by_kind["English"].append(f"{stop.title}: {sorted(left)}")
    return {kind: sorted(set(errors)) for kind, errors in by_kind.items() if errors}


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_sound_html_in_polish_and_every_link_on_it_answers(role: str):
    enlarge()

    found = walk(role, MOST)

    assert len(found.stops) > 30
    assert faults(found) == {}
