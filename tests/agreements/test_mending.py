"""The office's own slips in a request: a wrong entry, a missing case sign, a withdrawal by telephone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import CaseLetter, Service, ServiceRequest
from agreements.models.examining import PAUSE
from agreements.timeline import timeline
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, Message
from jcop.moves import IllegalMove
from jcop.opening.workdays import deadline
from organizations.models import Organization
from tests.agreements.test_agreement_desk import desk
from tests.factories import make_organization, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = ServiceRequest.State
DAY = timedelta(days=1)


def services(*codes: str) -> list[Service]:
    return list(Service.objects.filter(code__in=codes))


def paper(organization: Organization | None = None, **more: object) -> ServiceRequest:
    told = {"on": timezone.localdate(), "channel": "post", "copies": 3}
    return ServiceRequest.enter_paper(
        organization=organization or make_organization(),
        by=make_user(groups=("Referat",)),
        wishes={service: {"remarks": "co tydzień"} for service in services("sala", "adres")},
        **told | more,
    )


def mend(request: ServiceRequest, **more: object) -> ServiceRequest:
    told = {"on": request.received_on, "channel": "post", "copies": 3, "reason": "pomyłka przy wpisywaniu"}
    return request.mend(**told | more)


def mails(request: ServiceRequest) -> list[tuple[str, str, int]]:
    rows = Message.objects.about(request).order_by("pk")
    return [(row.kind, row.state, row.recipient_id) for row in rows]


def send_all() -> None:
    Message.objects.waiting().update(state="sent", settled_at=timezone.now())


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


def move(request: ServiceRequest, verb: str) -> str:
    return reverse("admin:agreements_servicerequest_move", args=[request.pk, verb])


class TestMendingAnEntry:
    def test_puts_right_all_that_was_typed_of_the_paper(self):
        day = timezone.localdate() - 3 * DAY
        request = paper(receipt_number="RW/1")

        mend(request, on=day, services=services("adres", "dyzury"), receipt_number="RW/2", case_sign="DS.7")

        request.refresh_from_db()
        assert (request.received_on, request.submitted_on, request.counts_from) == (day, day, day)
        assert request.due_on == deadline(day, Centre.objects.get().review_days, office_day_off())
        assert (request.receipt_number, request.case_sign, request.state) == (
            "RW/2",
            "DS.7",
            State.UNDER_EXAMINATION,
        )
        assert [(wish.service.code, wish.answers) for wish in request.wishes.all()] == [
            ("adres", {"remarks": "co tydzień"}),
            ("dyzury", {}),
        ]
        assert (request.received_mark, request.is_outdated_mark) == (2, False)

    def test_is_told_with_its_reason_in_the_course_of_the_case(self):
        request = mend(paper(), on=timezone.localdate() - DAY)

        assert timeline(request)[0].text.startswith("Termin przeliczono")
        texts = [entry.text for entry in timeline(request)]
        assert texts.count("Poprawiono wpis Referatu. Powód: pomyłka przy wpisywaniu") == 1
        assert len([text for text in texts if text.startswith("Wpłynął podpisany komplet")]) == 1

    def test_needs_a_reason_and_no_day_to_come(self):
        request = paper()

        for told, field in (({"reason": " "}, "reason"), ({"on": timezone.localdate() + DAY}, "on")):
            with pytest.raises(ValidationError) as refusal:
                mend(request, **told)
            assert list(refusal.value.message_dict) == [field]

    def test_leaves_a_term_that_the_office_gave_or_that_stands(self):
        extended, called = paper(), paper()
        until = deadline(timezone.localdate() + 60 * DAY, 0, office_day_off())
        extended.extend(by=make_user(), until=until, reason="wyjaśnienia")
        called.call_for_correction(by=make_user(), defects=["Brak podpisu."])

        for request in (extended, called):
            mend(request, on=timezone.localdate() - DAY)

        assert (extended.due_on, called.due_on) == (until, None)
        assert called.received_on == timezone.localdate() - DAY

    @pytest.mark.parametrize(("starts", "moves"), [("receipt", True), ("submission", False)])
    def test_of_a_set_that_was_filed_in_the_portal_only_its_receipt(self, starts: str, moves: bool):
        Centre.objects.update(clock_starts=starts)
        filed = timezone.now() - 5 * DAY
        request = make_request(state=State.SUBMITTED, at=filed)
        day, right = timezone.localdate(), timezone.localdate() - 2 * DAY
        request.receive_signed_set(on=day, channel="post", copies=3)
        counted = request.counts_from

        mend(request, on=right, mark=1)

        assert (request.received_on, request.submitted_on) == (right, timezone.localdate(filed))
        assert request.counts_from == (right if moves else counted)
        with pytest.raises(IllegalMove):
            mend(request, services=services("adres"))

    def test_keeps_what_has_left_the_offer_and_takes_nothing_else_that_has(self):
        request = paper()
        kept, other = request.services.get(code="sala"), Service.objects.get(code="doradztwo")
        Service.objects.filter(pk__in=[kept.pk, other.pk]).update(is_offered=False)

        mend(request, services=[kept])
        with pytest.raises(ValidationError, match="Tego już nie ma w ofercie"):
            mend(request, services=list(Service.objects.filter(pk__in=[kept.pk, other.pk])))

        assert list(request.services.all()) == [kept]

    def test_is_refused_once_it_is_decided(self):
        with pytest.raises(IllegalMove):
            mend(make_request(state=State.ACCEPTED), on=timezone.localdate())


class TestTheWrongOrganisation:
    def test_the_request_is_anothers_with_all_that_is_printed(self):
        request, right = paper(), make_organization()

        mend(request, organization=right)

        request.refresh_from_db()
        assert (request.organization, request.agreement.organization) == (right, right)
        assert request.versions.first().content["organization"]["name"] == right.name
        assert request.versions.first().content["signatories"][0]["name"] == "Zofia Próbna"

    def test_a_mail_that_has_not_gone_is_withdrawn_and_nobody_else_reads_of_it(self):
        request, right = paper(), make_organization()
        wrong = request.organization

        mend(request, organization=right)

        assert mails(request) == [
            (Mail.SET_RECEIVED, "withdrawn", wrong.pk),
            (Mail.SET_RECEIVED, "waiting", right.pk),
        ]

    def test_a_mail_that_has_gone_is_followed_by_another(self, run_jobs, mailoutbox):
        request, right = paper(), make_organization()
        wrong = request.organization
        send_all()

        mend(request, organization=right)
        run_jobs()

        assert mails(request)[:2] == [
            (Mail.SET_RECEIVED, "sent", wrong.pk),
            (Mail.REQUEST_MISTAKEN, "sent", wrong.pk),
        ]
        [told] = [mail for mail in mailoutbox if "odnotowano omyłkowo" in mail.subject]
        assert told.to == [wrong.email]
        assert right.name not in told.body

    @pytest.mark.parametrize("written", ["letter", "message"])
    def test_what_was_written_to_the_first_is_not_shown_to_the_second(self, written: str):
        request, clerk = paper(), make_user()
        wrong = request.organization
        if written == "letter":
            request.call_for_correction(by=clerk, defects=["Brak podpisu."])
        else:
            request.answer_applicant(by=clerk, text="Proszę o kontakt.")

        with pytest.raises(ValidationError) as refusal:
            mend(request, organization=make_organization())

        assert list(refusal.value.message_dict) == ["organization"]
        request.refresh_from_db()
        assert request.organization == wrong


class TestWhatTheOrganisationReads:
    def test_while_its_mail_waits_only_that_one(self):
        request = paper()

        mend(request, on=timezone.localdate() - DAY)

        assert [kind for kind, _, _ in mails(request)] == [Mail.SET_RECEIVED]

    def test_after_it_went_a_correction_that_says_what_is_right(self, run_jobs, mailoutbox):
        request = paper()
        send_all()

        mend(request, services=services("dyzury"))
        run_jobs()

        assert [kind for kind, _, _ in mails(request)] == [Mail.SET_RECEIVED, Mail.REQUEST_MENDED]
        assert "– Dyżury organizacji w Centrum" in mailoutbox[-1].body

    def test_the_mail_about_a_paper_waits_for_a_while(self):
        request = paper()

        [message] = Message.objects.about(request)
        assert message.not_before > request.submitted_at + PAUSE


class TestWithdrawing:
    @pytest.mark.parametrize("has_gone", [False, True])
    def test_a_mistake_of_the_office_ends_without_a_letter(self, has_gone: bool):
        request, clerk = paper(), make_user()
        if has_gone:
            send_all()

        request.withdraw_mistaken(by=clerk, reason="druk innej sprawy")

        assert (request.state, request.agreement.state) == (State.WITHDRAWN, "abandoned")
        assert not CaseLetter.objects.exists()
        told = [Mail.SET_RECEIVED, Mail.REQUEST_MISTAKEN] if has_gone else [Mail.SET_RECEIVED]
        assert [kind for kind, _, _ in mails(request)] == told
        assert request.notes.get().text == "Wycofano jako pomyłkę urzędu. Powód: druk innej sprawy"
        assert timeline(request)[0].text == "Wycofano zapotrzebowanie. Powód: druk innej sprawy"

    def test_what_the_organisation_filed_itself_is_no_mistake_of_the_office(self):
        with pytest.raises(IllegalMove):
            make_request().withdraw_mistaken(by=make_user(), reason="pomyłka")

    def test_by_telephone_is_noted_and_told_to_the_organisation(self, run_jobs, mailoutbox):
        request = make_request(state=State.AWAITING_CORRECTION)

        request.note_withdrawal(by=make_user(), reason="telefonicznie, prezes")
        run_jobs()

        assert (request.state, request.open_correction) == (State.WITHDRAWN, None)
        assert [mail.subject for mail in mailoutbox if "odnotowano wycofanie" in mail.subject] == [
            f"[JCOP] Zapotrzebowanie nr {request.reference} – odnotowano wycofanie"
        ]

    def test_can_be_taken_back(self):
        request = paper().withdraw_mistaken(by=make_user(), reason="pomyłka")

        request.reopen(by=make_user(), reason="to jednak nie pomyłka")

        assert request.state == State.UNDER_EXAMINATION


class TestCaseSign:
    def test_is_entered_at_any_time_and_stands_on_letters_issued_after_it(self, clerk: Client):
        request = make_request(state=State.UNDER_EXAMINATION)
        call = request.call_for_correction(by=make_user(), defects=["Brak podpisu."])

        clerk.post(move(request, "set_case_sign"), {"case_sign": " DS.526.7.2026 "})

        request.refresh_from_db()
        request.refuse(by=make_user(), reason="powód")
        call.refresh_from_db()
        newest = request.letters.first()
        assert (call.case_sign, newest.case_sign) == ("", "DS.526.7.2026")
        assert "Znak sprawy: DS.526.7.2026" in [entry.text for entry in timeline(request)]

    def test_is_corrected_also_after_the_decision(self, clerk: Client):
        for state in set(State) - {State.DRAFT}:
            request = make_request(state=state)
            for sign in ("DS.1", "DS.2", ""):
                clerk.post(move(request, "set_case_sign"), {"case_sign": sign})
                request.refresh_from_db()
                assert request.case_sign == sign

    @pytest.mark.parametrize("table", ["servicerequest", "agreement", "caseletter"])
    def test_is_searched_for_on_every_list(self, clerk: Client, table: str):
        request = make_request(state=State.REFUSED)
        make_request(state=State.REFUSED)
        request.set_case_sign(case_sign="DS.526.7.2026")
        path = reverse(f"admin:agreements_{table}_changelist")

        for words, finds in (("526.7", 1), ("ds.526.7.2026", 1), ("DS.526.8", 0)):
            answer = clerk.get(path, {"q": words} | ({"kolejka": "wszystkie"} if "request" in table else {}))
            assert answer.context["cl"].result_count == finds


class TestTheDesk:
    def test_the_clerk_mends_with_what_stands_there_already(self, clerk: Client):
        request, right = paper(receipt_number="RW/1"), make_organization()
        form = clerk.get(move(request, "mend")).context["form"]
        told = {name: form[name].value() for name in ("channel", "copies", "receipt_number")}
        told["services"] = form["services"].value()
        told |= {
            "on": form["on"].value().isoformat(),
            "organization": right.pk,
            "reason": "nie ta organizacja",
        }

        clerk.post(move(request, "mend"), told)

        request.refresh_from_db()
        assert (request.organization, request.receipt_number) == (right, "RW/1")
        texts = [entry.text for entry in timeline(request)]
        assert texts.count("Poprawiono wpis Referatu. Powód: nie ta organizacja") == 1
        assert list(request.services.values_list("code", flat=True)) == ["sala", "adres"]

    def test_each_way_out_is_offered_where_it_leads_somewhere(self, clerk: Client):
        asked = ["mend", "set_case_sign", "note_withdrawal", "withdraw_mistaken"]
        cases = {
            paper(): asked,
            make_request(state=State.UNDER_EXAMINATION): asked[:3],
            make_request(): asked[1:3],
            make_request(state=State.ACCEPTED): asked[1:2],
        }

        for request, verbs in cases.items():
            page = clerk.get(reverse("admin:agreements_servicerequest_change", args=[request.pk]))
            offered = [found["url"].split("/")[-2] for found in page.context["moves"]]
            assert [verb for verb in asked if verb in offered] == verbs


def test_a_day_of_receipt_before_the_filing_is_refused():
    request = make_request(state=State.UNDER_EXAMINATION)

    with pytest.raises(ValidationError) as refusal:
        mend(request, on=date(2020, 1, 2), mark=1)

    assert list(refusal.value.message_dict) == ["on"]
