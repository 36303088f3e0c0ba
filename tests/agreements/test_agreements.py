"""A porozumienie: concluded, in force by its dates, ended."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import Agreement, Grant, Right, ServiceRequest
from jcop.models import Centre
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.rules import violations_reported_on
from organizations.models import Organization
from tests.factories import make_agreement, make_organization, make_request, make_user

pytestmark = pytest.mark.django_db
State = Agreement.State
FROM, UNTIL = date(2026, 5, 4), date(2026, 5, 29)
DAY = timedelta(days=1)


def accepted(*, verified: bool = True) -> Agreement:
    request = make_request(
        organization=make_organization(verified=verified), state=ServiceRequest.State.ACCEPTED
    )
    return request.agreement


def conclude(agreement: Agreement, **fields: object) -> Agreement:
    told = {"by": make_user(), "number": "7/2026", "signed_on": timezone.localdate()}
    return agreement.conclude(**told | fields)


class TestConclusion:
    def test_gives_number_date_and_the_requested_services(self):
        today, approver = timezone.localdate(), make_user()

        agreement = conclude(accepted(), by=approver, number=" 7/2026 ")

        agreement.refresh_from_db()
        assert (agreement.state, agreement.number) == (State.CONCLUDED, "7/2026")
        assert (agreement.signed_on, agreement.valid_from, agreement.valid_until) == (today, today, None)
        assert agreement.concluded_by == approver
        assert [(g.service.right, g.valid_from) for g in agreement.grants.all()] == [
            (Right.ROOM, today),
            (Right.EQUIPMENT, today),
        ]

    def test_copies_the_party_as_it_is_on_that_day(self):
        agreement = conclude(accepted())
        name = agreement.organization.name

        Organization.objects.update(name="Nowa nazwa", street="ul. Inna 2")

        agreement.refresh_from_db()
        assert agreement.party_name == name
        assert agreement.party_address == "ul. Próbna 1, 44-335 Jastrzębie-Zdrój"

    def test_waits_for_the_verification_of_the_organisation(self):
        agreement = accepted(verified=False)

        with pytest.raises(ValidationError) as refusal:
            conclude(agreement)

        assert refusal.value.code == "unverified"
        assert agreement.grants.count() == 0

    def test_waits_for_the_acceptance_of_the_request(self):
        request = make_request(
            organization=make_organization(verified=True), state=ServiceRequest.State.UNDER_EXAMINATION
        )

        with pytest.raises(ValidationError) as refusal:
            conclude(request.agreement)

        assert refusal.value.code == "not_accepted"

    @pytest.mark.parametrize("days", [-1, 1])
    def test_is_dated_neither_before_the_set_came_nor_in_the_future(self, days: int):
        with pytest.raises(ValidationError) as refusal:
            conclude(accepted(), signed_on=timezone.localdate() + days * DAY)

        assert list(refusal.value.message_dict) == ["signed_on"]

    def test_a_number_is_given_once_in_a_year(self):
        conclude(accepted())

        with pytest.raises(ValidationError) as refusal:
            conclude(accepted(), number="7/2026 ")

        assert list(refusal.value.message_dict) == ["number"]
        assert Agreement.objects.filter(number="7/2026").count() == 1

    def test_happens_once(self):
        agreement = conclude(accepted())

        with pytest.raises(IllegalMove, match="stan zmienił się na „zawarte”"):
            conclude(Agreement.objects.get(pk=agreement.pk), number="8/2026")

        assert agreement.grants.count() == 2

    @pytest.mark.parametrize(("code", "is_booked"), [("sala", True), ("adres", False)])
    def test_is_told_with_what_was_granted_and_no_more(
        self, run_jobs, mailoutbox, code: str, is_booked: bool
    ):
        agreement = make_agreement(services=(code,))
        post(Mail.AGREEMENT_CONCLUDED, agreement)

        run_jobs()

        *_, body = [sent.body for sent in mailoutbox if "zostało zawarte" in sent.body]
        assert f"Przyznane świadczenia:\n– {agreement.scope}\n" in body
        assert ("Rezerwować można w panelu" in body) == is_booked

    def test_tells_the_organisation(self, run_jobs):
        agreement = accepted()
        run_jobs()

        conclude(agreement)

        assert run_jobs() == ["send_message"]


class TestProposedNumber:
    def test_follows_the_last_of_the_year_and_passes_over_numbers_typed_by_hand(self):
        year = timezone.localdate().year
        proposed = [Agreement.objects.proposed_number(year)]
        conclude(accepted(), number=f"2/{year}")
        proposed.append(Agreement.objects.proposed_number(year))
        conclude(accepted(), number=f"3/{year}")
        proposed.append(Agreement.objects.proposed_number(year))

        assert proposed == [f"1/{year}", f"3/{year}", f"4/{year}"]

    def test_is_written_by_the_offices_pattern(self):
        Centre.objects.update(agreement_number_pattern="JCOP.{n}.{rok}")

        assert Agreement.objects.proposed_number(2026) == "JCOP.1.2026"


@pytest.mark.parametrize(
    ("valid_until", "terminated_on", "last"),
    [
        (UNTIL, None, UNTIL),
        (None, UNTIL, UNTIL),
        (UNTIL, UNTIL - DAY, UNTIL - DAY),
        (UNTIL - DAY, UNTIL, UNTIL - DAY),
    ],
)
def test_an_agreement_is_in_force_from_its_first_day_to_its_last(
    valid_until: date | None, terminated_on: date | None, last: date
):
    agreement = make_agreement(valid_from=FROM, valid_until=valid_until)
    if terminated_on:
        end = {"end_reason": "koniec", "end_mode": "agreed"}
        Agreement.objects.update(terminated_on=terminated_on, **end)
        agreement.refresh_from_db()
    days = [FROM - DAY, FROM, last, last + DAY]

    by_query = [Agreement.objects.in_force(day).exists() for day in days]
    by_row = [agreement.is_in_force(day) for day in days]

    assert by_query == by_row == [False, True, True, False]


def test_an_agreement_without_an_end_stays_in_force():
    agreement = make_agreement(valid_from=FROM)

    assert list(Agreement.objects.in_force(date(2099, 1, 1))) == [agreement]
    assert agreement.is_in_force(date(2099, 1, 1))


def test_only_a_concluded_agreement_is_in_force():
    make_request(state=ServiceRequest.State.ACCEPTED)
    make_agreement(valid_from=FROM).annul(reason="pomyłka")

    assert list(Agreement.objects.in_force(FROM)) == []


def test_an_agreement_grants_only_its_services_and_only_on_their_days():
    agreement = make_agreement(valid_from=FROM, services=("sala",))
    Grant.objects.filter(agreement=agreement).update(valid_until=UNTIL)
    rows = Agreement.objects

    assert list(rows.granting(Right.ROOM, FROM)) == [agreement]
    assert list(rows.granting(Right.ROOM, UNTIL)) == [agreement]
    assert list(rows.granting(Right.ROOM, UNTIL + DAY)) == []
    assert list(rows.granting(Right.EQUIPMENT, FROM)) == []


class TestTheEnd:
    def test_terminating_keeps_the_state_and_notes_the_day_and_the_reason(self):
        agreement = make_agreement(valid_from=FROM)

        agreement.terminate(on=UNTIL, reason=" wypowiedzenie ")

        agreement.refresh_from_db()
        assert (agreement.state, agreement.terminated_on) == (State.CONCLUDED, UNTIL)
        assert (agreement.end_reason, agreement.may_terminate) == ("wypowiedzenie", False)

    def test_terminating_twice_is_refused_and_changes_nothing(self):
        agreement = make_agreement(valid_from=FROM).terminate(on=UNTIL, reason="pierwsze")

        with pytest.raises(ValidationError, match="nie można rozwiązać"):
            agreement.terminate(on=UNTIL + DAY, reason="drugie")

        agreement.refresh_from_db()
        assert (agreement.terminated_on, agreement.end_reason) == (UNTIL, "pierwsze")

    def test_terminating_after_the_last_day_is_refused(self):
        agreement = make_agreement(valid_from=FROM, valid_until=UNTIL)

        with pytest.raises(ValidationError) as refusal:
            agreement.terminate(on=UNTIL + DAY, reason="koniec")

        assert refusal.value.message_dict == {"on": [f"Porozumienie wygasa już {UNTIL:%d.%m.%Y}."]}

    def test_terminating_before_the_beginning_is_refused(self):
        with pytest.raises(ValidationError) as refusal:
            make_agreement(valid_from=FROM).terminate(on=FROM - DAY, reason="koniec")

        assert list(refusal.value.message_dict) == ["on"]

    def test_terminating_what_is_not_concluded_is_refused(self):
        with pytest.raises(ValidationError, match="nie można rozwiązać"):
            accepted().terminate(on=UNTIL, reason="koniec")

    def test_annulling_what_is_not_concluded_is_an_illegal_move(self):
        with pytest.raises(IllegalMove):
            accepted().annul(reason="pomyłka")

    @pytest.mark.parametrize(("act", "told"), [("terminate", {"on": UNTIL}), ("annul", {})])
    def test_an_end_without_a_reason_is_told_above_the_form(self, act: str, told: dict):
        agreement, form = make_agreement(valid_from=FROM), Form({})

        with violations_reported_on(form):
            getattr(agreement, act)(reason=" ", **told)

        assert form.non_field_errors() == ["Podaj powód."]
        agreement.refresh_from_db()
        assert (agreement.state, agreement.terminated_on) == (State.CONCLUDED, None)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (FROM - DAY, "zawarte, jeszcze nie obowiązuje"),
        (FROM, "obowiązujące"),
        (UNTIL, "obowiązujące"),
        (UNTIL + DAY, "wygasłe"),
    ],
)
def test_people_read_how_an_agreement_stands_on_a_day(day: date, status: str):
    assert make_agreement(valid_from=FROM, valid_until=UNTIL).status(day) == status


def test_people_read_that_an_agreement_was_ended():
    agreement = make_agreement(valid_from=FROM, valid_until=UNTIL).terminate(on=UNTIL - DAY, reason="koniec")

    assert agreement.status(UNTIL) == "rozwiązane"
    assert agreement.status(agreement.last_day) == f"rozwiązane, obowiązuje do {agreement.last_day:%d.%m.%Y}"
    assert agreement.annul(reason="pomyłka").status(FROM) == "anulowane"
