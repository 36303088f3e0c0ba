"""Two tabs and two agreements of one organisation against its limit of hours a week."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from bookings.models import Booking
from jcop.models import Centre
from organizations.models.organizations import OrganizationQuerySet
from tests.bookings.test_race import deadlocks, race
from tests.factories import make_agreement, make_room, moment, next_monday
from tests.walked import make_booking

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 12


def compete() -> tuple[list[object], list[object]]:
    """So many bookings of one hour in rooms of their own, under two agreements; the limit is three."""
    Centre.objects.update(weekly_hours=3)
    first = make_agreement()
    agreements = [first, make_agreement(organization=first.organization)]
    rooms, start = [make_room() for _ in range(RIVALS)], moment(next_monday(), 10)

    results = race(
        lambda n: make_booking(room=rooms[n], agreement=agreements[n % 2], starts_at=start), rivals=RIVALS
    )

    winners = [result for result in results if isinstance(result, Booking)]
    return winners, [result for result in results if not isinstance(result, Booking)]


def test_no_number_of_tabs_passes_the_limit():
    before = deadlocks()

    winners, refused = compete()

    assert len(winners) == 3
    assert all(isinstance(refusal, ValidationError) for refusal in refused)
    assert {refusal.error_dict["day"][0].code for refusal in refused} == {"quota"}
    assert deadlocks() == before


def test_without_the_lock_of_the_organisation_the_limit_would_be_passed(monkeypatch: pytest.MonkeyPatch):
    """The lock is what holds: everybody who only reads the row, and sums, finds room."""

    def slowly(self: OrganizationQuerySet, pk: int) -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return self.get(pk=pk)

    monkeypatch.setattr(OrganizationQuerySet, "locked", slowly)

    winners, _ = compete()

    assert len(winners) > 3
