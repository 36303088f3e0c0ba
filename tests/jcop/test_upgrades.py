"""Steps of the database over rows that the older version allowed, there and back."""

from datetime import date

import pytest
from django.core.management.base import CommandError

from agreements.models import Grant, Service
from bookings.models import Event, Seat
from organizations.models import Invitation
from tests.factories import make_agreement, make_event, make_guest, make_organization, make_user
from tests.migrating import migrate, sql

pytestmark = pytest.mark.django_db
OLDER = [
    ("bookings", "0005_messages"),
    ("agreements", "0004_messages"),
    ("organizations", "0005_access_requests_in_polish"),
    ("jcop", "0005_messages"),
]


def test_two_numbers_that_become_the_same_are_named_before_anything_is_done():
    club = make_organization(name="Klub A", legal_form="sports_club", krs=None, register_number="W/901")
    other = make_organization(name="Klub B", legal_form="sports_club", krs=None, register_number="W/902")
    migrate(OLDER)
    sql("UPDATE organizations_organization SET register_number = 'w 901' WHERE id = %s", other.pk)

    with pytest.raises(CommandError) as refusal:
        migrate()

    words = str(refusal.value)
    assert f"Klub A (number W/901, row {club.pk}); Klub B (number w 901, row {other.pk})." in words
    steps = sql(
        "SELECT app, name FROM django_migrations WHERE app IN ('bookings', 'agreements', 'organizations')"
    )
    assert not {"0006_calendars", "0005_grant_once_a_day", "0006_register_authorities"} & {
        n for _, n in steps
    }


def test_days_that_were_granted_twice_are_granted_once():
    agreement = make_agreement()
    service = Service.objects.get(code="dyzury")
    agreement.grants.filter(service=service).delete()
    migrate(OLDER)
    for first, last in (("2026-01-01", "2026-06-30"), ("2026-05-01", None), ("2025-01-01", "2025-03-31")):
        sql(
            "INSERT INTO agreements_grant (agreement_id, service_id, valid_from, valid_until)"
            " VALUES (%s, %s, %s, %s)",
            agreement.pk,
            service.pk,
            first,
            last,
        )

    migrate()

    grants = Grant.objects.filter(agreement=agreement, service=service).order_by("valid_from")
    assert list(grants.values_list("valid_from", "valid_until")) == [
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2026, 1, 1), None),
    ]


def test_a_title_in_two_lines_of_any_kind_becomes_one_line():
    event = make_event(title="Kurs")
    migrate(OLDER)
    sql("UPDATE bookings_event SET title = %s WHERE id = %s", "Kurs\u2028pierwszej\npomocy", event.pk)

    migrate()

    assert Event.objects.get().title == "Kurs pierwszej pomocy"


def test_an_older_version_keeps_the_places_of_a_family_and_the_end_of_an_invitation():
    guest = make_guest(email="rodzic@example.org")
    make_event().sign_up(guest=guest, names=["Anna Zmyślona", "Jan Zmyślony"])
    organization = make_organization()
    invitation = Invitation.objects.create(
        organization=organization, email="x@example.org", invited_by=make_user()
    )
    invitation.decline()

    migrate(OLDER)
    migrate()

    assert list(Seat.objects.order_by("person_no").values_list("state", "guest")) == [
        ("taken", guest.pk),
        ("taken", None),
    ]
    assert Invitation.objects.get().revoked_at == invitation.declined_at
