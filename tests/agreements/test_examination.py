"""The office's side: paper, check-list, correction, later date, decision, re-opening."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement, CaseLetter, Service, ServiceRequest
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, Message, NonWorkingDay
from jcop.opening.workdays import deadline, workdays_after
from tests.factories import make_organization, make_request, make_user

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
FILED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def clerk():
    return make_user(groups=("Referat",))


def today_plus(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def workday(days: int) -> date:
    """A working day that lies at least `days` ahead."""
    return deadline(today_plus(days), 0, office_day_off())


def opened(letter: CaseLetter, days_ago: int = 0) -> CaseLetter:
    issued_at = timezone.now() - timedelta(days=days_ago)
    CaseLetter.objects.filter(pk=letter.pk).update(issued_at=issued_at)
    letter.refresh_from_db()
    return letter.record_delivery(on=timezone.localdate(issued_at), delivery="post")


class TestPaper:
    def test_a_request_on_paper_is_received_whole_and_its_term_runs_from_the_receipt(self, clerk):
        organization = make_organization()

        request = ServiceRequest.enter_paper(
            organization=organization,
            by=clerk,
            wishes={Service.objects.get(code="sala"): {"remarks": "zebrania"}},
            on=date(2026, 3, 2),
            channel="post",
            copies=3,
            receipt_number="RW/88/2026",
            case_sign="DS.526.12.2026",
        )

        request.refresh_from_db()
        assert (request.state, request.is_paper) == (State.UNDER_EXAMINATION, True)
        assert (request.submitted_on, request.received_on) == (date(2026, 3, 2), date(2026, 3, 2))
        assert (request.counts_from, request.due_on) == (date(2026, 3, 2), date(2026, 3, 16))
        assert (request.receipt_number, request.case_sign) == ("RW/88/2026", "DS.526.12.2026")
        assert request.reference == "1/2026"
        assert request.agreement.state == Agreement.State.RECEIVED
        assert not request.declarations.exists()

    def test_a_receipt_dated_tomorrow_is_refused(self, clerk):
        with pytest.raises(ValidationError) as refusal:
            ServiceRequest.enter_paper(
                organization=make_organization(),
                by=clerk,
                wishes={Service.objects.get(code="sala"): {}},
                on=today_plus(1),
                channel="post",
                copies=3,
            )

        assert refusal.value.message_dict == {"on": ["Data wpływu nie może być z przyszłości."]}
        assert not ServiceRequest.objects.exists()


class TestCorrection:
    def test_a_call_stops_the_clock_and_the_term_for_curing_runs_from_delivery(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)

        letter = request.call_for_correction(by=clerk, defects=["Brak podpisu.", "Dwa egzemplarze."], days=7)

        request.refresh_from_db()
        assert (request.state, request.due_on, request.counts_from) == (
            State.AWAITING_CORRECTION,
            None,
            None,
        )
        assert request.open_correction.due_on is None
        assert "– Brak podpisu.\n– Dwa egzemplarze." in letter.body
        opened(letter)
        assert request.open_correction.due_on == deadline(timezone.localdate(), 7, office_day_off())

    def test_the_end_of_the_term_for_curing_moves_off_a_holiday(self, clerk):
        """Delivered on Wednesday 4 November 2026: seven days end on the 11th, a day off."""
        letter = make_request(state=State.UNDER_EXAMINATION).call_for_correction(by=clerk, defects=["brak"])
        CaseLetter.objects.filter(pk=letter.pk).update(issued_at=datetime(2026, 11, 3, 9, tzinfo=UTC))
        letter.refresh_from_db()

        letter.record_delivery(on=date(2026, 11, 4), delivery="post")

        assert letter.request.open_correction.due_on == date(2026, 11, 12)

    def test_fewer_than_seven_days_are_refused_and_nothing_is_sent(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)

        with pytest.raises(ValidationError) as refusal:
            request.call_for_correction(by=clerk, defects=["brak"], days=6)

        assert "Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2)." in refusal.value.messages
        assert not CaseLetter.objects.exists()

    def test_only_the_first_delivery_counts(self, clerk):
        letter = make_request(state=State.UNDER_EXAMINATION).call_for_correction(by=clerk, defects=["brak"])
        opened(letter, days_ago=5)
        before = letter.request.open_correction.due_on

        letter.open()

        assert (letter.delivery, letter.request.open_correction.due_on) == ("post", before)

    def test_a_changed_content_needs_a_new_set(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        request.call_for_correction(by=clerk, defects=["Za mało szczegółów."])

        request.answer({Service.objects.get(code="sala"): {"purpose": "zebrania"}})
        request.send_correction()

        request.refresh_from_db()
        assert (request.state, request.received_on) == (State.SUBMITTED, None)
        assert Agreement.objects.get(request=request).state == Agreement.State.PREPARED
        newest, first = request.versions.all()
        assert ("dodano", "Sala na spotkania i wydarzenia – Cel: zebrania") in newest.differences(first)

    def test_an_unchanged_content_goes_on_where_it_stood(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        request.call_for_correction(by=clerk, defects=["Brak pełnomocnictwa."])

        request.send_correction()

        request.refresh_from_db()
        assert (request.state, request.open_correction) == (State.UNDER_EXAMINATION, None)
        assert request.received_on is not None

    def test_paper_that_cures_the_defects_restarts_the_term_on_its_day(self, clerk):
        request = make_request(at=FILED)
        request.call_for_correction(by=clerk, defects=["Komplet nie wpłynął."])

        request.receive_signed_set(on=date(2026, 3, 12), channel="in_person", copies=3)

        assert (request.state, request.due_on) == (State.UNDER_EXAMINATION, date(2026, 3, 26))

    def test_it_is_not_left_before_the_term_for_curing_has_passed(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        letter = request.call_for_correction(by=clerk, defects=["brak"])

        with pytest.raises(ValidationError) as undelivered:
            request.leave(by=clerk, reason="nie uzupełniono")
        opened(letter)
        with pytest.raises(ValidationError) as early:
            request.leave(by=clerk, reason="nie uzupełniono")

        assert undelivered.value.messages == [
            "Wezwanie nie jest jeszcze doręczone: termin na uzupełnienie nie biegnie."
        ]
        assert early.value.messages[0].startswith("Organizacja ma czas na uzupełnienie do ")

    def test_late_but_before_the_letter_it_can_still_be_cured(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        opened(request.call_for_correction(by=clerk, defects=["brak"]), days_ago=30)

        request.send_correction()

        assert request.state == State.UNDER_EXAMINATION


class TestTheTerm:
    def test_a_day_added_to_the_table_moves_open_terms_only(self, run_jobs):
        open_case, closed = make_request(at=FILED), make_request(at=FILED).withdraw()

        NonWorkingDay.objects.create(day=date(2026, 3, 16), name="święto próbne")
        assert "recount_deadlines" in run_jobs()

        assert list(Message.objects.filter(kind="term_moved").values_list("subject_id", flat=True)) == [
            open_case.pk
        ]
        open_case.refresh_from_db()
        closed.refresh_from_db()
        assert (open_case.due_on, closed.due_on) == (date(2026, 3, 17), date(2026, 3, 16))
        assert list(open_case.events.order_by("pgh_id").values_list("due_on", flat=True))[-2:] == [
            date(2026, 3, 16),
            date(2026, 3, 17),
        ]

    def test_a_changed_number_of_days_moves_no_running_case(self, run_jobs):
        request = make_request(at=FILED)
        Centre.objects.update(review_days=30)

        NonWorkingDay.objects.create(day=date(2026, 8, 3), name="święto próbne")
        run_jobs()

        request.refresh_from_db()
        assert (request.due_on, request.term().end) == (date(2026, 3, 16), date(2026, 3, 16))

    def test_a_later_date_has_a_reason_a_letter_and_is_kept_when_days_off_change(self, clerk, run_jobs):
        request = make_request(state=State.UNDER_EXAMINATION)
        until = workday(30)

        letter = request.extend(by=clerk, until=until, reason="wyjaśniamy stan w rejestrze")
        NonWorkingDay.objects.create(day=until, name="święto próbne")
        run_jobs()

        request.refresh_from_db()
        assert (request.due_on, request.extension_reason) == (until, "wyjaśniamy stan w rejestrze")
        assert letter.kind == CaseLetter.Kind.EXTENSION

    @pytest.mark.parametrize(
        ("until", "error"),
        [
            (lambda: today_plus(0), "Nowy termin musi być późniejszy niż dotychczasowy i niż dzisiaj."),
            (
                lambda: date(timezone.localdate().year + 1, 12, 25),
                "To sobota albo dzień wolny od pracy: proszę wybrać dzień roboczy.",
            ),
        ],
    )
    def test_a_later_date_that_will_not_do_is_told(self, clerk, until, error: str):
        request = make_request(state=State.UNDER_EXAMINATION)

        with pytest.raises(ValidationError) as refusal:
            request.extend(by=clerk, until=until(), reason="powód")

        assert refusal.value.message_dict == {"until": [error]}


class TestDecision:
    def test_accepting_some_services_makes_a_new_set_for_those_and_grants_only_those(self, clerk):
        request = make_request(
            organization=make_organization(verified=True),
            state=State.UNDER_EXAMINATION,
            services=("sala", "doradztwo"),
        )
        room = Service.objects.get(code="sala")

        request.accept(by=clerk, services=[room], reason="nie ma doradcy")

        assert request.awaits_new_set
        assert list(ServiceRequest.objects.awaiting_set()) == [request]
        assert [wish["service"] for wish in request.versions.first().content["wishes"]] == [room.name]
        request.receive_signed_set(on=timezone.localdate(), channel="in_person", copies=3)
        agreement = Agreement.objects.get(request=request)
        agreement.conclude(by=clerk, number="7/2026", signed_on=timezone.localdate())
        assert [grant.service for grant in agreement.grants.all()] == [room]

    @pytest.mark.parametrize(
        ("granted", "reason"), [(["sala"], "  "), (["sala", "doradztwo"], "nie ma doradcy")]
    )
    def test_a_reason_is_given_of_what_is_declined_and_of_nothing_else(self, clerk, granted, reason):
        request = make_request(state=State.UNDER_EXAMINATION, services=("sala", "doradztwo"))

        with pytest.raises(ValidationError) as refusal:
            request.accept(by=clerk, services=Service.objects.filter(code__in=granted), reason=reason)

        assert list(refusal.value.message_dict) == ["reason"]
        assert not request.wishes.filter(is_declined=True).exists()

    @pytest.mark.parametrize("asked", [{"wants_print": True}, {"is_paper": True}, {}])
    def test_the_set_for_what_was_granted_is_printed_where_the_first_was(self, clerk, asked):
        request = make_request(state=State.UNDER_EXAMINATION, services=("sala", "doradztwo"))
        if not asked:  # Nobody has an account to print it with.
            request.organization.memberships.all().delete()
        ServiceRequest.objects.filter(pk=request.pk).update(printed_on=timezone.localdate(), **asked)

        request.accept(by=clerk, services=Service.objects.filter(code="sala"), reason="nie ma doradcy")

        assert list(ServiceRequest.objects.to_print()) == [request]

    def test_the_mail_about_a_part_says_what_is_declined_why_and_what_to_bring(
        self, clerk, run_jobs, mailoutbox
    ):
        request = make_request(state=State.UNDER_EXAMINATION, services=("sala", "doradztwo"))
        granted, declined = Service.objects.get(code="sala"), Service.objects.get(code="doradztwo")

        request.accept(by=clerk, services=[granted], reason="nie ma teraz doradcy")
        run_jobs()

        [sent] = [sent for sent in mailoutbox if "rozpatrzone" in sent.subject]
        assert (
            sent.subject == f"[JCOP] Zapotrzebowanie nr {request.reference} – rozpatrzone pozytywnie w części"
        )
        assert (
            f"Miasto przyznaje:\n– {granted.name}\n\nMiasto nie przyznaje:\n– {declined.name}\n" in sent.body
        )
        assert "Uzasadnienie: nie ma teraz doradcy\n\nPorozumienie obejmie tylko przyznane" in sent.body
        assert "podpisać wszystkie trzy egzemplarze i złożyć w Referacie: " in sent.body
        assert "czeka teraz na podpis Miasta" not in sent.body

    @pytest.mark.parametrize("verb", ["suspend", "close"])
    def test_the_request_of_a_suspended_organisation_waits_or_is_ended(self, clerk, verb, as_user):
        request = make_request(state=State.UNDER_EXAMINATION)
        getattr(request.organization, verb)(reason="brak zarządu")

        with pytest.raises(ValidationError, match="sprawa czeka na jej przywrócenie"):
            request.accept(by=clerk)

        page = as_user(clerk).get(f"/admin/agreements/servicerequest/{request.pk}/change/").content.decode()
        assert "Przyjmij zapotrzebowanie" not in page
        assert request.refuse(by=clerk, reason="nie ma organizacji").state == State.REFUSED

    def test_a_second_extension_names_the_day_that_it_extends(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)
        first, second = (workdays_after(request.due_on, days, office_day_off()) for days in (10, 20))
        request.extend(by=clerk, until=first, reason="choroba")

        letter = request.extend(by=clerk, until=second, reason="urlop")

        assert "w terminie podanym poprzednio, czyli do" in letter.body

    def test_accepting_nothing_is_no_acceptance(self, clerk):
        request = make_request(state=State.UNDER_EXAMINATION)

        with pytest.raises(ValidationError) as refusal:
            request.accept(by=clerk, services=[])

        assert list(refusal.value.message_dict) == ["services"]

    @pytest.mark.parametrize(
        ("state", "back"),
        [
            (State.REFUSED, State.UNDER_EXAMINATION),
            (State.ACCEPTED, State.UNDER_EXAMINATION),
            (State.LEFT, State.UNDER_EXAMINATION),
            (State.WITHDRAWN, State.SUBMITTED),
        ],
    )
    def test_a_case_is_taken_up_again_with_a_reason_and_a_term_that_begins_today(self, clerk, state, back):
        request = make_request(state=state)

        request.reopen(by=clerk, reason="nowe dokumenty")

        request.refresh_from_db()
        assert (request.state, request.decided_by, request.refusal_reason) == (back, None, "")
        assert request.counts_from == timezone.localdate()
        assert request.agreement.state in {Agreement.State.RECEIVED, Agreement.State.PREPARED}
        assert "Powód: nowe dokumenty" in request.notes.get().text

    def test_a_concluded_case_is_not_taken_up_again(self, clerk):
        request = make_request(organization=make_organization(verified=True), state=State.ACCEPTED)
        request.agreement.conclude(by=clerk, number="7/2026", signed_on=timezone.localdate())

        with pytest.raises(ValidationError):
            request.reopen(by=clerk, reason="pomyłka")

        request.refresh_from_db()
        assert (request.state, request.may_reopen) == (State.ACCEPTED, False)

    def test_letters_use_no_words_of_an_administrative_decision(self, clerk):
        refused = make_request(state=State.REFUSED)
        left = make_request(state=State.LEFT)

        for letter in [*refused.letters.all(), *left.letters.all()]:
            assert "decyzj" not in letter.body.lower()
            assert "odwoła" not in letter.body.lower()


def test_a_letter_nobody_has_opened_for_days_is_on_the_list_of_calls(clerk):
    request = make_request(state=State.UNDER_EXAMINATION)
    letter = request.call_for_correction(by=clerk, defects=["brak"])
    today = timezone.localdate()

    assert list(ServiceRequest.objects.to_call(today + timedelta(days=4))) == []
    assert list(ServiceRequest.objects.to_call(today + timedelta(days=5))) == [request]
    letter.open()
    assert list(ServiceRequest.objects.to_call(today + timedelta(days=5))) == []


def test_the_letter_can_be_printed(clerk, run_jobs):
    letter = make_request(state=State.UNDER_EXAMINATION).call_for_correction(by=clerk, defects=["brak"])

    run_jobs()

    letter.refresh_from_db()
    assert bytes(letter.document.content)[:5] == b"%PDF-"
