"""Contact boxes, their loans, and the mail that comes for organisations."""

from datetime import timedelta

import pytest
from django.core import mail as post
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import Agreement, Box, BoxLoan, Collector, MailItem, Service
from agreements.upkeep import forget_collectors
from jcop.models import Message
from jcop.ops.delivery import deliver
from jcop.templatetags.polish import dzien
from tests.agreements.test_agreement_desk import desk
from tests.bookings.test_race import _is_refusal, race
from tests.factories import make_agreement, make_organization, make_request, make_user

DAY = timedelta(days=1)
RIVALS = 12


def boxed(**fields: object) -> Agreement:
    return make_agreement(services=("skrzynka", "sala"), **fields)


def lend(box: Box, agreement: Agreement, **fields: object) -> BoxLoan:
    told = {"on": timezone.localdate(), "by": agreement.concluded_by}
    return box.lend(agreement=agreement, **told | fields)


def refused_fields(act, **told: object) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        act(**told)
    return list(refusal.value.message_dict) if hasattr(refusal.value, "error_dict") else [""]


@pytest.mark.django_db
class TestLoans:
    def test_a_box_is_lent_as_long_as_the_agreement_grants_it(self):
        today = timezone.localdate()
        box, agreement = Box.objects.create(number=7), boxed(valid_until=today + 90 * DAY)

        loan = lend(box, agreement)

        assert (loan.during.lower, loan.last_day) == (today, today + 90 * DAY)
        assert box.loan_on(today + 90 * DAY) == loan
        assert box.loan_on(today + 91 * DAY) is None

    def test_an_agreement_without_the_service_or_not_in_force_lends_nothing(self):
        today = timezone.localdate()
        box = Box.objects.create(number=7)
        ended = boxed(valid_from=today - 9 * DAY, valid_until=today - DAY)

        for agreement in (make_agreement(services=("sala",)), ended):
            assert refused_fields(box.lend, agreement=agreement, on=today, by=make_user()) == ["agreement"]
        assert BoxLoan.objects.count() == 0

    def test_a_lent_box_is_not_lent_again_until_it_is_taken_back(self):
        today = timezone.localdate()
        box, first, second = Box.objects.create(number=7), boxed(), boxed()
        lend(box, first)

        with pytest.raises(ValidationError) as taken:
            lend(box, second)
        box.take_back(on=today)
        lend(box, second, on=today + DAY)

        assert taken.value.messages == [
            f"Skrzynka nr 7 jest w tym czasie użyczona: {first.organization} ({first})."
        ]
        assert [box.loan_on(today + n * DAY).agreement for n in (0, 1)] == [first, second]

    @pytest.mark.parametrize("end", ["terminate", "annul", "amend"])
    def test_a_loan_ends_with_what_grants_it(self, end: str):
        today = timezone.localdate()
        box, agreement = Box.objects.create(number=7), boxed(valid_from=today - 9 * DAY)
        lend(box, agreement, on=today - DAY)

        if end == "terminate":
            agreement.terminate(on=today, reason="koniec")
        elif end == "annul":
            agreement.annul(reason="pomyłka")
        else:
            agreement.amend(
                by=make_user(),
                signed_on=today,
                valid_from=today + DAY,
                changes="bez skrzynki",
                services=Service.objects.filter(code="sala"),
            )

        assert BoxLoan.objects.get().last_day == today
        assert list(Box.objects.free_on(today + DAY)) == [box]

    @pytest.mark.parametrize("act", ["renew", "amend", "go_on"])
    def test_what_is_lent_to_another_afterwards_stops_no_agreement(self, act: str, as_user):
        today, office = timezone.localdate(), desk(as_user, "Zatwierdzający")
        box, agreement, other = Box.objects.create(number=7), boxed(valid_until=today + 9 * DAY), boxed()
        if act == "go_on":
            agreement = boxed()
            agreement.terminate(on=today + 9 * DAY, reason="koniec")
        lend(box, agreement)
        theirs = lend(box, other, on=today + 10 * DAY)
        services = list(Service.objects.filter(code="skrzynka"))
        told = {"by": make_user(), "signed_on": today, "services": services}
        change = {"valid_from": today, "changes": "dłużej", "valid_until": today + 90 * DAY}

        path = f"/admin/agreements/agreement/{agreement.pk}/czynnosc/{act}/"
        page = office.get(path).content.decode()
        if act == "go_on":
            lasting = agreement.go_on(reason="pomyłka")
        else:
            lasting = (
                agreement.renew(**told) if act == "renew" else agreement.amend(**told, **change).agreement
            )

        assert f"skrzynka nr 7 jest użyczona innej organizacji: {other.organization}." in page
        assert box.loan_on(today + 10 * DAY) == theirs
        assert list(Agreement.objects.without_box(today + 10 * DAY)) == [lasting]

    def test_a_loan_is_told_unless_it_is_called_off_before(self, run_jobs, mailoutbox):
        today, box = timezone.localdate(), Box.objects.create(number=7)
        loan = lend(box, boxed(valid_until=today + 90 * DAY), until=today)
        box.call_off(loan=lend(box, boxed(), on=today + DAY))

        run_jobs()

        [body] = [sent.body for sent in mailoutbox if "skrzynki kontaktowej nr 7" in sent.body]
        assert f"od {dzien(today)} do {dzien(loan.last_day)} włącznie." in body

    def test_ending_a_loan_cuts_no_loan_that_has_not_begun(self):
        today, box = timezone.localdate(), Box.objects.create(number=7)
        lend(box, boxed(), until=today + 3 * DAY)
        ahead = lend(box, boxed(), on=today + 4 * DAY)

        cut = refused_fields(box.take_back, on=today + 4 * DAY)

        assert cut == ["on"]
        assert BoxLoan.objects.get(pk=ahead.pk).last_day is None

    def test_a_loan_that_has_not_begun_is_called_off_whole(self, as_user):
        today, box = timezone.localdate(), Box.objects.create(number=7)
        begun, later = lend(box, boxed(), until=today), lend(box, boxed(), on=today + DAY)
        worker = desk(as_user, "Pracownik Centrum")
        path = f"/admin/agreements/box/{box.pk}/czynnosc/call_off/"

        refused = refused_fields(box.call_off, loan=begun)
        worker.post(path, {"loan": later.pk})

        assert refused == [""]
        assert list(box.loans.all()) == [begun]

    @pytest.mark.parametrize("change", ["renewal", "amendment"])
    def test_what_will_grant_a_box_waits_for_one_from_its_conclusion(self, change: str, as_user):
        worker, box = desk(as_user, "Pracownik Centrum"), Box.objects.create(number=7)
        today = timezone.localdate()
        agreement = make_agreement(services=("sala",), valid_until=today + 9 * DAY)
        told = {"by": make_user(), "signed_on": today, "services": Service.objects.filter(code="skrzynka")}
        if change == "renewal":
            agreement = agreement.renew(**told)
        else:
            agreement.amend(valid_from=today + 5 * DAY, changes="skrzynka", **told)
        first = today + (10 if change == "renewal" else 5) * DAY

        waiting = list(Agreement.objects.without_box(today))
        path = f"/admin/agreements/box/{box.pk}/czynnosc/lend/"
        worker.post(path, {"agreement": agreement.pk, "on": first.isoformat(), "until": ""})

        assert waiting == [agreement]
        assert box.loan_on(first).agreement == agreement
        assert list(Agreement.objects.without_box(today)) == []

    def test_a_renewal_carries_the_box_over(self):
        today = timezone.localdate()
        box, agreement = Box.objects.create(number=7), boxed(valid_until=today + 5 * DAY)
        lend(box, agreement)

        renewal = agreement.renew(by=make_user(), signed_on=today)

        assert [box.loan_on(today + n * DAY).agreement for n in (5, 6, 900)] == [agreement, renewal, renewal]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_loans_past_the_verb_need_the_constraint(guarded: bool):
    """Twelve clerks lend one box to twelve organisations; without the constraint several succeed."""
    box, today = Box.objects.create(number=7), timezone.localdate()
    agreements = [boxed() for _ in range(RIVALS)]
    drop = "ALTER TABLE agreements_boxloan DROP CONSTRAINT box_lent_to_one_at_a_time"
    restore = (
        "ALTER TABLE agreements_boxloan ADD CONSTRAINT box_lent_to_one_at_a_time"
        " EXCLUDE USING gist (box_id WITH =, during WITH &&)"
    )

    def insert(n: int) -> BoxLoan:
        agreement = agreements[n]
        return BoxLoan.objects.create(
            box=box, agreement=agreement, during=DateRange(today, None), lent_by=agreement.concluded_by
        )

    if not guarded:
        with connection.cursor() as cursor:
            cursor.execute(drop)
    try:
        results = race(insert, RIVALS)
        if guarded:
            assert BoxLoan.objects.count() == 1
            assert sum(_is_refusal(result) for result in results) == RIVALS - 1
        else:
            assert BoxLoan.objects.count() > 1
    finally:
        if not guarded:
            BoxLoan.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(restore)


