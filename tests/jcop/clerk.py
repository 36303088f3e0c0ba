"""A worker of the Centre at the desk, who plans hours as a clerk would."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jcop.models import User
from jcop.opening.hours import ONE_DAY, monday_of
from jcop.opening.workdays import statutory_day_off
from tests.factories import make_user

WEEK, MONTH = reverse("admin:jcop_hoursperiod_week"), reverse("admin:jcop_hoursperiod_month")
SOURCE = ["10:00-18:00", "7:30-15:30", "7:30-15:30", "8:30-18:00", "nieczynne", "", ""]


def make_worker(group: str = "Pracownik Centrum") -> User:
    user = make_user(groups=(group,))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def week_ahead() -> date:
    """The Monday of a week ahead without a statutory day, all in one month."""
    day = monday_of(timezone.localdate()) + timedelta(weeks=3)
    while day.month != (day + 6 * ONE_DAY).month or any(
        statutory_day_off(day + n * ONE_DAY) for n in range(6)
    ):
        day += timedelta(weeks=1)
    return day


def send(desk: Client, path: str, first: date, hours: list[str], **told: object) -> HttpResponse:
    """Open the planner, type and publish, as a clerk would."""
    path = f"{path}?od={first}"
    form = desk.get(path).context["form"]
    typed = {f"day_{n}": text for n, text in enumerate(hours)}
    return desk.post(path, {"seen": form.initial["seen"], "reason": "", "note": "", **typed, **told})
