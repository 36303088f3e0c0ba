"""What can only be refused is not offered."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agreements.admin.agreement_forms import ExistingForm
from agreements.admin.request_paper import PaperForm
from bookings.admin.bookings import BookingAdmin
from bookings.admin.event_forms import SignUpForm
from bookings.admin.forms import BehalfForm
from bookings.models import Booking
from tests.factories import (
    make_agreement,
    make_booking,
    make_event,
    make_hours,
    make_organization,
    make_series,
    next_monday,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def offered(booking: Booking) -> set[str]:
    """The moves that the worker is offered."""
    return {move.verb for move in BookingAdmin.moves if move.is_allowed(booking)}


def test_dates_after_a_termination_are_not_offered_back(as_user):
    make_hours()
    agreement = make_agreement()
    series = make_series(agreement=agreement, first_on=next_monday(), count=3)
    series.cancel()
    page = as_user(agreement.organization.registered_by)
    before = [acts for _, acts in page.get(series.get_absolute_url()).context["dates"]]

    agreement.terminate(on=next_monday() + DAY, reason="koniec")

    after = [acts for _, acts in page.get(series.get_absolute_url()).context["dates"]]
    assert before == [{"put_back"}] * 3
    assert after == [{"put_back"}, set(), set()]


def test_a_full_event_offers_its_queue(client):
    event = make_event(capacity=1)
    free = client.get(event.get_absolute_url()).content.decode()

    event.sign_up(organization=make_organization(), names=[""])

    full = client.get(event.get_absolute_url()).content.decode()
    assert ("Zapisz się</a>" in free, "na listę oczekujących</a>" in free) == (True, False)
    assert ("Zapisz się</a>" in full, "Zapisz się na listę oczekujących</a>" in full) == (False, True)


def test_a_booking_that_is_over_is_not_moved():
    make_hours(date(2026, 1, 1))
    booking = make_booking()
    begun = timezone.now() - timedelta(hours=2)
    ahead = offered(booking)

    booking.starts_at, booking.ends_at = begun, begun + timedelta(hours=1)

    assert ("reschedule" in ahead, "reschedule" in offered(booking)) == (True, False)


def test_a_suspended_organisation_is_in_no_list_that_begins_something():
    make_hours()
    agreement = make_agreement()
    forms = [
        BehalfForm,
        lambda: PaperForm(None, organization=""),
        lambda: ExistingForm(None),
        lambda: SignUpForm(None, subject=make_event()),
    ]
    before = [agreement.organization in form().fields["organization"].queryset for form in forms]

    agreement.organization.suspend(reason="wyjaśnienia")

    after = [agreement.organization in form().fields["organization"].queryset for form in forms]
    assert (before, after) == ([True] * 4, [False] * 4)