@pytest.mark.django_db
class TestMail:
    def test_a_letter_for_a_box_is_noted_and_its_organisation_told(self, run_jobs):
        today = timezone.localdate()
        box, agreement = Box.objects.create(number=7), boxed()
        lend(box, agreement)
        run_jobs()
        post.outbox.clear()

        item = MailItem.note(by=make_user(), kind="letter", on=today, box=box)
        run_jobs()

        assert (item.organization, item.collected_on) == (agreement.organization, None)
        [letter] = post.outbox
        assert letter.to == [agreement.organization.email]
        assert "list zwykły (skrzynka nr 7)" in letter.body

    def test_a_letter_to_the_address_alone_needs_the_right_to_it(self):
        today, worker = timezone.localdate(), make_user()
        allowed = make_agreement(services=("adres",)).organization
        stranger = make_agreement(services=("sala",)).organization

        item = MailItem.note(by=worker, kind="parcel", on=today, organization=allowed)

        assert (item.organization, item.box) == (allowed, None)
        told = {"by": worker, "kind": "letter", "on": today}
        assert refused_fields(MailItem.note, organization=stranger, **told) == ["organization"]
        assert MailItem.objects.count() == 1

    def test_what_was_noted_for_the_wrong_organisation_goes_to_the_right(self, run_jobs, mailoutbox):
        today = timezone.localdate()
        wrong, right = (make_agreement(services=("adres",)).organization for _ in range(2))
        told_before, told_never = (
            MailItem.note(by=make_user(), kind="letter", on=today, organization=wrong) for _ in range(2)
        )
        deliver(Message.objects.get(kind=Mail.MAIL_ARRIVED, subject_id=told_before.pk).pk)

        for item in (told_before, told_never):
            item.readdress(organization=right)
        run_jobs()

        about = [sent for sent in mailoutbox if "przesyłka" in sent.body]
        assert [(sent.to[0] == right.email, "omyłkowo" in sent.body) for sent in about] == [
            (False, False),
            *[(False, True), (True, False)] * 2,
        ]
        assert set(MailItem.objects.of(right)) == {told_before, told_never}

    def test_a_letter_is_not_corrected_to_whom_it_is_noted_for_nor_once_collected(self):
        today, organization = timezone.localdate(), make_agreement(services=("adres",)).organization
        other = make_agreement(services=("adres",)).organization
        item = MailItem.note(by=make_user(), kind="letter", on=today, organization=organization)

        same = refused_fields(item.readdress, organization=organization)
        item.collect(on=today, name=item.authorised()[0])

        assert (same, refused_fields(item.readdress, organization=other)) == (["organization"], [""])

    def test_a_letter_for_a_box_nobody_has_is_refused(self):
        box, today, worker = Box.objects.create(number=9), timezone.localdate(), make_user()
        told = {"by": worker, "kind": "letter"}

        assert refused_fields(MailItem.note, on=today, box=box, **told) == ["box"]
        assert refused_fields(MailItem.note, on=today, **told) == ["box"]
        assert refused_fields(MailItem.note, on=today + DAY, box=box, **told) == ["on"]
        assert MailItem.objects.count() == 0

    def test_a_box_and_another_organisation_do_not_go_together(self):
        box, today = Box.objects.create(number=9), timezone.localdate()
        lend(box, boxed())
        told = {"by": make_user(), "kind": "letter", "on": today, "box": box}

        assert refused_fields(MailItem.note, organization=make_organization(), **told) == ["organization"]

    def test_only_an_authorised_person_collects_and_only_once(self):
        box, today = Box.objects.create(number=9), timezone.localdate()
        organization = lend(box, boxed()).agreement.organization
        Collector.objects.create(organization=organization, name="Jan Odbiorca")
        item = MailItem.note(by=make_user(), kind="letter", on=today, box=box)

        assert item.authorised() == ["Jan Odbiorca", "Zofia Próbna"]
        assert refused_fields(item.collect, on=today, name="Ktoś Obcy") == ["name"]
        assert refused_fields(item.collect, on=today - DAY, name="Jan Odbiorca") == ["on"]
        item.collect(on=today, name="Jan Odbiorca")
        assert refused_fields(item.collect, on=today, name="Zofia Próbna") == [""]

        item.refresh_from_db()
        assert (item.collected_on, item.collector) == (today, "Jan Odbiorca")

    def test_the_name_of_a_collector_is_forgotten_after_a_year(self):
        box, today = Box.objects.create(number=9), timezone.localdate()
        lend(box, boxed())
        item = MailItem.note(by=make_user(), kind="letter", on=today, box=box)
        item.collect(on=today, name="Zofia Próbna")
        MailItem.objects.update(arrived_on=today - 400 * DAY, collected_on=today - 366 * DAY)

        forget_collectors(0)

        item.refresh_from_db()
        assert (item.collector, item.collected_on) == ("", today - 366 * DAY)


