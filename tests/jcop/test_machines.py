"""What machines are told: the Centre as a public office, its picture for whoever shares a page, titles."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from jcop.findable import PAGES
from jcop.models import Centre, HoursPeriod, HoursSpan

pytestmark = pytest.mark.django_db


def blocks(page: str) -> list[dict]:
    return [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]


def test_the_home_page_tells_machines_which_office_it_is_and_when_it_is_open(client):
    pattern = HoursPeriod.objects.create(kind="pattern", valid_from=date(2026, 1, 1))
    HoursSpan.objects.create(period=pattern, weekday=0, opens="10:00", closes="18:00")
    pattern.publish()

    [office] = blocks(client.get("/").content.decode())

    assert office["@type"] == "GovernmentOffice"
    assert office["telephone"] == "32 47 19 555"
    assert office["address"]["streetAddress"] == "ul. Wrzosowa 12A"
    [monday] = office["openingHoursSpecification"]
    assert (monday["dayOfWeek"], monday["opens"], monday["closes"]) == (
        ["https://schema.org/Monday"],
        "10:00",
        "18:00",
    )


def test_a_shared_page_has_a_picture_of_the_size_that_is_asked_for(client):
    page = client.get("/kontakt/").content.decode()

    [address] = re.findall(r'property="og:image"\s+content="http://testserver(/static/[^"]+)"', page)
    path = Path(settings.BASE_DIR, "static", address.removeprefix("/static/"))
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert path.stat().st_size <= 40_000


def test_every_page_has_a_title_and_a_description_of_its_own_address(client):
    titles = {}
    for page in [page for section in PAGES.values() for page in section]:
        html = client.get(page.address).content.decode()
        [titles[page.address]] = re.findall(r"<title>(.*?)</title>", html)
        assert f'<link rel="canonical" href="http://testserver{page.address}">' in html

    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith(" – JCOP") and len(title) > len("x – JCOP") for title in titles.values())


@pytest.mark.parametrize(
    ("prepared", "reviewed", "today", "due"),
    [
        (date(2026, 12, 1), None, date(2026, 12, 31), None),
        (date(2026, 12, 1), None, date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 12, 1), date(2027, 1, 2), date(2027, 3, 1), None),
        (date(2026, 12, 1), date(2027, 3, 5), date(2028, 1, 1), date(2028, 3, 31)),
        (date(2026, 12, 1), date(2027, 3, 5), date(2028, 4, 2), date(2028, 3, 31)),
    ],
)
def test_the_declaration_is_to_be_reviewed_from_new_years_day_until_it_was(prepared, reviewed, today, due):
    centre = Centre(declaration_prepared_on=prepared, declaration_reviewed_on=reviewed)

    assert centre.declaration_due_on(today) == due
