"""An agreement on paper, its copies and scan, its numbers, its end."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from agreements.models import Agreement, FormalCheck, Right, Service, ServiceRequest
from agreements.models.ending import month_later
from jcop.models import Centre, Message
from tests.factories import make_agreement, make_organization, make_request, make_user
from tests.files import pdf, upload

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Mode = Agreement.EndMode


def services(*codes: str) -> list[Service]:
    return list(Service.objects.filter(code__in=codes))


def refusal_of(act, **told: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        act(**told)
    error = refusal.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def enter(**told: object) -> Agreement:
    usual = {
        "organization": told.get("organization") or make_organization(verified=True),
        "by": make_user(),
        "number": "DS.12.2019",
        "signed_on": date(2019, 5, 6),
        "services": services("sala", "skrzynka"),
    }
    return Agreement.enter_existing(**usual | told)


class TestExisting:
    def test_an_old_paper_grants_the_same_rights_without_a_request(self):
        today = timezone.localdate()

        agreement = enter(remarks=" aneks w segregatorze ")

        agreement.refresh_from_db()
        assert (agreement.request, agreement.number, agreement.remarks) == (
            None,
            "DS.12.2019",
            "aneks w segregatorze",
        )
        assert (agreement.valid_from, agreement.valid_until) == (date(2019, 5, 6), None)
        assert agreement.party_name == agreement.organization.name
        for right, rows in [(Right.ROOM, [agreement]), (Right.BOX, [agreement]), (Right.DUTY, [])]:
            assert list(Agreement.objects.granting(right, today)) == rows

    def test_the_organisation_is_not_told_of_what_it_knows(self):
        enter()

        assert Message.objects.filter(kind__startswith="agreement_").count() == 0

    @pytest.mark.parametrize(
        ("told", "field", "words"),
        [
            ({"signed_on": date(2099, 1, 1)}, "signed_on", "przyszłości"),
            ({"signed_on": date(1919, 5, 6)}, "signed_on", "sprawdzić rok"),
            ({"valid_until": date(2019, 5, 5)}, "valid_until", "wcześniejszy niż początek"),
            ({"services": []}, "services", "co najmniej jedno"),
            ({"number": " "}, "number", "Podaj numer"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, told: dict, field: str, words: str):
        refused = refusal_of(enter, **told)

        assert list(refused) == [field]
        assert words in refused[field][0]
        assert Agreement.objects.count() == 0

    def test_a_group_without_a_register_and_a_suspended_organisation_are_no_parties(self):
        group = make_organization(legal_form="informal_group", krs=None)
        suspended = make_organization().suspend(reason="wyjaśnienia")

        for organization in (group, suspended):
            assert list(refusal_of(enter, organization=organization)) == ["organization"]

    def test_the_same_number_may_come_again_in_another_year(self):
        enter(number="1", signed_on=date(2018, 1, 2))

        enter(number="1", signed_on=date(2019, 1, 2))

        assert list(refusal_of(enter, number=" 1", signed_on=date(2019, 12, 31))) == ["number"]


class TestNumbers:
    def test_a_gap_is_shown_and_a_cancelled_number_is_no_gap(self):
        year = timezone.localdate().year
        make_agreement().annul(reason="pomyłka")
        for number in (f"4/{year}", f"0006/{year}", "poza wzorem"):
            enter(number=number, signed_on=timezone.localdate())

        assert Agreement.objects.gaps(year) == ["2–3", "5"]
        assert Agreement.objects.proposed_number(year) == f"7/{year}"

    def test_a_cancelled_number_is_never_given_again(self):
        first = make_agreement().annul(reason="pomyłka")

        assert make_agreement().number != first.number
        assert list(refusal_of(enter, number=first.number, signed_on=first.signed_on)) == ["number"]

    def test_without_a_number_the_next_is_given(self):
        year = timezone.localdate().year
        enter(number=f"8/{year}", signed_on=timezone.localdate())
        request = make_request(
            organization=make_organization(verified=True), state=ServiceRequest.State.ACCEPTED
        )

        agreement = request.agreement.conclude(by=make_user(), signed_on=timezone.localdate())

        assert agreement.number == f"9/{year}"

    def test_a_pattern_without_the_year_counts_each_year(self):
        Centre.objects.update(agreement_number_pattern="POR-{n}")
        enter(number="POR-7", signed_on=date(2019, 1, 2))

        assert Agreement.objects.proposed_number(2019) == "POR-8"
        assert Agreement.objects.proposed_number(2020) == "POR-1"


def received(signatures_required: int = 2) -> Agreement:
    organization = make_organization(verified=True, signatures_required=signatures_required)
    organization.representatives.create(position=2, name="Jan Drugi", function="skarbnik")
    state = ServiceRequest.State.UNDER_EXAMINATION
    return make_request(organization=organization, state=state).agreement


class TestSigning:
    def test_a_missing_signature_is_a_formal_defect_and_stops_the_conclusion(self):
        agreement, clerk = received(), make_user()
        first = agreement.organization.representatives.first()

        agreement.record_signatures(by=clerk, signatories=[first])

        assert agreement.missing_signatures() == 1
        [check] = FormalCheck.objects.filter(request=agreement.request)
        assert check.defects == ["Brak podpisu wszystkich osób uprawnionych do reprezentowania organizacji."]
        for verb, more in (
            (agreement.request.accept, {}),
            (agreement.conclude, {"signed_on": check.at.date()}),
        ):
            assert "brakuje podpisów: 1" in refusal_of(verb, by=clerk, **more)[""][0]

    def test_signatures_of_all_let_it_be_concluded(self):
        agreement, clerk = received(), make_user()
        first = agreement.organization.representatives.first()

        agreement.record_signatures(by=clerk, signatories=[first], others=[("Anna Trzecia", "pełnomocnik")])
        agreement.request.accept(by=clerk)
        agreement.conclude(by=clerk, signed_on=timezone.localdate())

        assert [str(one) for one in agreement.signatures.all()] == [
            "Zofia Próbna, prezes",
            "Anna Trzecia, pełnomocnik",
        ]
        assert agreement.state == Agreement.State.CONCLUDED

    def test_signatures_are_noted_after_the_receipt_and_before_the_conclusion(self):
        prepared = make_request().agreement
        concluded = make_agreement()
        before = concluded.signatures.count()

        for agreement in (prepared, concluded):
            people = agreement.organization.representatives.all()
            refused = refusal_of(agreement.record_signatures, by=make_user(), signatories=people)
            assert "Tej czynności nie można już wykonać" in refused[""][0]
        assert concluded.signatures.count() == before

    def test_nobody_signed_is_no_note(self):
        refused = refusal_of(received().record_signatures, by=make_user(), signatories=[])

        assert list(refused) == ["signatories"]

    def test_a_conclusion_is_not_dated_before_the_decision(self):
        agreement, clerk = received(signatures_required=1), make_user()
        request = agreement.request
        ServiceRequest.objects.filter(pk=request.pk).update(received_on=F("submitted_on") - 9 * DAY)
        request.accept(by=clerk)

        refused = refusal_of(agreement.conclude, by=clerk, signed_on=timezone.localdate() - DAY)

        assert refused == {"signed_on": ["Data zawarcia jest wcześniejsza niż rozpatrzenie zapotrzebowania."]}

    def test_a_copy_is_handed_over_once_after_the_conclusion(self):
        agreement, today = make_agreement(), timezone.localdate()

        assert list(refusal_of(agreement.hand_over, on=today - DAY, to="Jan", copies=1)) == ["on"]
        assert list(refusal_of(agreement.hand_over, on=today + DAY, to="Jan", copies=1)) == ["on"]
        agreement.hand_over(on=today, to=" Jan Drugi ", copies=1)
        assert list(refusal_of(agreement.hand_over, on=today, to="Ewa", copies=1)) == [""]

        agreement.refresh_from_db()
        assert (agreement.handed_over_on, agreement.handed_over_to) == (today, "Jan Drugi")

    def test_who_took_the_copy_is_in_no_history(self):
        agreement = make_agreement().hand_over(on=timezone.localdate(), to="Jan Odbiorca", copies=1)

        fields = {field.name for field in agreement.events.model._meta.fields}

        assert "handed_over_to" not in fields
        assert agreement.events.order_by("pgh_id").last().handed_over_copies == 1


class TestScan:
    def test_is_kept_with_its_checksum_and_once(self, files):
        agreement, content = make_agreement(), pdf()

        scan = agreement.attach_scan(by=make_user(), upload=upload(content, "x.pdf"))

        assert scan.file.read() == content
        assert scan.file.name.startswith("porozumienia/")
        refused = refusal_of(agreement.attach_scan, by=make_user(), upload=upload(content, "y.pdf"))
        assert refused == {"upload": ["Ten skan jest już dołączony."]}

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "pusty"),
            (b"\x89PNG\r\n\x1a\n", "uszkodzony"),
            (b"zwykly tekst", "nie przyjmujemy"),
            (b"%PDF-1.7 urwany", "uszkodzony"),
            (pdf(password="tajne"), "hasł"),
            (pdf(pages=501), "501 stron"),
        ],
    )
    def test_anything_but_a_whole_pdf_is_refused(self, content: bytes, words: str):
        agreement = make_agreement()

        refused = refusal_of(agreement.attach_scan, by=make_user(), upload=upload(content, "skan.pdf"))

        assert list(refused) == ["upload"]
        assert words in refused["upload"][0]
        assert agreement.scans.count() == 0

    def test_belongs_to_what_was_concluded(self):
        refused = refusal_of(received().attach_scan, by=make_user(), upload=upload(pdf(), "skan.pdf"))

        assert refused == {"upload": ["Skan dołącza się po zawarciu porozumienia."]}


class TestTermination:
    def test_a_notice_lets_the_agreement_live_for_a_month(self):
        today = timezone.localdate()
        agreement = make_agreement()
        told = {"reason": "rezygnacja", "mode": Mode.BY_ORGANIZATION, "noticed_on": today}

        early = refusal_of(agreement.terminate, on=month_later(today) - DAY, **told)
        agreement.terminate(on=month_later(today), **told)

        assert list(early) == ["on"]
        assert agreement.is_in_force(month_later(today))
        assert not agreement.is_in_force(month_later(today) + DAY)

    @pytest.mark.parametrize(
        ("day", "later"),
        [
            (date(2026, 1, 31), date(2026, 2, 28)),
            (date(2028, 1, 30), date(2028, 2, 29)),
            (date(2026, 12, 24), date(2027, 1, 24)),
        ],
    )
    def test_a_month_ends_on_the_same_day_or_the_last(self, day: date, later: date):
        assert month_later(day) == later

    def test_a_notice_needs_its_day(self):
        today = timezone.localdate()
        agreement = make_agreement()
        told = {"on": today + 60 * DAY, "reason": "rezygnacja", "mode": Mode.BY_CITY}

        assert list(refusal_of(agreement.terminate, **told)) == ["noticed_on"]
        assert list(refusal_of(agreement.terminate, noticed_on=today + DAY, **told)) == ["noticed_on"]

    def test_the_organisation_is_told_the_day_and_the_reason(self, run_jobs):
        agreement = make_agreement()
        run_jobs()
        mail.outbox.clear()

        agreement.terminate(on=date(2027, 1, 4), reason="naruszenie regulaminu", mode=Mode.BREACH)
        run_jobs()

        [letter] = mail.outbox
        assert letter.subject == f"[JCOP] Porozumienie nr {agreement.number} – rozwiązane"
        assert "do 4\xa0stycznia\xa02027\xa0r. włącznie" in letter.body
        assert "naruszenie regulaminu" in letter.body