@pytest.mark.django_db
class TestPage:
    def test_says_where_mail_goes_and_what_waits(self, as_user):
        today = timezone.localdate()
        box, agreement = Box.objects.create(number=7), boxed()
        lend(box, agreement)
        MailItem.note(by=make_user(), kind="parcel", on=today, box=box)
        keeper = agreement.organization.registered_by

        page = as_user(keeper).get(f"/panel/{agreement.organization.key}/korespondencja/").content.decode()

        for words in (
            "nr 7",
            "ul. Wrzosowa 12A",
            "paczka",
            "Adres Centrum służy do korespondencji.",
        ):
            assert words in page

    def test_without_an_address_it_leads_to_the_request_that_waits_or_to_a_new_one(self, as_user):
        organization = make_organization(verified=True)
        client, url = as_user(organization.registered_by), f"/panel/{organization.key}/korespondencja/"

        make_request(organization=organization)  # for rooms: it says nothing of mail
        before = client.get(url).content.decode()
        asked = make_request(organization=organization, services=("sala", "skrzynka"))
        after = client.get(url).content.decode()

        new = reverse("agreements:submit_request", args=[organization.key])
        assert [new in page for page in (before, after)] == [True, False]
        assert asked.get_absolute_url() in after

    def test_the_keeper_names_a_collector_once_and_takes_it_back(self, as_user):
        agreement = boxed()
        client = as_user(agreement.organization.registered_by)
        url = f"/panel/{agreement.organization.key}/korespondencja/"

        client.post(url, {"name": "Jan Odbiorca"})
        again = client.post(url, {"name": "Jan Odbiorca"}).content.decode()
        collector = Collector.objects.get()
        client.post(f"{url}{collector.pk}/cofnij/")

        assert "Ta osoba jest już upoważniona." in again
        assert Collector.objects.count() == 0

    def test_a_user_who_is_no_keeper_names_nobody(self, as_user):
        organization = boxed().organization
        user = organization.memberships.create(user=make_user(), role="user").user

        as_user(user).post(f"/panel/{organization.key}/korespondencja/", {"name": "Jan Odbiorca"})

        assert Collector.objects.count() == 0
