"""Times wanted in a zapotrzebowanie wait for the worker once the agreement is concluded."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement, RequestedService, Service, ServiceRequest
from bookings.models import WantedTimes, WantedTimesSettled
from bookings.templatetags.bookings_tags import booking_queues
from tests.factories import make_organization, make_user
from tests.jcop.clerk import make_worker
from tests.walked import decide

pytestmark = pytest.mark.django_db
TIMES = "wtorki i czwartki po 17:00"


def wish_of(code: str = "sala", *, is_concluded: bool = True, **answers: str) -> RequestedService:
    """One service, as the organisation wrote about it, in a request taken to its agreement."""
    organization = make_organization(verified=True, phone="32 47 19 555")
    clerk = make_user(groups=("Referat",))
    request = ServiceRequest.prepare(
        organization=organization,
        by=organization.registered_by,
        form_key=uuid.uuid4(),
        wishes={Service.objects.get(code=code): answers},
    )
    request.submit()
    request.receive_signed_set(on=request.submitted_on, channel="in_person", copies=3)
    decide(request, ServiceRequest.State.ACCEPTED, by=clerk)
    if is_concluded:
        today = timezone.localdate()
        number = Agreement.objects.proposed_number(today.year)
        request.agreement.conclude(by=clerk, number=number, signed_on=today)
    return request.wishes.get()


def waiting() -> list[int]:
    return list(WantedTimes.objects.to_agree(timezone.localdate()).values_list("pk", flat=True))


class TestWhatWaits:
    def test_the_times_of_a_concluded_agreement_do(self):
        wish = wish_of(times=TIMES, persons="8")

        assert waiting() == [wish.pk]

    def test_neither_before_the_conclusion_nor_without_times_nor_of_what_is_not_booked(self):
        wish_of(times=TIMES, is_concluded=False)
        wish_of(persons="8")
        wish_of(times="")
        wish_of("doradztwo", times=TIMES)

        assert waiting() == []

    def test_a_service_that_was_not_granted_does_not(self):
        wish = wish_of(times=TIMES)
        RequestedService.objects.filter(pk=wish.pk).update(is_declined=True)

        assert waiting() == []

    def test_the_end_of_the_agreement_ends_it(self):
        wish = wish_of(times=TIMES)
        agreement = wish.request.agreement
        agreement.terminate(on=timezone.localdate(), reason="koniec")

        assert WantedTimes.objects.to_agree(timezone.localdate()).count() == 1
        assert WantedTimes.objects.to_agree(timezone.localdate() + timedelta(days=1)).count() == 0

    @pytest.mark.parametrize("verb", ["suspend", "close"])
    def test_an_organisation_that_may_book_nothing_waits(self, verb: str):
        organization = wish_of(times=TIMES).request.organization
        getattr(organization, verb)(reason="wyjaśnienia")
        stopped = len(waiting())

        organization.resume(reason="po wyjaśnieniach")

        assert (stopped, len(waiting())) == (0, 1)


class TestSettling:
    @pytest.mark.parametrize(("verb", "outcome"), [("agree", "agreed"), ("set_aside", "not_needed")])
    def test_it_leaves_the_list_and_says_who_and_how(self, verb: str, outcome: str):
        wish, worker = wish_of(times=TIMES), make_worker()

        getattr(WantedTimes.objects.get(pk=wish.pk), verb)(by=worker, note=" Dzwoniłem. ")

        settled = WantedTimesSettled.objects.get()
        assert (settled.outcome, settled.note, settled.settled_by) == (outcome, "Dzwoniłem.", worker)
        assert waiting() == []

    def test_the_second_to_settle_is_told(self):
        wanted, worker = WantedTimes.objects.get(pk=wish_of(times=TIMES).pk), make_user()
        wanted.agree(by=worker)

        with pytest.raises(ValidationError, match="Ktoś już to załatwił"):
            wanted.set_aside(by=worker)


@pytest.mark.ignore_template_errors
class TestTheDesk:
    def test_the_queue_the_page_and_the_form_need_nothing_typed_twice(self, as_user):
        wish = wish_of(times=TIMES, persons="około 8 osób")
        organization = wish.request.organization
        worker = make_worker()
        office = as_user(worker)

        queue = next(
            found for found in booking_queues(worker) if found.rest == "z zapotrzebowań do uzgodnienia"
        )
        listed = office.get(queue.url).content.decode()
        entering = office.get(f"/admin/bookings/booking/w-imieniu/?terminy={wish.pk}")

        assert queue.count == 1
        for told in (TIMES, organization.phone, organization.email, f"?terminy={wish.pk}"):
            assert told in listed
        assert TIMES in entering.content.decode()
        assert entering.context["form"].initial["organization"] == organization.pk
        assert entering.context["form"].initial["persons"] == "8"

    def test_one_click_and_it_is_agreed(self, as_user):
        wish = wish_of(times=TIMES)
        office = as_user(make_worker())

        answer = office.post(f"/admin/bookings/wantedtimes/{wish.pk}/czynnosc/agree/", {"note": ""})

        assert answer.status_code == 302
        assert waiting() == []

    @pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "²"])
    def test_a_forged_number_shows_nothing(self, as_user, number: str):
        office = as_user(make_worker())

        answer = office.get("/admin/bookings/booking/w-imieniu/", {"terminy": number})

        assert (answer.status_code, answer.context["wanted"]) == (200, None)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three(self, as_user, rows: int, django_assert_num_queries):
        for _ in range(rows):
            wish_of(times=TIMES)
        office = as_user(make_worker())
        office.get("/admin/bookings/wantedtimes/")

        with django_assert_num_queries(8):
            office.get("/admin/bookings/wantedtimes/")
