"""A written case is what the verbs make, column by column, with its history, its mails and its jobs."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.db.models import TextChoices
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Promotion, ServiceRequest
from bookings.models import Booking, Event, Thing, Topic
from jcop.models import Centre, Document
from tests import factories, walked
from tests.bookings import advising, walking
from tests.bookings.duties import make_desk
from tests.factories import (
    make_agreement,
    make_guest,
    make_hours,
    make_organization,
    make_things,
    moment,
    next_monday,
    numbers,
    working_monday,
)
from tests.factories.agreements import STEPS
from tests.factories.bookings import WITHOUT_PROPOSAL
from tests.factories.promotions import DECISIONS
from tests.files import pdf
from tests.rows_made import Rows, made

pytestmark = pytest.mark.django_db


def assert_written_as_walked(name: str, **options: object) -> None:
    start = next(numbers)
    walk, write = (partial(getattr(module, name), **options) for module in (walked, factories))

    walked_rows, written_rows = made(walk, start), made(write, start)

    assert walked_rows
    assert_same(written_rows, walked_rows)


def assert_same(written: Rows, walked: Rows) -> None:
    """Column by column, so that a failure names the one that lies."""
    for table in written.keys() | walked.keys():
        assert len(written.get(table, [])) == len(walked.get(table, [])), table
        for wrote, walk in zip(written[table], walked[table], strict=True):
            differing = {name: (wrote[name], walk[name]) for name in walk if wrote[name] != walk[name]}
            assert differing == {}, table


class TestPeople:
    def test_a_user_is_what_the_verb_makes(self):
        assert_written_as_walked("make_user")

    def test_staff_are_in_their_groups(self):
        assert_written_as_walked("make_user", groups=("Referat", "Doradca"))

    def test_an_account_with_all_its_words_is_what_the_verb_makes(self):
        assert_written_as_walked("make_user", email="Ewa@Example.org", password="haslo", is_superuser=True)

    @pytest.mark.parametrize("verified", [False, True])
    def test_an_organization_is_what_the_verbs_make(self, *, verified: bool):
        assert_written_as_walked("make_organization", verified=verified, phone="32 47 19 555")


class TestRequests:
    @pytest.mark.parametrize("state", ServiceRequest.State)
    def test_a_request_is_what_the_verbs_make(self, state: str):
        assert_written_as_walked("make_request", state=state)

    @pytest.mark.parametrize("state", ServiceRequest.State)
    def test_a_request_has_the_state_asked_for(self, state: str):
        request = factories.make_request(state=state)

        assert request.state == state
        assert ServiceRequest.objects.get().state == state

    @pytest.mark.parametrize("state", ["draft", "accepted"])
    def test_a_request_of_an_organization_is_what_the_verbs_make(self, state: str):
        organization = make_organization(signatures_required=2, verified=True)

        assert_written_as_walked("make_request", organization=organization, state=state, services=("sala",))

    def test_a_request_of_another_day_is_counted_from_it(self):
        assert_written_as_walked("make_request", at=moment(next_monday(), 9).replace(year=2025))

    @pytest.mark.parametrize("clock_starts", ["receipt", "submission"])
    def test_the_term_begins_where_the_centre_says(self, clock_starts: str):
        Centre.objects.update(clock_starts=clock_starts)

        assert_written_as_walked("make_request", state="accepted")


class TestAgreements:
    def test_an_agreement_is_what_the_verbs_make(self):
        assert_written_as_walked("make_agreement")

    def test_an_agreement_of_an_organization_is_what_the_verbs_make(self):
        organization = make_organization(verified=True)
        today = timezone.localdate()
        options = {"organization": organization, "services": ("sala",), "valid_from": today}

        assert_written_as_walked("make_agreement", valid_until=today.replace(year=2030), **options)

    def test_the_second_agreement_has_the_next_number(self):
        make_agreement()

        assert_written_as_walked("make_agreement")

    def test_an_agreement_costs_at_most_15_statements(self):
        with CaptureQueriesContext(connection) as statements:
            make_agreement()

        assert len(statements) <= 15


class TestPromotions:
    @pytest.mark.parametrize("state", Promotion.State)
    @pytest.mark.parametrize("kind", Promotion.Kind)
    def test_a_promotion_is_what_the_verbs_make(self, kind: str, state: str):
        assert_written_as_walked("make_promotion", kind=kind, state=state)

    @pytest.mark.parametrize("state", Promotion.State)
    def test_a_promotion_has_the_state_asked_for(self, state: str):
        promotion = factories.make_promotion(state=state)

        assert promotion.state == state
        assert Promotion.objects.get(pk=promotion.pk).state == state


class TestBookings:
    def test_a_booking_is_what_the_verbs_make(self):
        assert_written_as_walked("make_booking")

    def test_a_booking_in_opening_hours_is_confirmed_at_once(self):
        make_hours()

        assert_written_as_walked("make_booking")

    def test_a_booking_costs_at_most_20_statements(self):
        make_hours()

        with CaptureQueriesContext(connection) as statements:
            factories.make_booking()

        assert len(statements) <= 20

    def test_a_booking_of_several_things_is_what_the_verbs_make(self):
        make_hours()
        agreement, room = make_agreement(), factories.make_room(minutes_before=15, minutes_after=30)
        contact = {"name": " Ewa Próbna ", "phone": "", "needs": "pętla"}
        options = {"extras": (Thing(make_things(3), 2),), "contact": contact, "persons": 3, "hours": 2}

        assert_written_as_walked("make_booking", agreement=agreement, room=room, **options)

    def test_things_are_taken_from_those_that_are_free(self):
        make_hours()
        agreement, things = make_agreement(), make_things(3)
        factories.make_booking(agreement=agreement, room=things)

        assert_written_as_walked("make_booking", agreement=agreement, room=things, quantity=2)

    def test_a_booking_that_waits_for_the_worker_is_what_the_verbs_make(self):
        make_hours()
        options = {"room": factories.make_room(confirmed_by="worker"), "public_title": "Wernisaż"}

        assert_written_as_walked("make_booking", **options)

    def test_a_duty_is_what_the_verbs_make(self):
        make_hours()
        options = {"room": make_desk(), "agreement": make_agreement(services=("dyzury",))}

        assert_written_as_walked("make_booking", public_title="Pomoc", **options)

    def test_a_series_is_what_the_verbs_make(self):
        make_hours()

        assert_written_as_walked("make_series")

    def test_a_series_out_of_hours_is_what_the_verbs_make(self):
        make_hours()
        options = {"agreement": make_agreement(), "room": factories.make_room()}

        assert_written_as_walked("make_series", starts=17, extras=(Thing(make_things(3), 2),), **options)


class TestClosures:
    @pytest.mark.parametrize("choice", sorted(WITHOUT_PROPOSAL))
    def test_a_closure_has_the_choice_asked_for(self, choice: str):
        make_hours()

        closure = factories.make_closure(choice=choice)

        assert closure.consequences.get().choice == choice

    @pytest.mark.parametrize("choice", ["propose", "unknown"])
    def test_a_choice_that_nobody_has_written_is_refused_by_name(self, choice: str):
        with pytest.raises(ValueError, match=f"^no case is written for the choice {choice}$"):
            factories.make_closure(choice=choice)


class TestEvents:
    @pytest.mark.parametrize("published", [False, True])
    def test_an_event_is_what_the_verbs_make(self, *, published: bool):
        assert_written_as_walked("make_event", published=published)

    @pytest.mark.parametrize("kind", Event.Kind)
    def test_an_event_in_opening_hours_is_what_the_verbs_make(self, kind: str):
        make_hours()

        assert_written_as_walked("make_event", kind=kind, capacity=None, room=factories.make_room())


class TestCentre:
    def test_hours_are_what_the_verb_publishes(self):
        assert_written_as_walked("make_hours")

    @pytest.mark.parametrize("content", [b"", pdf()])
    def test_a_document_is_what_the_verbs_make(self, content: bytes):
        content = content or pdf()

        assert_written_as_walked("make_document", title="Regulamin", days=3, content=content)

    def test_a_document_without_a_file_is_what_the_verbs_make(self):
        options = {"kind": Document.Kind.PUBLICATION, "is_at_centre": True}

        assert_written_as_walked("make_document", title="Książka", content=None, **options)

    def test_places_are_what_the_desk_makes(self):
        assert_written_as_walked("make_room")
        assert_written_as_walked("make_things", pieces=3)


class TestAdvice:
    def test_a_founders_talk_is_what_the_verb_makes(self):
        make_hours()
        options = {"adviser": advising.make_adviser(), "guest": make_guest(), "about": "Zakładamy."}
        options["starts_at"] = moment(working_monday(), 10)
        start = next(numbers)

        walked_rows = made(partial(walking.make_visit, **options), start)

        options["guest"].refresh_from_db()
        assert_same(made(partial(advising.make_visit, **options), start), walked_rows)

    @pytest.mark.parametrize("confirmed_by", ["portal", "worker"])
    def test_an_organizations_talk_is_what_the_verb_makes(self, confirmed_by: str):
        make_hours()
        options = {
            "adviser": advising.make_adviser(confirmed_by=confirmed_by),
            "agreement": make_agreement(services=("doradztwo",)),
            "starts_at": moment(working_monday(), 10),
            "topic": Topic.LAW,
            "about": "Umowa.",
        }
        start = next(numbers)

        walked_rows = made(partial(walking.make_advice, **options), start)

        assert_same(made(partial(advising.make_advice, **options), start), walked_rows)


@pytest.mark.parametrize(
    ("states", "written"),
    [(ServiceRequest.State, STEPS), (Promotion.State, DECISIONS)],
    ids=["request", "promotion"],
)
def test_every_state_has_a_written_case(states: type[TextChoices], written: dict[str, object]):
    assert set(written) == set(states)


@pytest.mark.parametrize("make", [factories.make_request, factories.make_promotion])
@pytest.mark.parametrize("state", ["", "unknown", Booking.State.NO_SHOW])
def test_a_state_that_nobody_has_written_is_refused_by_name(make: Callable[..., object], state: str):
    with pytest.raises(ValueError, match=f"^no case is written for the state {state}$"):
        make(state=state)
