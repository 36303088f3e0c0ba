"""A zapotrzebowanie from the draft to its decision."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement, Service, ServiceRequest
from jcop.models import Centre
from jcop.moves import IllegalMove
from tests import factories
from tests.factories import make_organization, make_user
from tests.walked import make_request

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
FILED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def moves_of(request: ServiceRequest) -> list[str]:
    """The states that the history remembers, in order."""
    return list(request.events.order_by("pgh_id").values_list("state", flat=True))


def test_a_filed_request_has_a_number_a_date_and_a_deadline():
    request = make_request(at=FILED)

    request.refresh_from_db()
    assert (request.state, request.reference) == (State.SUBMITTED, "1/2026")
    assert (request.submitted_on, request.counts_from) == (date(2026, 3, 2), date(2026, 3, 2))
    assert request.due_on == date(2026, 3, 16)


def test_filing_prepares_the_agreement_and_enqueues_the_set_and_the_mail(run_jobs):
    request = make_request()

    assert request.agreement.state == Agreement.State.PREPARED
    assert request.agreement.number == ""
    assert run_jobs() == ["prepare_set", "send_message"]


def test_a_draft_enqueues_nothing_and_has_no_number(run_jobs):
    request = make_request(state=State.DRAFT)

    assert (request.reference, request.due_on) == ("", None)
    assert run_jobs() == []


def test_numbers_begin_anew_each_year():
    requests = [
        make_request(at=datetime(year, 6, 1, 9, tzinfo=UTC)) for year in (2025, 2025, 2026, 2025, 2026)
    ]

    assert [r.reference for r in requests] == ["1/2025", "2/2025", "1/2026", "3/2025", "2/2026"]


def test_a_request_filed_in_the_last_minutes_of_the_year_in_utc_belongs_to_the_new_year():
    request = make_request(at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))

    assert (request.reference, request.submitted_on) == ("1/2026", date(2026, 1, 1))


def test_a_request_without_services_is_refused_and_takes_no_number():
    draft = make_request(state=State.DRAFT, services=())

    with pytest.raises(ValidationError) as refusal:
        draft.submit(at=FILED)

    assert refusal.value.code == "no_services"
    assert make_request(at=FILED).reference == "1/2026"


def test_whoever_leads_a_case_is_told_that_it_was_withdrawn(run_jobs, mailoutbox):
    clerk = make_user("referat@example.org", groups=("Referat",))
    led, unled = make_request(), make_request()
    led.take(to=clerk)

    for request in (led, unled):
        ServiceRequest.objects.get(pk=request.pk).withdraw()
    run_jobs()

    about = [(sent.to, led.reference in sent.subject) for sent in mailoutbox if "wycofane" in sent.subject]
    assert about == [([clerk.email], True)]


def test_a_suspended_organisation_files_nothing():
    organization = make_organization().suspend(reason="wyjaśnienia")

    with pytest.raises(ValidationError) as refusal:
        make_request(organization=organization)

    assert refusal.value.code == "suspended"


def test_the_same_form_sent_twice_gives_the_first_request():
    organization, key = make_organization(), uuid.uuid4()
    wishes = {Service.objects.get(code="sala"): {"remarks": "raz"}}

    first, second = (
        ServiceRequest.prepare(
            organization=organization, by=organization.registered_by, form_key=key, wishes=wishes
        )
        for _ in range(2)
    )

    assert first == second
    assert ServiceRequest.objects.of(organization).count() == 1


def test_filing_a_filed_request_is_refused_and_takes_no_number():
    request = make_request(at=FILED)

    with pytest.raises(IllegalMove):
        request.submit(at=FILED)

    request.refresh_from_db()
    assert request.reference == "1/2026"
    assert make_request(at=FILED).reference == "2/2026"


class TestTheSignedSet:
    def test_its_receipt_begins_the_examination_and_leaves_the_deadline(self):
        request = make_request(at=FILED)

        request.receive_signed_set(on=date(2026, 3, 5), channel="post", copies=3)

        request.refresh_from_db()
        assert request.state == State.UNDER_EXAMINATION
        assert (request.received_on, request.received_channel) == (date(2026, 3, 5), "post")
        assert request.due_on == date(2026, 3, 16)
        assert Agreement.objects.get(request=request).state == Agreement.State.RECEIVED

    def test_starts_the_clock_where_the_office_counts_from_receipt(self):
        Centre.objects.update(clock_starts=Centre.ClockStart.RECEIPT)
        request = make_request(at=FILED)
        assert (request.due_on, request.term()) == (None, None)

        request.receive_signed_set(on=date(2026, 3, 5), channel="post", copies=3)

        assert (request.counts_from, request.due_on) == (date(2026, 3, 5), date(2026, 3, 19))

    def test_a_changed_setting_moves_no_running_case(self):
        request = make_request(at=FILED)
        Centre.objects.update(clock_starts=Centre.ClockStart.RECEIPT)
        make_request(at=FILED)

        request.refresh_from_db()

        assert request.due_on == date(2026, 3, 16)

    def test_cannot_come_before_the_request_was_filed(self):
        request = make_request(at=FILED)

        with pytest.raises(ValidationError) as refusal:
            request.receive_signed_set(on=date(2026, 3, 1), channel="post", copies=3)

        assert list(refusal.value.message_dict) == ["on"]

    def test_cannot_come_from_the_future(self):
        tomorrow = timezone.localdate() + timedelta(days=1)

        with pytest.raises(ValidationError) as refusal:
            make_request().receive_signed_set(on=tomorrow, channel="post", copies=3)

        assert list(refusal.value.message_dict) == ["on"]


class TestTheDecision:
    def test_accepting_names_who_and_when_and_leaves_the_agreement_to_be_signed(self):
        clerk, request = make_user(groups=("Referat",)), make_request(state=State.UNDER_EXAMINATION)

        request.accept(by=clerk, at=FILED)

        request.refresh_from_db()
        assert (request.state, request.decided_by, request.decided_at) == (State.ACCEPTED, clerk, FILED)
        assert list(Agreement.objects.awaiting_signature()) == [request.agreement]

    def test_refusing_abandons_the_agreement_and_keeps_the_reason(self):
        clerk, request = make_user(groups=("Zatwierdzający",)), make_request(state=State.UNDER_EXAMINATION)

        request.refuse(by=clerk, reason="  poza miastem ")

        request.refresh_from_db()
        assert (request.state, request.refusal_reason) == (State.REFUSED, "poza miastem")
        assert Agreement.objects.get(request=request).state == Agreement.State.ABANDONED

    def test_a_refusal_without_reasons_is_none(self):
        request = make_request(state=State.UNDER_EXAMINATION)

        with pytest.raises(ValidationError) as refusal:
            request.refuse(by=make_user(), reason=" ")

        assert refusal.value.message_dict == {"reason": ["Podaj uzasadnienie."]}
        request.refresh_from_db()
        assert request.state == State.UNDER_EXAMINATION

    def test_withdrawing_a_filed_request_abandons_its_agreement(self):
        request = make_request().withdraw()

        assert request.state == State.WITHDRAWN
        assert Agreement.objects.get(request=request).state == Agreement.State.ABANDONED

    def test_withdrawing_a_draft_leaves_no_agreement(self):
        request = make_request(state=State.DRAFT).withdraw()

        assert request.state == State.WITHDRAWN
        assert not Agreement.objects.filter(request=request).exists()

    def test_the_history_tells_every_move_once(self):
        request = make_request(state=State.ACCEPTED)

        assert moves_of(request) == ["draft", "submitted", "under_examination", "accepted"]


VERBS = {
    "submit": lambda r: r.submit(),
    "receive_signed_set": lambda r: r.receive_signed_set(on=timezone.localdate(), channel="post", copies=3),
    "call_for_correction": lambda r: r.call_for_correction(by=r.prepared_by, defects=["brak"]),
    "send_correction": lambda r: r.send_correction(),
    "complete_correction": lambda r: r.complete_correction(on=timezone.localdate()),
    "accept": lambda r: r.accept(by=r.prepared_by),
    "refuse": lambda r: r.refuse(by=r.prepared_by, reason="powód"),
    "leave": lambda r: r.leave(by=r.prepared_by, reason="powód"),
    "reopen": lambda r: r.reopen(by=r.prepared_by, reason="powód"),
    "extend": lambda r: r.extend(by=r.prepared_by, until=date(2030, 1, 2), reason="powód"),
    "check_formally": lambda r: r.check_formally(by=r.prepared_by, defects=[]),
    "take": lambda r: r.take(to=r.prepared_by),
    "withdraw": lambda r: r.withdraw(),
}
UNDECIDED = {State.SUBMITTED, State.UNDER_EXAMINATION, State.AWAITING_CORRECTION}
ENDED = {State.ACCEPTED, State.REFUSED, State.LEFT, State.WITHDRAWN}
ALLOWED = {
    "submit": {State.DRAFT},
    "receive_signed_set": {State.SUBMITTED, State.AWAITING_CORRECTION},
    "call_for_correction": {State.SUBMITTED, State.UNDER_EXAMINATION},
    "send_correction": {State.AWAITING_CORRECTION},
    "complete_correction": {State.AWAITING_CORRECTION},
    "accept": {State.UNDER_EXAMINATION},
    "refuse": UNDECIDED,
    "leave": {State.AWAITING_CORRECTION},
    "reopen": ENDED,
    "extend": UNDECIDED,
    "check_formally": UNDECIDED,
    "take": UNDECIDED,
    "withdraw": UNDECIDED | {State.DRAFT},
}
ILLEGAL = [(state, verb) for verb in VERBS for state in State if state not in ALLOWED[verb]]


@pytest.mark.parametrize(("state", "verb"), ILLEGAL)
def test_an_illegal_move_changes_nothing_and_says_where_the_case_stands(state: str, verb: str):
    request = factories.make_request(state=state)
    before = moves_of(request)

    with pytest.raises(IllegalMove) as refusal:
        VERBS[verb](request)

    assert refusal.value.message.endswith(f" stan zmienił się na „{State(state).label}” (portal).")
    assert moves_of(request) == before


class TestQueues:
    def test_each_queue_holds_its_own_cases(self):
        drafted = make_request(state=State.DRAFT)
        filed = make_request()
        examined = make_request(state=State.UNDER_EXAMINATION)
        accepted = make_request(state=State.ACCEPTED)
        rows = ServiceRequest.objects

        assert list(rows.awaiting_set()) == [filed]
        assert list(rows.under_examination()) == [examined]
        assert list(rows.undecided().by_due_date()) == [filed, examined]
        assert list(rows.unfinished()) == [examined, filed, drafted]
        assert list(rows.filed()) == [accepted, examined, filed]

    def test_a_case_is_overdue_only_when_its_last_day_has_passed(self):
        request = make_request(at=FILED)

        assert list(ServiceRequest.objects.overdue(date(2026, 3, 16))) == []
        assert list(ServiceRequest.objects.overdue(date(2026, 3, 17))) == [request]

    def test_the_earliest_deadline_comes_first_and_no_deadline_last(self):
        late, early = make_request(at=FILED + timedelta(days=1)), make_request(at=FILED)
        Centre.objects.update(clock_starts=Centre.ClockStart.RECEIPT)
        without = make_request(at=FILED)

        assert list(ServiceRequest.objects.undecided().by_due_date()) == [early, late, without]
