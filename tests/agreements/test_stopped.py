"""What becomes of cases, agreements and boxes of an organisation that is suspended or closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import Agreement, Box, Service, ServiceRequest
from agreements.notifications import OF_TERM
from agreements.reminders import remind
from bookings.models import Booking
from jcop.admin.moves import MovesAdmin
from jcop.models import Message
from jcop.models.messages import post
from tests.agreements.test_agreement_desk import desk
from tests.factories import (
    make_agreement,
    make_booking,
    make_organization,
    make_promotion,
    make_request,
    make_series,
    make_user,
    moment,
    working_monday,
)

DAY = timedelta(days=1)
S = ServiceRequest.State
# Queues whose acts are refused to a suspended organisation, and those that only a closed one leaves.
STOPPED_BY_SUSPENSION = ["podpis", "zmiany", "bez skrzynki", "nowe komplety"]
STOPPED_BY_CLOSING = [*STOPPED_BY_SUSPENSION, "kończące się", "wygasłe", "komplety"]


def queues() -> list[str]:
    """Those in which something waits."""
    today, rows, cases = timezone.localdate(), Agreement.objects, ServiceRequest.objects
    lists = {
        "podpis": rows.awaiting_signature(),
        "zmiany": rows.to_change(),
        "bez skrzynki": rows.without_box(today),
        "nowe komplety": cases.awaiting_new_set(),
        "kończące się": rows.ending(today),
        "wygasłe": rows.expired(today),
        "komplety": cases.awaiting_set(),
        "rozpatrzenie": cases.under_examination(),
    }
    return [name for name, found in lists.items() if found.exists()]


@pytest.mark.django_db
class TestAStoppedOrganisation:
    @pytest.mark.parametrize(
        ("verb", "stopped"), [("suspend", STOPPED_BY_SUSPENSION), ("close", STOPPED_BY_CLOSING)]
    )
    def test_waits_in_no_queue_of_what_would_be_refused_and_comes_back_to_all(
        self, verb: str, stopped: list[str]
    ):
        today, clerk, organization = timezone.localdate(), make_user(), make_organization(verified=True)
        for state in (S.SUBMITTED, S.UNDER_EXAMINATION, S.ACCEPTED):
            make_request(organization=organization, state=state)
        in_part = make_request(organization=organization, state=S.UNDER_EXAMINATION)
        in_part.accept(by=clerk, services=[in_part.wishes.first().service], reason="brak")
        make_agreement(organization=organization, valid_from=today - 9 * DAY, valid_until=today - DAY)
        ending = make_agreement(
            organization=organization, services=("sala", "skrzynka"), valid_until=today + 5 * DAY
        )
        ending.draft_renewal(by=clerk, services=[Service.objects.get(code="sala")])
        full = queues()

        getattr(organization, verb)(reason="brak zarządu")
        left = queues()
        organization.resume(reason="jest zarząd")

        assert full == [*STOPPED_BY_CLOSING, "rozpatrzenie"]
        assert left == [name for name in full if name not in stopped]
        assert queues() == full

    def test_a_closed_one_is_not_told_that_its_agreement_ends(self):
        at = moment(working_monday(), 10)
        agreement = make_agreement(valid_until=timezone.localdate(at) + 5 * DAY)
        agreement.organization.close(reason="koniec działalności")

        remind(at)

        assert not Message.objects.filter(kind=Mail.AGREEMENT_ENDS).exists()

    def test_a_closed_one_is_not_reminded_of_its_case_and_a_resumed_one_is(self, run_jobs):
        at = moment(working_monday(), 10)
        make_user(groups=("Zatwierdzający",))
        request = make_request(state=S.UNDER_EXAMINATION)
        ServiceRequest.objects.filter(pk=request.pk).update(due_on=timezone.localdate(at) - DAY)
        posted = post(Mail.TERM_PASSED, request)
        request.organization.close(reason="koniec działalności")

        remind(at)
        run_jobs()
        closed = list(Message.objects.filter(kind__in=OF_TERM).values_list("pk", "state"))
        request.organization.resume(reason="działa dalej")
        remind(at)
        resumed = Message.objects.filter(kind__in=OF_TERM).exclude(pk=posted.pk)

        assert closed == [(posted.pk, "withdrawn")]
        assert sorted(resumed.values_list("kind", flat=True)) == [Mail.OVERDUE, Mail.TERM_PASSED]

    def test_closing_gives_its_boxes_back_and_suspending_does_not(self):
        today, clerk = timezone.localdate(), make_user()
        organization = make_organization(verified=True)
        agreement = make_agreement(organization=organization, services=("skrzynka",))
        other = make_agreement(services=("skrzynka",))
        now, later, theirs = (Box.objects.create(number=number) for number in (1, 2, 3))
        now.lend(agreement=agreement, on=today, by=clerk)
        later.lend(agreement=agreement, on=today + 9 * DAY, by=clerk)
        theirs.lend(agreement=other, on=today, by=clerk)

        organization.suspend(reason="wyjaśnienia")
        held = {box.number for box in (now, later, theirs) if box.loan_on(today + 9 * DAY)}
        organization.close(reason="koniec działalności")

        assert held == {1, 2, 3}
        assert now.loan_on(today).last_day == today
        assert [box.number for box in (now, later, theirs) if box.loan_on(today + 9 * DAY)] == [3]

    @pytest.mark.parametrize("verb", ["suspend", "close"])
    def test_is_lent_no_box_and_offered_for_none(self, verb: str, as_user):
        today, office = timezone.localdate(), desk(as_user, "Pracownik Centrum")
        box, agreement = Box.objects.create(number=7), make_agreement(services=("skrzynka",))
        path = f"/admin/agreements/box/{box.pk}/czynnosc/lend/"
        before = str(agreement.organization) in office.get(path).content.decode()
        getattr(agreement.organization, verb)(reason="wyjaśnienia")

        with pytest.raises(ValidationError, match="zawieszona albo zamknięta"):
            box.lend(agreement=agreement, on=today, by=make_user())

        assert (before, str(agreement.organization) in office.get(path).content.decode()) == (True, False)

    @pytest.mark.parametrize(
        ("make", "path", "groups", "verbs"),
        [
            (
                lambda: make_booking(hours=7),
                "bookings/booking",
                "Pracownik Centrum",
                {"confirm", "propose", "reschedule"},
            ),
            (
                lambda: make_series(agreement=make_agreement(), hours=7),
                "bookings/series",
                "Pracownik Centrum",
                {"confirm"},
            ),
            (lambda: make_promotion(state="sent"), "agreements/promotion", "Referat", {"approve"}),
        ],
    )
    def test_the_desk_offers_for_it_nothing_that_would_be_refused(
        self, make: Callable, path: str, groups: str, verbs: set[str], as_user
    ):
        subject, office = make(), desk(as_user, groups)
        Booking.objects.filter(state="confirmed").update(state="requested")
        page = f"/admin/{path}/{subject.pk}/change/"
        before = office.get(page).context["moves"]

        subject.organization.suspend(reason="wyjaśnienia")

        after = office.get(page).context["moves"]
        gone = {move["url"].split("/")[-2] for move in before if move not in after}
        assert gone == verbs


def test_no_page_of_the_desk_has_two_moves_of_one_name_nor_one_named_as_its_way_out():
    labels = {
        model: [move.label for move in site.moves]
        for model, site in admin.site._registry.items()
        if isinstance(site, MovesAdmin)
    }

    assert [model for model, names in labels.items() if len({*names, "Zamknij"}) != len(names) + 1] == []
