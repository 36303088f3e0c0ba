"""The register and the desk of agreements in admin, as the office uses them."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agreements.models import Agreement, Right, Service
from tests.agreements.test_life import received
from tests.factories import make_agreement, make_booking, make_organization, make_user
from tests.files import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = timedelta(days=1)


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


def desk(as_user, *groups: str) -> Client:
    user = make_user(groups=groups)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return as_user(user)


def move(agreement: Agreement, verb: str) -> str:
    return reverse("admin:agreements_agreement_move", args=[agreement.pk, verb])


def paper(**told: object) -> dict[str, object]:
    usual = {
        "number": "DS.5.2018",
        "signed_on": "2018-03-01",
        "services": [service.pk for service in Service.objects.filter(code__in=["sala", "dyzury"])],
    }
    return usual | told


class TestExistingForm:
    url = "/admin/agreements/agreement/add/"

    def test_enters_an_old_agreement_with_its_scan(self, clerk: Client):
        organization = make_organization()
        content = pdf()

        answer = clerk.post(
            self.url, paper(organization=organization.pk, upload=upload(content, "stare.pdf"))
        )

        agreement = Agreement.objects.get()
        assert answer.url == reverse("admin:agreements_agreement_change", args=[agreement.pk])
        assert list(Agreement.objects.granting(Right.DUTY, timezone.localdate())) == [agreement]
        scan = agreement.scans.get()
        file = clerk.get(reverse("admin:agreements_agreement_scan", args=[agreement.pk, scan.pk]))
        assert b"".join(file.streaming_content) == content

    def test_a_bad_scan_leaves_nothing_behind_and_keeps_what_was_typed(self, clerk: Client):
        organization = make_organization()

        page = clerk.post(
            self.url, paper(organization=organization.pk, upload=upload(b"nie pdf", "stare.pdf"))
        ).content.decode()

        assert Agreement.objects.count() == 0
        assert "nie przyjmujemy" in page
        assert 'value="DS.5.2018"' in page

    def test_a_number_that_is_taken_is_told_beside_it(self, clerk: Client):
        told = paper(organization=make_organization().pk)
        clerk.post(self.url, told)

        page = clerk.post(self.url, told).content.decode()

        assert "Numer DS.5.2018 ma już inne porozumienie z 2018 r." in page
        assert Agreement.objects.count() == 1

    def test_a_beginning_before_the_signing_has_to_be_meant(self, clerk: Client):
        told = paper(organization=make_organization().pk, valid_from="2018-01-01")

        refused = clerk.post(self.url, told).content.decode()
        clerk.post(self.url, told | {"starts_earlier": "on"})

        assert "Początek jest wcześniejszy niż zawarcie" in refused
        assert [str(found.valid_from) for found in Agreement.objects.all()] == ["2018-01-01"]


class TestMoves:
    def test_the_clerk_notes_who_signed_uploads_and_hands_over(self, clerk: Client):
        waiting, concluded = received(), make_agreement()
        people = [person.pk for person in waiting.organization.representatives.all()]

        clerk.post(move(waiting, "record_signatures"), {"signatories": people, "others": ""})
        clerk.post(move(concluded, "attach_scan"), {"upload": upload(pdf(), "skan.pdf")})
        told = {"on": timezone.localdate().isoformat(), "to": "Jan Drugi", "copies": 1}
        clerk.post(move(concluded, "hand_over"), told)
        clerk.post(move(concluded, "remark"), {"remarks": "w segregatorze 3"})

        concluded.refresh_from_db()
        assert waiting.signatures.count() == 2
        assert (concluded.scans.count(), concluded.handed_over_to, concluded.remarks) == (
            1,
            "Jan Drugi",
            "w segregatorze 3",
        )

    def test_a_missing_signature_is_said_on_the_page(self, clerk: Client):
        agreement = received()
        first = agreement.organization.representatives.first()
        clerk.post(move(agreement, "record_signatures"), {"signatories": [first.pk], "others": ""})

        page = clerk.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()

        assert "Brakuje: 1 z 2" in page

    def test_whoever_ends_an_agreement_sees_what_it_carries(self, as_user):
        booking = make_booking()
        approver = desk(as_user, "Zatwierdzający")

        page = approver.get(move(booking.agreement, "terminate")).content.decode()

        assert "1 przyszła rezerwacja." in page
        assert str(booking.items.get()) in page

    def test_an_early_end_by_notice_is_told_beside_the_day(self, as_user):
        agreement, today = make_agreement(), timezone.localdate()
        told = {"mode": "by_org", "noticed_on": today.isoformat(), "on": (today + DAY).isoformat()}

        page = desk(as_user, "Zatwierdzający").post(move(agreement, "terminate"), told | {"reason": "koniec"})

        assert "obowiązuje jeszcze miesiąc" in page.content.decode()
        assert Agreement.objects.get().terminated_on is None

    def test_the_approver_amends_and_renews(self, as_user):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)
        approver = desk(as_user, "Zatwierdzający")
        rooms = Service.objects.get(code="sala").pk
        told = {"signed_on": today.isoformat(), "services": [rooms]}
        end = (today + 30 * DAY).isoformat()

        amended = {"valid_from": today.isoformat(), "changes": "zakres", "valid_until": end}
        approver.post(move(agreement, "amend"), told | amended)
        approver.post(move(agreement, "renew"), told)

        agreement.refresh_from_db()
        assert (agreement.amendments.count(), agreement.valid_until.isoformat()) == (1, end)
        assert agreement.renewal.valid_from == today + 31 * DAY
        assert approver.get(move(agreement, "renew")).status_code == 302


class TestRegister:
    def test_is_sorted_in_polish_and_asks_little_however_long_it_is(
        self, clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ):
        for name in ("Żuraw", "Łabędź", "Zięba", "Lelek"):
            make_agreement(organization=make_organization(verified=True, name=name))

        with django_assert_max_num_queries(22):
            page = clerk.get("/admin/agreements/agreement/?o=2").content.decode()

        order = sorted(["Lelek", "Łabędź", "Zięba", "Żuraw"], key=page.index)
        assert order == ["Lelek", "Łabędź", "Zięba", "Żuraw"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("kolejka=obowiazujace", 1),
            ("kolejka=koncza", 0),
            ("kolejka=nieodebrane", 0),
            ("kolejka=rejestr", 2),
            ("kolejka=podpis", 0),
            ("rok=2018", 1),
            ("rok=zly", 2),
            ("swiadczenie=dyzury", 1),
            ("q=DS.5", 1),
        ],
    )
    def test_is_narrowed_by_queue_year_and_service(self, clerk: Client, query: str, found: int):
        Agreement.enter_existing(
            organization=make_organization(),
            by=make_user(),
            number="DS.5.2018",
            signed_on=timezone.localdate().replace(year=2018, day=1),
            valid_until=timezone.localdate().replace(year=2019),
            services=list(Service.objects.filter(code="dyzury")),
        )
        make_agreement()

        answer = clerk.get(f"/admin/agreements/agreement/?{query}", follow=True)

        assert answer.context["cl"].result_count == found
