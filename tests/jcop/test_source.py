"""Everything that the city's page says can be read in the demonstration, outside archived announcements."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db
FACTS = [
    tuple(map(str.strip, line.split("|")))
    for line in Path(__file__).with_name("source_facts.txt").read_text().splitlines()
    if "|" in line and not line.startswith("#")
]


def words_on(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    plain = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r" (?=[,.;:])", "", " ".join(unescape(plain).split()))


def test_every_statement_of_the_source_stands_on_its_page(client):
    call_command("demo")
    pages = {path: words_on(client.get(path).content.decode()) for path, _ in FACTS}

    assert [fact for fact in FACTS if fact[1] not in pages[fact[0]]] == []
    assert len(FACTS) > 50
    assert not any(path.startswith("/aktualnosci/") for path in pages)
