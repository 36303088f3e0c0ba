"""Hours for machines: the calendar read back with another library, schema.org expanded day by day."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from jcop.centre.feeds import calendar_of
from jcop.centre.structured import as_block
from jcop.models import Centre, HoursPeriod
from jcop.opening.hours import ONE_DAY, WARSAW, Day, Period, Span, days_between, openings
from jcop.opening.schema_org import WEEKDAYS, opening_hours
from jcop.opening.workdays import statutory_day_off
from tests.factories import make_hours
from tests.jcop.test_hours import periods

STAMP = datetime(2026, 3, 1, tzinfo=UTC)
CENTRE = Centre(short_name="JCOP", street="ul. W, 1", city="J", email="cop@um.example", phone="32 47 19 555")
PAGE = "https://jcop.example/godziny-otwarcia/"


def read(text: bytes) -> list[vobject.base.Component]:
    return list(vobject.readOne(text.decode()).contents.get("vevent", []))


def spans_of(events: list[vobject.base.Component]) -> list[tuple[date, Span]]:
    """Days and spans as Warsaw's clock shows them."""
    found = []
    for event in events:
        start = event.dtstart.value
        if isinstance(start, datetime):
            opens, closes = start.astimezone(WARSAW), event.dtend.value.astimezone(WARSAW)
            found.append((opens.date(), Span(opens.time(), closes.time())))
    return found


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21)])
def test_the_calendar_is_read_back_with_the_same_spans_over_the_changes_of_the_clock(first: date):
    spans = (Span(time(0), time(1, 30)), Span(time(7, 30), time(15, 30)), Span(time(22), time(23, 59)))
    days = [Day(first + n * ONE_DAY, spans) for n in range(14)]

    events = read(calendar_of(days, CENTRE, PAGE, STAMP).to_ical())

    assert spans_of(events) == [(day.date, span) for day in days for span in day.spans]


@given(st.lists(periods, max_size=5))
def test_the_calendar_of_any_hours_has_their_instants(found: list[Period]):
    days = days_between(date(2026, 3, 16), date(2026, 4, 12), found)

    events = read(calendar_of(days, CENTRE, PAGE, STAMP).to_ical())

    timed = [event for event in events if isinstance(event.dtstart.value, datetime)]
    assert [(e.dtstart.value, e.dtend.value) for e in timed] == list(openings(days))
    assert len({event.uid.value for event in events}) == len(events)


def test_a_day_closed_unusually_stands_in_the_calendar_with_its_reason():
    days = [Day(date(2026, 12, 25), reason="Boże Narodzenie"), Day(date(2026, 12, 28), is_known=False)]

    [event] = read(calendar_of(days, CENTRE, PAGE, STAMP).to_ical())

    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 25), date(2026, 12, 26))
    assert (event.summary.value, event.description.value) == ("JCOP nieczynne", "Boże Narodzenie")
    assert event.location.value == "ul. W, 1,  J"


@pytest.mark.django_db
def test_the_feed_is_a_calendar_of_a_year(client, django_assert_num_queries):
    make_hours(opens=10, closes=18)

    with django_assert_num_queries(5):
        response = client.get("/godziny-otwarcia.ics")

    found = spans_of(read(response.content))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert {span for _, span in found} == {Span(time(10), time(18))}
    assert len(found) > 350
    assert not any(statutory_day_off(day) not in (None, "niedziela") for day, _ in found)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in response.content
    assert b"\r\nX-PUBLISHED-TTL:PT6H\r\n" in response.content
    assert b"\r\nMETHOD:" not in response.content


@pytest.mark.django_db
def test_the_feed_changes_only_when_the_hours_do(client):
    make_hours()
    before = client.get("/godziny-otwarcia.ics").content

    Centre.objects.update(email="biuro@centrum.example")

    assert client.get("/godziny-otwarcia.ics").content == before
    changed_at = HoursPeriod.pgh_event_model.objects.latest("pgh_created_at").pgh_created_at
    assert {event.dtstamp.value for event in read(before)} == {changed_at.replace(microsecond=0)}


def expanded(data: dict, day: date) -> tuple[Span, ...] | None:
    """What a search engine understands of one day: an exception first, then the week; None: nothing."""

    def covers(spec: dict) -> bool:
        return spec["validFrom"] <= day.isoformat() <= spec["validThrough"]

    def span(spec: dict) -> Span:
        return Span(time.fromisoformat(spec["opens"]), time.fromisoformat(spec["closes"]))

    special = [span(spec) for spec in data["specialOpeningHoursSpecification"] if covers(spec)]
    if special:
        return () if special == [Span(time(0), time(0))] else tuple(sorted(special))
    name = f"https://schema.org/{WEEKDAYS[day.weekday()]}"
    usual = [spec for spec in data["openingHoursSpecification"] if covers(spec)]
    return tuple(sorted(span(spec) for spec in usual if name in spec["dayOfWeek"]))


whole_minutes = st.lists(periods, max_size=5)


@given(whole_minutes)
def test_search_engines_understand_every_known_day_as_residents_do(found: list[Period]):
    found = [apart(period) for period in found]
    days = days_between(date(2026, 3, 16), date(2026, 4, 20), found)

    data = opening_hours(days)

    for day in days:
        assert expanded(data, day.date) == (day.spans if day.is_known else ())


def apart(period: Period) -> Period:
    """One span a day: the database keeps them from overlapping, the strategy does not."""
    by_day = {weekday: (weekday, span) for weekday, span in period.spans}
    fields = {name: getattr(period, name) for name in ("kind", "valid_from", "valid_until", "published_at")}
    return Period(**fields, reason=period.reason, spans=tuple(by_day.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/godziny-otwarcia/"])
def test_the_page_carries_the_hours_as_data(client, path: str):
    make_hours(opens=10, closes=18)

    html = client.get(path).content.decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    data = json.loads(block)
    assert (data["@type"], data["telephone"]) == ("GovernmentOffice", "32 47 19 555")
    assert [spec["opens"] for spec in data["openingHoursSpecification"]] == ["10:00"]
    assert len(data["openingHoursSpecification"][0]["dayOfWeek"]) == 7


def test_data_cannot_end_the_block_it_stands_in():
    data = {"name": "</script><script>alert(1)</script><!--", "n": "a & b"}

    block = as_block(data)

    assert not re.search("[<>&]", block)
    assert json.loads(block) == data


@pytest.mark.django_db
def test_a_suspension_is_told_to_machines_as_closed(client):
    make_hours()
    today = datetime.now(WARSAW).date()
    HoursPeriod.suspend(valid_from=today, valid_until=None, reason="remont", contact="")

    html = client.get("/godziny-otwarcia/").content.decode()
    feed = client.get("/godziny-otwarcia.ics")

    data = json.loads(re.findall(r"ld\+json\">(.*?)</script>", html, re.S)[0])
    assert expanded(data, today) == ()
    assert expanded(data, today + timedelta(days=60)) == ()
    assert [day for day, _ in spans_of(read(feed.content)) if day >= today] == []
    last = read(feed.content)[-1]
    assert (last.summary.value, last.description.value) == ("JCOP działalność zawieszona", "remont")
    assert (last.dtstart.value, last.dtend.value > today + timedelta(days=360)) == (today, True)
