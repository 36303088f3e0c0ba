"""A number given by mistake: asked about, cancelled, and the agreement concluded anew under another."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import Agreement, RegisterPrint, Right, Service, ServiceRequest
from agreements.tasks import print_register
from jcop.models import Message
from jcop.moves import IllegalMove
from tests.agreements.test_agreement_desk import desk, move
from tests.factories import make_agreement, make_organization, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Agreement.State
rows = Agreement.objects


def waiting() -> Agreement:
    accepted = ServiceRequest.State.ACCEPTED
    return make_request(organization=make_organization(verified=True), state=accepted).agreement


def conclude(number: str = "", **more: object) -> Agreement:
    return waiting().conclude(by=make_user(), number=number, signed_on=timezone.localdate(), **more)


@pytest.fixture
def year() -> int:
    return timezone.localdate().year


@pytest.fixture
def approver(as_user) -> Client:
    return desk(as_user, "Referat", "Zatwierdzający")


class TestFarNumber:
    @pytest.mark.parametrize("serial", [22, 2026001, 99999999])
    def test_is_refused_until_it_is_meant_and_the_sequence_goes_on_without_it(self, year: int, serial: int):
        number = f"{serial}/{year}"

        with pytest.raises(ValidationError) as refusal:
            conclude(number)
        meant = conclude(number, number_meant=True)

        assert refusal.value.message_dict["number"][0].startswith(f"Kolejny numer to 1/{year}, a {number}")
        assert (meant.number, rows.proposed_number(year), rows.gaps(year)) == (number, f"1/{year}", [])

    def test_twenty_away_is_near_and_the_numbers_passed_over_are_a_range(self, year: int):
        conclude(f"21/{year}")

        assert (rows.proposed_number(year), rows.gaps(year)) == (f"22/{year}", ["1–20"])

    def test_the_sequence_passes_over_it_once_it_gets_there(self, year: int):
        conclude(f"24/{year}", number_meant=True)
        conclude(f"19/{year}")
        conclude(f"23/{year}")

        assert (rows.proposed_number(year), rows.gaps(year)) == (f"25/{year}", ["1–18", "20–22"])

    def test_is_asked_about_wherever_a_number_is_typed(self, approver: Client, year: int):
        today = timezone.localdate()
        number, day = f"99/{year}", today.isoformat()
        rooms = [Service.objects.get(code="sala").pk]
        renewed = make_agreement(valid_until=today + timedelta(days=3))
        forms = {
            move(waiting(), "conclude"): {"signed_on": day, "signatures_checked": "on"},
            move(renewed, "renew"): {"signed_on": day, "services": rooms},
            reverse("admin:agreements_agreement_add"): {
                "organization": make_organization().pk,
                "signed_on": day,
                "services": rooms,
            },
        }

        for path, fields in forms.items():
            assert "number_meant" not in approver.get(path).context["form"].fields
            refused = approver.post(path, fields | {"number": number})
            assert "jest od niego odległy" in refused.context["form"].errors["number"][0]
            assert "number_meant" in refused.context["form"].fields
            assert not rows.filter(number=number).exists()
            approver.post(path, fields | {"number": number, "number_meant": "on"})
            assert rows.filter(number=number, is_number_far=True).count() == 1
            rows.filter(number=number).update(number=f"x{path}"[:50])

    def test_of_another_pattern_is_near_nothing(self):
        assert conclude("DS.99.A").number == "DS.99.A"

    def test_whoever_types_a_number_reads_what_it_passed_over(self, approver: Client, year: int):
        told = {"number": f"5/{year}", "signed_on": timezone.localdate().isoformat()}

        page = approver.post(move(waiting(), "conclude"), told | {"signatures_checked": "on"}, follow=True)

        assert f"W {year} r. pominięto numery: 1–4." in page.content.decode()


class TestCancelledNumber:
    def test_is_a_row_of_its_own_and_the_agreement_is_concluded_anew(self, year: int):
        agreement = make_agreement(services=("sala",))
        number, signed_on, approver = agreement.number, agreement.signed_on, make_user()

        row = agreement.annul(reason=" zły numer ")

        agreement.refresh_from_db()
        assert (row.state, row.number, row.end_reason, row.scope) == (
            State.ANNULLED,
            number,
            "zły numer",
            "Sala na spotkania i wydarzenia",
        )
        assert (row.number_of, row.signed_on, row.request) == (agreement, signed_on, None)
        assert (agreement.state, agreement.number, agreement.signed_on) == (State.RECEIVED, "", None)
        assert list(rows.awaiting_signature()) == [agreement]
        assert not rows.granting(Right.ROOM, signed_on).exists()
        agreement.conclude(by=approver, signed_on=timezone.localdate())
        assert agreement.number == f"2/{year}"
        assert list(rows.granting(Right.ROOM, signed_on)) == [agreement]

    def test_is_never_given_again_and_raises_no_number(self, year: int):
        first = conclude(f"20/{year}").annul(reason="pomyłka")

        with pytest.raises(ValidationError) as refusal:
            conclude(first.number)

        assert list(refusal.value.message_dict) == ["number"]
        assert (rows.proposed_number(year), rows.gaps(year)) == (f"1/{year}", [])

    def test_takes_with_it_what_bears_it(self, files):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + timedelta(days=9))
        agreement.hand_over(on=today, to="Jan", copies=1)
        rooms, clerk = Service.objects.filter(code="sala"), make_user()
        agreement.amend(by=clerk, signed_on=today, valid_from=today, changes="zakres", services=rooms)
        draft = agreement.draft_amendment(by=clerk, changes="zakres", services=rooms)
        renewal = make_agreement()
        rows.filter(pk=renewal.pk).update(renews=agreement)

        row = agreement.annul(reason="pomyłka")

        agreement.refresh_from_db()
        assert (agreement.handed_over_on, agreement.grants.count(), agreement.amendments.count()) == (
            None,
            0,
            0,
        )
        assert (row.handed_over_on, row.handed_over_to, row.amendments.count()) == (today, "Jan", 1)
        assert (list(row.drafts.all()), list(agreement.renewals.all())) == ([draft], [renewal])

    def test_of_an_old_paper_stays_that_row(self):
        agreement = make_agreement()
        rows.filter(pk=agreement.pk).update(request=None)
        agreement.refresh_from_db()

        row = agreement.annul(reason="pomyłka")

        assert (row, row.state, rows.count()) == (agreement, State.ANNULLED, 1)
        with pytest.raises(IllegalMove):
            row.annul(reason="drugi raz")

    def test_is_told_to_the_organisation_and_its_conclusion_no_more(self, run_jobs, mailoutbox):
        agreement = conclude()
        number = agreement.number

        agreement.annul(reason="pomyłka w numerze")
        run_jobs()

        states = dict(Message.objects.filter(kind__startswith="agreement").values_list("kind", "state"))
        assert states == {Mail.AGREEMENT_CONCLUDED: "withdrawn", Mail.AGREEMENT_ANNULLED: "sent"}
        [body] = [mail.body for mail in mailoutbox if f"Porozumienie nr {number}" in mail.subject]
        assert "Powód: pomyłka w numerze" in body
        assert "powiadomimy" in body

    def test_stands_crossed_out_in_the_register_and_its_pages_say_what_can_be_done(self, approver: Client):
        agreement = make_agreement()
        number = agreement.number
        warned = approver.get(move(agreement, "annul")).content.decode()

        approver.post(move(agreement, "annul"), {"reason": "zły numer"})

        row = rows.get(state=State.ANNULLED)
        register = approver.get("/admin/agreements/agreement/?kolejka=rejestr").content.decode()
        page = approver.get(
            reverse("admin:agreements_agreement_change", args=[agreement.pk])
        ).content.decode()
        aside = approver.get(reverse("admin:agreements_agreement_change", args=[row.pk])).content.decode()
        assert "zatwierdzić ponownie" in warned
        assert f"<s>nr {number}</s>" in register
        assert "Zatwierdź porozumienie" in page
        assert "Porozumienie można zatwierdzić ponownie, pod nowym numerem" in page
        assert "Porozumienie, które miało ten numer" in aside

    def test_is_crossed_out_in_the_year_in_print(self, monkeypatch: pytest.MonkeyPatch, year: int):
        number = make_agreement().annul(reason="pomyłka").number
        printed: list[str] = []
        monkeypatch.setattr("jcop.files.pdf.render_html", lambda html: printed.append(html) or b"%PDF-")

        print_register(RegisterPrint.ask(year).pk)

        assert f"<s>{number}</s>" in printed[0]
