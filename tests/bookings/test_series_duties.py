"""A duty that repeats is a series at the desk: confirmed by the worker, read by residents."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import Bookable, Booking, Resource, Series
from tests.factories import make_agreement, make_hours, make_series, next_monday

pytestmark = pytest.mark.django_db
HELP = "pomoc w pisaniu pism"


def desk() -> Bookable:
    found = Bookable.objects.create(kind=Bookable.Kind.DUTY, name="Stanowisko dyżurowe", slug="stanowisko")
    found.units.add(Resource.objects.create(name="Stanowisko dyżurowe"))
    return found


def rule(place: Bookable, **fields: object) -> dict[str, object]:
    asked = {
        "form_key": "0d0c7f0e-1111-4222-8333-444455556666",
        "bookable": place.pk,
        "day": next_monday(),
        "starts_at": "10:00",
        "ends_at": "12:00",
        "frequency": "weekly",
        "every": 1,
        "count": 3,
        "conflicts": "skip",
        "quantity": 1,
        "purpose": "other",
        "persons": 2,
    }
    return asked | fields


def test_a_weekly_duty_waits_for_the_worker_and_is_read_by_residents(client, as_user):
    make_hours()
    place, agreement = desk(), make_agreement(services=("dyzury",))
    member = as_user(agreement.organization.registered_by)
    path = f"/panel/{agreement.organization.key}/rezerwacje/seria/"
    shown = member.post(path, rule(place, public_title=HELP)).context["shown"]
    days = dict.fromkeys(shown.dates.fields, "on")

    member.post(path, rule(place, public_title=HELP, krok="rezerwacja", zasada=shown.fingerprint) | days)

    series = Series.objects.get()
    found = list(Booking.objects.order_by("starts_at").values_list("kind", "state", "public_title"))
    assert found == [("duty", "requested", HELP)] * 3
    series.confirm()
    client.logout()
    assert HELP in client.get("/dyzury/").content.decode()


def test_a_duty_that_repeats_says_what_the_organisation_helps_with(as_user):
    make_hours()
    place, agreement = desk(), make_agreement(services=("dyzury",))
    path = f"/panel/{agreement.organization.key}/rezerwacje/seria/"

    form = as_user(agreement.organization.registered_by).post(path, rule(place)).context["form"]

    assert list(form.errors) == ["public_title"]
    assert not Series.objects.exists()


@pytest.mark.parametrize("act", ["whole", "date"])
def test_after_the_cut_off_only_the_office_calls_a_series_off(act: str):
    make_hours()
    series = make_series()
    first = series.dates.first()
    late = first.booking.starts_at - timedelta(hours=2)
    verb = series.cancel if act == "whole" else first.skip

    with pytest.raises(ValidationError) as refused:
        verb(by_organization=True, at=late)
    verb(at=late)

    assert refused.value.code == "too_late_to_cancel"
    assert series.bookings("confirmed").count() == (0 if act == "whole" else 2)
    assert timezone.localdate(late) == first.day
