"""Duties, house rules and the history of a day at the clerk's desk."""

import re
from datetime import date, time, timedelta
from html import unescape

import pghistory
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jcop.centre.hours_history import history_of
from jcop.models import HoursPeriod, HouseRules, User, WorkerDuty
from jcop.opening.hours import ONE_DAY, Span
from jcop.opening.typed_hours import OVER_MIDNIGHT
from tests.factories import make_hours
from tests.jcop.clerk import SOURCE, WEEK, make_worker, send, week_ahead

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def worker() -> User:
    return make_worker()


@pytest.fixture
def desk(as_user, worker: User) -> Client:
    return as_user(worker)


@pytest.fixture
def monday() -> date:
    return week_ahead()


class TestDutiesAndRules:
    def save_duty(self, desk: object, **told: str) -> object:
        hours = {f"day_{n}": "15:00-18:00" for n in range(5)}
        return desk.post(
            reverse("admin:jcop_workerduty_add"), {"month": "2027-09", "note": "", **hours, **told}
        )

    def test_a_month_of_duty_is_typed_and_read(self, desk, client):
        today = timezone.localdate()

        response = self.save_duty(desk, month=f"{today:%Y-%m}", note="Prosimy dzwonić.")

        assert response.status_code == 302
        duty = WorkerDuty.objects.get()
        assert (duty.month, duty.week) == (
            today.replace(day=1),
            ((Span(time(15), time(18)),),) * 5 + ((), ()),
        )
        for path in ("/", "/dyzury/"):
            html = re.sub(r"<[^>]+>", "", client.get(path).content.decode())
            assert "pracownik Centrum pełni dyżury od poniedziałku do piątku w godz. 15:00–18:00." in html

    def test_of_a_month_that_has_one_is_told(self, desk):
        self.save_duty(desk)

        response = self.save_duty(desk)

        assert response.context["adminform"].form.errors == {
            "month": ["Dyżury w tym miesiącu są już wpisane: proszę zmienić tamten wpis."]
        }

    @pytest.mark.parametrize(
        ("told", "errors"),
        [
            ({"month": "wrzesień"}, {"month": ["Proszę wpisać miesiąc, na przykład 2027-09."]}),
            ({"month": ""}, {"month": ["To pole jest wymagane."]}),
            ({"day_1": "18-15"}, {"day_1": [OVER_MIDNIGHT]}),
            (
                {f"day_{n}": "" for n in range(5)},
                {"__all__": ["Proszę wpisać godziny dyżuru co najmniej jednego dnia."]},
            ),
        ],
    )
    def test_that_makes_no_sense_is_told(self, desk, told: dict, errors: dict):
        response = self.save_duty(desk, **told)

        assert response.context["adminform"].form.errors == errors
        assert not WorkerDuty.objects.exists()

    def test_is_changed_and_shows_what_it_had(self, desk):
        self.save_duty(desk)
        path = reverse("admin:jcop_workerduty_change", args=[WorkerDuty.objects.get().pk])

        html = desk.get(path).content.decode()
        desk.post(path, {"month": "2027-09", "note": "", "day_2": "9-10"})

        assert html.count('value="15:00-18:00"') == 5
        assert WorkerDuty.objects.get().week == ((), (), (Span(time(9), time(10)),), (), (), (), ())

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_of_duties_asks_the_database_seldom(self, client, rows: int, django_assert_num_queries):
        day = timezone.localdate().replace(day=1)
        for _ in range(rows):
            WorkerDuty.objects.create(month=day).set_week([[Span(time(15), time(18))], *[[]] * 6])
            day = (day + timedelta(days=32)).replace(day=1)

        with django_assert_num_queries(7):
            response = client.get("/dyzury/")

        assert len(response.context["months"]) == rows

    def test_rules_are_entered_with_their_limits_and_end_after_they_begin(self, desk):
        path = reverse("admin:jcop_houserules_add")
        form = {"title": "Zasady", "body": "– jedna\n– druga", "valid_from": "2027-01-02"}
        form |= {"limits-TOTAL_FORMS": "1", "limits-INITIAL_FORMS": "0", "limits-0-use": "room"}

        refused = desk.post(path, {**form, "limits-0-persons": "2", "valid_until": "2027-01-01"})
        none = desk.post(path, {**form, "limits-0-persons": "0"})
        saved = desk.post(path, {**form, "limits-0-persons": "2"})

        assert "Ostatni dzień jest wcześniejszy niż pierwszy." in unescape(refused.content.decode())
        assert "Ograniczenie to co najmniej jedna osoba." in unescape(none.content.decode())
        assert saved.status_code == 302
        rules = HouseRules.objects.get(title="Zasady")
        assert (rules.lines, str(rules.limits.get())) == (["jedna", "druga"], "sala: najwyżej osób: 2")


class TestTheHistoryOfADay:
    def test_tells_what_was_published_when_and_by_whom(self, desk, worker: User, monday: date):
        make_hours(opens=8, closes=9)
        send(desk, WEEK, monday, SOURCE)
        with pghistory.context(user=worker.pk):
            HoursPeriod.objects.get(kind="override").withdraw()

        response = desk.get(reverse("admin:jcop_hoursperiod_day_history"), {"day": f"{monday}"})

        found = response.context["versions"]
        assert [version.by for version in found] == [worker.full_name, worker.full_name, "portal"]
        assert [version.acts[0].partition(":")[0] for version in found] == [
            "wycofano",
            "ogłoszono",
            "ogłoszono",
        ]
        assert [version.day.spans for version in found] == [
            (Span(time(8), time(9)),),
            (Span(time(10), time(18)),),
            (Span(time(8), time(9)),),
        ]

    def test_keeps_what_was_deleted(self, monday: date):
        with pghistory.context(user=None):
            HoursPeriod.plan(monday, monday, [[Span(time(8), time(9))]] * 7)
        with pghistory.context(user=0):
            HoursPeriod.objects.all().delete()

        found = history_of(monday)

        assert [(version.by, version.day.is_known) for version in found] == [
            ("konto usunięte", False),
            ("portal", True),
        ]

    def test_tells_the_end_of_a_suspension(self, monday: date):
        with pghistory.context(user=None):
            running = HoursPeriod.suspend(
                valid_from=monday - ONE_DAY, valid_until=None, reason="remont", contact=""
            )
        with pghistory.context(user=None):
            running.resume(on=monday)

        assert [version.acts[0].partition(":")[0] for version in history_of(monday)] == [
            "zakończono",
            "ogłoszono",
        ]
        assert [version.acts[0].partition(":")[0] for version in history_of(monday - ONE_DAY)] == [
            "zmieniono",
            "ogłoszono",
        ]

    def test_of_another_day_is_empty(self, monday: date):
        HoursPeriod.plan(monday, monday, [[]] * 7)

        assert history_of(monday + ONE_DAY) == []

    def test_of_a_day_that_makes_no_sense_is_told(self, desk):
        response = desk.get(reverse("admin:jcop_hoursperiod_day_history"), {"day": "kiedyś"})

        assert response.context["form"].errors == {"day": ["Wpisz poprawną datę."]}


def test_what_was_published_is_not_typed_over(desk):
    period = make_hours()
    path = reverse("admin:jcop_hoursperiod_change", args=[period.pk])

    response = desk.get(path)

    assert 'name="valid_from"' not in response.content.decode()
    assert [move["label"] for move in response.context["moves"]] == ["Wycofaj"]
    assert [len(one.formset.extra_forms) for one in response.context["inline_admin_formsets"]] == [0]
