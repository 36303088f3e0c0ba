"""Organisations declare that they take no fees; where the Centre allows them, the worker confirms each."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement, Declaration
from bookings.models import Booking, Series
from jcop.models import Centre
from tests import walked
from tests.bookings.test_views import filled, path
from tests.factories import make_agreement, make_hours, make_plan, make_room
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    Centre.objects.update(fees_allowed=True)
    return make_agreement()


@pytest.fixture
def keeper(as_user, agreement: Agreement):
    return as_user(agreement.organization.registered_by)


@pytest.mark.parametrize("end", ["nowa/", "seria/"])
def test_fees_are_not_asked_for_where_they_are_forbidden(keeper, agreement, end: str):
    Centre.objects.update(fees_allowed=False)

    page = keeper.get(path(agreement.organization, end))

    assert {"fee", "takes_fees"} & set(page.context["form"].fields) == set()
    assert "opłat" not in page.content.decode()


def test_fees_are_refused_by_the_verbs_too(agreement):
    Centre.objects.update(fees_allowed=False)
    plan = make_plan(agreement=agreement, room=make_room())

    for verb in (
        lambda: walked.make_booking(agreement=agreement, room=make_room(), fee=Decimal(150)),
        lambda: Series.claim(replace(plan, fee=Decimal(150)), by=None),
    ):
        with pytest.raises(ValidationError, match="nie pobierają w Centrum opłat"):
            verb()


def test_fees_wait_for_the_worker_with_the_amount_before_the_eyes(keeper, agreement, as_user):
    keeper.post(path(agreement.organization, "nowa/"), filled(make_room(), takes_fees="on", fee="150"))
    booking = Booking.objects.get()

    shown = as_user(make_worker()).get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()

    assert (booking.state, booking.fee) == ("requested", 150)
    assert "150,00" in shown
    assert "Potwierdź rezerwację" in shown


def test_fees_of_a_series_wait_too_also_on_dates_that_follow(agreement):
    plan = replace(make_plan(agreement=agreement, room=make_room(), count=2), fee=Decimal(7))
    series = Series.claim(plan, by=None)

    series.follow(replace(series.rule, first_on=series.first_on + timedelta(days=7), count=3), by=None)

    series.dates.first().skip()
    series.dates.first().put_back(by=None)

    assert set(Booking.objects.values_list("state", "fee")) == {("requested", 7), ("cancelled", 7)}
    assert Booking.objects.filter(state="requested").count() == 4


def test_what_is_declared_goes_with_the_setting():
    forbidden = [one.code for one in Declaration.objects.current()]
    Centre.objects.update(fees_allowed=True)

    allowed = [one.code for one in Declaration.objects.current()]

    assert forbidden == ["prawda", "cele", "oplaty", "regulamin", "rodo"]
    assert allowed == ["prawda", "cele", "regulamin", "rodo"]
    assert not [one.text for one in Declaration.objects.current() if "opłat" in one.text]
