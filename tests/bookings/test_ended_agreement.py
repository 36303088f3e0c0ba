"""An agreement that ended yesterday grants nothing today, whoever asks and by whatever way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Booking
from tests.bookings.test_views import filled, path
from tests.factories import make_agreement, make_hours, make_room, moment
from tests.jcop.clerk import make_worker
from tests.walked import make_booking

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)
ON_BEHALF = reverse("admin:bookings_booking_on_behalf")
ENDS: dict[str, Callable[[Agreement], object]] = {
    "expired": lambda one: Agreement.objects.filter(pk=one.pk).update(valid_until=timezone.localdate() - DAY),
    "terminated": lambda one: one.terminate(on=timezone.localdate() - DAY, reason="koniec"),
    "annulled": lambda one: one.annul(reason="pomyłka"),
}


@pytest.fixture(params=ENDS)
def ended(request: pytest.FixtureRequest) -> Agreement:
    make_hours()
    agreement = make_agreement(valid_from=timezone.localdate() - 9 * DAY)
    ENDS[request.param](agreement)
    return agreement


def test_in_the_organisations_form(as_user, ended: Agreement):
    organization = ended.organization

    answer = as_user(organization.registered_by).post(path(organization, "nowa/"), filled(make_room()))

    assert answer.context["form"].non_field_errors() == [
        "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji."
    ]
    assert Booking.objects.count() == 0


def test_in_admin_when_the_worker_books_for_it(as_user, ended: Agreement):
    """Such an organisation is not offered, and naming it all the same is told beside the field."""
    told = filled(make_room()) | {"organization": ended.organization.pk, "channel": "phone"}

    answer = as_user(make_worker()).post(ON_BEHALF, told | {"exception_reason": "prosili"})

    form = answer.context["form"]
    assert list(form.errors) == ["organization"]
    assert ended.organization not in form.fields["organization"].queryset
    assert Booking.objects.count() == 0


def test_in_admin_when_another_agreement_goes_on_without_rooms(as_user, ended: Agreement):
    """Not even with a reason: rules can be passed, a missing right cannot."""
    make_agreement(organization=ended.organization, services=("doradztwo",))
    told = filled(make_room()) | {"organization": ended.organization.pk, "channel": "phone"}

    answer = as_user(make_worker()).post(ON_BEHALF, told | {"exception_reason": "prosili"})

    [refusal] = answer.context["form"].non_field_errors()
    assert "nie daje w tym dniu prawa do tej rezerwacji" in refusal
    assert Booking.objects.count() == 0


def test_in_a_direct_call(ended: Agreement):
    with pytest.raises(ValidationError) as refusal:
        make_booking(agreement=ended, starts_at=moment(timezone.localdate() + DAY, 23))

    assert refusal.value.code == "no_right"
    assert Booking.objects.count() == 0
