"""Who answers for a booking and what its guests need: seen by few, in no history, and not kept long."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from bookings.models import Booking, BookingContact
from bookings.tasks import forget_contacts
from tests.factories import make_agreement, make_user
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
TOLD = {"name": "Wanda Wyciekła", "phone": "32 47 19 555", "needs": "pętla indukcyjna-wyciek"}


def used(days_ago: int) -> Booking:
    """A booking with a contact that ended so many days ago."""
    booking = make_booking(contact=TOLD)
    ended = timezone.now() - timedelta(days=days_ago)
    Booking.objects.filter(pk=booking.pk).update(starts_at=ended - timedelta(hours=1), ends_at=ended)
    return booking


def everywhere() -> str:
    """Every row of every table of ours, history and jobs included, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), chr(32)) FROM "{table}" t')
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def test_they_lie_in_one_row_only():
    make_booking(contact=TOLD)

    text = everywhere()

    assert (text.count("Wyciekła"), text.count("indukcyjna-wyciek")) == (1, 1)


def test_needs_go_a_week_after_the_use_and_names_after_ninety_days():
    fresh, week, quarter = used(6), used(9), used(92)

    forget_contacts(0)

    assert BookingContact.objects.get(booking=fresh).needs == TOLD["needs"]
    kept = BookingContact.objects.get(booking=week)
    assert (kept.name, kept.phone, kept.needs) == (TOLD["name"], TOLD["phone"], "")
    assert not BookingContact.objects.filter(booking=quarter).exists()


def test_nothing_is_found_anywhere_once_they_are_forgotten():
    used(92)
    only_needs = make_booking(contact={"needs": TOLD["needs"]})
    ended = timezone.now() - timedelta(days=9)
    Booking.objects.filter(pk=only_needs.pk).update(starts_at=ended - timedelta(hours=1), ends_at=ended)

    forget_contacts(0)

    text = everywhere()
    assert "Wyciekła" not in text
    assert "indukcyjna-wyciek" not in text
    assert Booking.objects.count() == 2


def test_nothing_told_is_nothing_kept():
    make_booking(contact={"name": " ", "phone": "", "needs": ""})

    assert not BookingContact.objects.exists()


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(("group", "sees"), [("Pracownik Centrum", True), ("Referat", False)])
def test_only_staff_who_handle_bookings_see_them(as_user, group: str, sees: bool):
    booking = make_booking(contact=TOLD)

    user = make_user(groups=(group,))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    page = as_user(user).get(f"/admin/bookings/booking/{booking.pk}/change/")

    assert page.status_code == 200
    assert (TOLD["name"] in page.content.decode(), TOLD["needs"] in page.content.decode()) == (sees, sees)


def test_the_organisation_sees_its_own_and_the_public_none(as_user, client):
    agreement = make_agreement()
    booking = make_booking(agreement=agreement, contact=TOLD, public_title="Wernisaż")
    day = timezone.localdate(booking.starts_at)

    public = client.get(f"/kalendarz/?tydzien={day}").content.decode()
    own = as_user(agreement.organization.registered_by).get(booking.get_absolute_url()).content.decode()

    assert "Wernisaż" in public
    assert "Wyciekła" not in public
    assert TOLD["name"] in own
    assert TOLD["needs"] in own
