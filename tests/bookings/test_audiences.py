"""Whom an event is for: everybody, residents, organisations, or those whose agreement grants trainings."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bookings.models import Event, Seat
from organizations.models import Organization
from tests.factories import make_agreement, make_event, make_guest, make_organization

pytestmark = pytest.mark.django_db
NOT_GRANTED = "To wydarzenie jest dla organizacji, którym porozumienie przyznaje szkolenia."


def sign_up_page(event: Event, organization: Organization) -> str:
    return reverse("bookings:own_event", args=[organization.key, event.pk])


def test_trainings_for_the_granted_take_those_whose_agreement_grants_them_on_that_day():
    event = make_event(audience="granted", per_organization=1)
    day_before = timezone.localdate(event.starts_at) - timedelta(days=1)
    granting = make_agreement(services=("szkolenia",)).organization
    others = {
        "ends before": make_agreement(services=("szkolenia",), valid_until=day_before).organization,
        "grants rooms": make_agreement(services=("sala",)).organization,
        "no agreement": make_organization(),
    }

    (seat,) = event.sign_up(organization=granting, names=[""])

    assert seat.state == Seat.State.TAKEN
    for organization in others.values():
        with pytest.raises(ValidationError, match=NOT_GRANTED):
            event.sign_up(organization=organization, names=[""])
    with pytest.raises(ValidationError, match="dla organizacji"):
        event.sign_up(guest=make_guest(), names=["Jan Próbny"])


def test_a_place_that_was_waited_for_is_taken_by_those_alone_whom_the_event_takes_now():
    event = make_event(audience="granted", capacity=1)
    agreement = make_agreement(services=("szkolenia",))
    (first,) = event.sign_up(organization=make_agreement(services=("szkolenia",)).organization, names=[""])
    (waiting,) = event.sign_up(organization=agreement.organization, names=[""])
    agreement.terminate(on=timezone.localdate(), reason="zgoda stron")
    first.cancel()
    waiting.refresh_from_db()

    with pytest.raises(ValidationError, match=NOT_GRANTED):
        waiting.accept()

    assert waiting.state == Seat.State.OFFERED


@pytest.mark.parametrize(
    ("audience", "takes"),
    [
        ("both", {"residents", "organizations", "granted"}),
        ("residents", {"residents"}),
        ("organizations", {"organizations", "granted"}),
        ("granted", {"granted"}),
    ],
)
def test_pages_offer_to_sign_up_to_those_alone_whom_the_event_takes(as_user, audience: str, takes: set[str]):
    event = make_event(audience=audience)
    organization, granted = make_organization(), make_agreement(services=("szkolenia",)).organization

    public = as_user(organization.registered_by).get(event.get_absolute_url()).content.decode()
    offered = {
        name
        for name, party in (("organizations", organization), ("granted", granted))
        if 'name="persons"' in as_user(party.registered_by).get(sign_up_page(event, party)).content.decode()
    }

    assert (
        offered | ({"residents"} if reverse("bookings:join_event", args=[event.pk]) in public else set())
        == takes
    )
    assert ("Zapisz osoby z organizacji" in public) == (takes != {"residents"})


def test_whoever_lacks_the_right_reads_why_and_where_to_ask_for_it(as_user):
    event, organization = make_event(audience="granted"), make_organization()
    keeper = as_user(organization.registered_by)

    page = " ".join(keeper.get(sign_up_page(event, organization)).content.decode().split())
    fields = {"form_key": str(uuid4()), "persons": 1, "names": ""}
    refused = keeper.post(sign_up_page(event, organization), fields)

    assert "To wydarzenie jest dla organizacji, którym porozumienie przyznaje szkolenia." in page
    assert reverse("agreements:submit_request", args=[organization.key]) in page
    assert refused.context["form"].non_field_errors() == [NOT_GRANTED]
    assert not Seat.objects.exists()
