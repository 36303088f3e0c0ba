"""The clerk's pages for the Centre's time: plan a week or a month, suspend and resume."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jcop import richtext
from jcop.centre.timetable import Timetable
from jcop.models import Announcement, HoursPeriod, User
from jcop.opening.hours import ONE_DAY, WARSAW, Span, monday_of
from jcop.opening.typed_hours import LAST_MINUTE, OVER_MIDNIGHT, OVERLAP
from jcop.opening.wording import read_week
from tests.factories import make_hours
from tests.jcop.clerk import MONTH, SOURCE, WEEK, make_worker, send, week_ahead

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
SWITCH = reverse("admin:jcop_hoursperiod_suspension")


@pytest.fixture
def worker() -> User:
    return make_worker()


@pytest.fixture
def desk(as_user, worker: User) -> Client:
    return as_user(worker)


@pytest.fixture
def monday() -> date:
    return week_ahead()


def messages_of(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def spans(first: date, count: int) -> list[tuple[Span, ...] | None]:
    days = Timetable.between(first, first + (count - 1) * ONE_DAY).days
    return [day.spans if day.is_known else None for day in days]


class TestTheWeekPlanner:
    def test_publishes_the_week_of_the_source_and_offers_its_sentence(self, desk, monday: date):
        response = send(desk, WEEK, monday, SOURCE, note="dopisek", is_by_phone="on")

        shown = desk.get(response.url).context["published"]
        expected = [
            (Span(time(10), time(18)),),
            (Span(time(7, 30), time(15, 30)),),
            (Span(time(7, 30), time(15, 30)),),
            (Span(time(8, 30), time(18)),),
            (),
        ]
        assert read_week(shown.sentence) == [
            (monday + n * ONE_DAY, hours) for n, hours in enumerate(expected)
        ]
        assert spans(monday, 7) == [*expected, None, None]
        period = HoursPeriod.objects.get()
        assert (period.note, period.is_by_phone, period.is_in_force) == ("dopisek", True, True)

    def test_starts_with_the_hours_in_force_and_leaves_free_weekends_alone(self, desk, monday: date):
        pattern = HoursPeriod.objects.create(kind="pattern", valid_from=monday - timedelta(days=90))
        for weekday in range(5):
            pattern.spans.create(weekday=weekday, opens=time(8), closes=time(16))
        pattern.publish()

        form = desk.get(f"{WEEK}?od={monday}").context["form"]

        assert [field.value() for field in form.hours] == ["8:00-16:00"] * 5 + [None, None]

    def test_copies_another_week(self, desk, monday: date):
        send(desk, WEEK, monday, SOURCE, note="dopisek", reason="inwentaryzacja")
        later = monday + timedelta(weeks=1)

        form = desk.get(f"{WEEK}?od={later}&wzor={monday + 2 * ONE_DAY}").context["form"]

        assert [field.value() or "" for field in form.hours] == SOURCE
        assert [field.value() for field in form.words] == ["inwentaryzacja", "dopisek", False]
        assert HoursPeriod.objects.count() == 1

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("8:00-12:00, 10:00-14:00", OVERLAP),
            ("18:00-8:00", OVER_MIDNIGHT),
            ("22:00-2:00", OVER_MIDNIGHT),
            ("16:00-24:00", LAST_MINUTE),
        ],
    )
    def test_tells_beside_the_day_what_is_wrong_and_keeps_the_rest(
        self, desk, monday, text: str, sentence: str
    ):
        response = send(desk, WEEK, monday, ["10:00-18:00", text, *[""] * 5], note="dopisek")

        assert response.context["form"].errors == {"day_1": [sentence]}
        html = response.content.decode()
        assert [f'value="{kept}"' in html for kept in ("10:00-18:00", text)] == [True, True]
        assert "dopisek</textarea>" in html
        assert not HoursPeriod.objects.exists()

    def test_asks_for_a_day_between_others(self, desk, monday: date):
        response = send(desk, WEEK, monday, ["10-18", "", "10-18", *[""] * 4])

        assert list(response.context["form"].errors) == ["day_1"]
        assert "leży między dniami" in response.context["form"].errors["day_1"][0]

    def test_asks_for_at_least_one_day(self, desk, monday: date):
        response = send(desk, WEEK, monday, [""] * 7)

        assert response.context["form"].non_field_errors() == [
            "Proszę wpisać godziny co najmniej jednego dnia."
        ]

    def test_of_a_week_that_is_over_leads_to_this_week(self, desk):
        response = desk.get(f"{WEEK}?od=2026-01-05")

        assert (response.status_code, response.url) == (302, WEEK)
        assert messages_of(response) == ["Te dni już minęły: plan otwarto od dzisiaj."]

    def test_leaves_the_days_of_this_week_that_are_over_as_they_were(self, desk):
        today = timezone.localdate()

        response = send(desk, WEEK, today, ["9-10"] * 7)

        assert response.status_code == 302
        assert HoursPeriod.objects.get().valid_from == today
        assert spans(monday_of(today), 7) == [None] * today.weekday() + [
            (Span(time(9), time(10)),) for _ in range(7 - today.weekday())
        ]

    @pytest.mark.parametrize("words", ["", "nigdy", "9999-12-31", "0001-01-01", "2026-13", "٢٠٢٦-01-01"])
    def test_of_a_week_that_makes_no_sense_is_of_this_week(self, desk, words: str):
        response = desk.get(WEEK, {"od": words, "wzor": words, "ogloszono": words})

        assert response.status_code == 200
        assert response.context["scope"].first == monday_of(timezone.localdate())

    def test_says_when_somebody_published_other_hours_meanwhile(self, desk, monday: date):
        form = desk.get(f"{WEEK}?od={monday}").context["form"]
        HoursPeriod.plan(monday, monday, [[Span(time(1), time(2))]] * 7)
        sent = {"seen": form.initial["seen"], "day_0": "10:00-18:00"}

        stale = desk.post(f"{WEEK}?od={monday}", sent)
        asked_again = stale.context["form"]["seen"].value()
        again = desk.post(f"{WEEK}?od={monday}", {**sent, "seen": asked_again})

        assert stale.context["form"].non_field_errors()[0].startswith("W międzyczasie ktoś ogłosił inne")
        assert 'value="10:00-18:00"' in stale.content.decode()
        assert again.status_code == 302
        assert spans(monday, 1) == [(Span(time(10), time(18)),)]

    def test_offers_an_announcement_with_the_sentence(self, desk, monday: date):
        pk = re.search(r"ogloszono=(\d+)", send(desk, WEEK, monday, SOURCE, is_by_phone="on").url)[1]

        add = reverse("admin:jcop_announcement_add")
        first, second = (
            desk.get(f"{add}?propozycja=godziny-{pk}").context["adminform"].form.initial for _ in range(2)
        )
        Announcement.objects.create(**{key: first[key] for key in ("title", "slug", "body")})
        third = desk.get(f"{add}?propozycja=godziny-{pk}").context["adminform"].form.initial

        sentence, phone = richtext.plain(first["body"]).split("\n")
        assert len(read_week(sentence)) == 5
        assert phone == (
            "Szczególnie zachęcamy do kontaktu telefonicznego lub pod adresem e-mail:"
            " tel. 32 47 19 555, cop@um.jastrzebie.pl."
        )
        assert first["publish_until"] == datetime.combine(monday + 5 * ONE_DAY, time(), WARSAW)
        assert second["slug"] == first["slug"]
        assert third["slug"] == f"{first['slug']}-2"

    @pytest.mark.parametrize("key", ["godziny-0", "godziny-x", "wznowienie-1", "inne-1", "", "godziny-٣"])
    def test_offers_nothing_about_what_it_does_not_know(self, desk, key: str):
        response = desk.get(reverse("admin:jcop_announcement_add"), {"propozycja": key})

        assert "title" not in response.context["adminform"].form.initial

    @pytest.mark.parametrize("rows", [1, 3])
    def test_asks_the_database_a_constant_number_of_times(
        self, desk, monday: date, rows: int, django_assert_max_num_queries
    ):
        for _ in range(rows):
            HoursPeriod.plan(monday, monday, [[Span(time(1), time(2))]] * 7)

        with django_assert_max_num_queries(12):
            desk.get(f"{WEEK}?od={monday}")


class TestTheMonthPlanner:
    def test_publishes_weekdays_for_the_whole_month(self, desk, monday: date):
        first = (monday.replace(day=1) + timedelta(days=40)).replace(day=1)

        response = send(desk, MONTH, first, ["15:00-18:00"] * 5 + ["nieczynne"] * 2)

        period = HoursPeriod.objects.get()
        assert (period.valid_from, (period.valid_until + ONE_DAY).day) == (first, 1)
        assert "od poniedziałku do piątku" in desk.get(response.url).context["published"].sentence.replace(
            "\xa0", " "
        )

    def test_asks_for_every_weekday(self, desk, monday: date):
        response = send(desk, MONTH, monday, ["15:00-18:00"] * 5 + ["nieczynne", ""])

        assert response.context["form"].errors == {"day_6": ["Proszę wpisać godziny albo „nieczynne”."]}

    def test_starts_with_the_usual_hours_of_each_weekday(self, desk, monday: date):
        make_hours(opens=8, closes=9)

        form = desk.get(f"{MONTH}?od={monday.replace(day=1)}").context["form"]

        assert [field.value() for field in form.hours] == ["8:00-9:00"] * 7


class TestTheSwitch:
    def suspend(self, desk: object, **told: object) -> object:
        form = {"running": "", "valid_from": timezone.localdate().isoformat(), "reason": "epidemia"}
        return desk.post(SWITCH, {**form, "contact": "Referat, tel. 32 47 85 135", **told})

    def test_suspends_and_residents_read_both_reason_and_whom_to_call(self, desk, client):
        make_hours()

        response = self.suspend(desk)

        html = client.get("/").content.decode()
        assert response.status_code == 302
        for words in [
            "Działalność Centrum jest zawieszona do odwołania.",
            "Powód: epidemia",
            'Informacji udziela: Referat, tel. <a href="tel:+48324785135">32 47 85 135</a>',
        ]:
            assert words in html

    def test_resumes_by_one_act_and_offers_the_announcement(self, desk):
        self.suspend(desk)
        running = HoursPeriod.objects.suspensions().get()
        first = timezone.localdate() + timedelta(days=8)

        response = desk.post(SWITCH, {"running": running.pk, "on": first.isoformat()})

        running.refresh_from_db()
        assert running.valid_until == first - ONE_DAY
        add = f"{reverse('admin:jcop_announcement_add')}?propozycja=wznowienie-{running.pk}"
        assert f'"{add}"' in desk.get(response.url).content.decode()
        offered = desk.get(add).context["adminform"].form.initial
        assert offered["title"] == "Jastrzębskie Centrum Organizacji Pozarządowych wznawia swoją działalność"
        assert "swoją działalność wznawia Jastrzębskie Centrum" in offered["body"]

    def test_offers_the_announcement_of_the_suspension(self, desk):
        self.suspend(desk)
        running = HoursPeriod.objects.suspensions().get()

        add = f"{reverse('admin:jcop_announcement_add')}?propozycja=zawieszenie-{running.pk}"
        offered = desk.get(add).context["adminform"].form.initial

        assert offered["title"] == "Zawieszenie działalności do odwołania"
        assert "Wszelkich informacji udziela: Referat, tel. 32 47 85 135." in offered["body"]
        assert "publish_until" not in offered

    def test_asks_for_what_is_missing_and_keeps_the_rest(self, desk):
        response = self.suspend(desk, reason="")

        assert response.context["form"].errors == {"reason": ["To pole jest wymagane."]}
        assert 'value="Referat, tel. 32 47 85 135"' in response.content.decode()
        assert not HoursPeriod.objects.exists()

    def test_tells_that_the_last_day_is_over(self, desk):
        response = self.suspend(desk, valid_from="2026-01-01", valid_until="2026-01-02")

        assert response.context["form"].errors == {"valid_until": ["Ten dzień już minął."]}

    def test_pressed_twice_changes_nothing_the_second_time(self, desk):
        self.suspend(desk)

        again = self.suspend(desk)

        assert messages_of(again)[-1] == "W międzyczasie ktoś to zmienił. Poniżej jest stan obecny."
        assert HoursPeriod.objects.suspensions().count() == 1
