"""An organisation without e-mail is served by letters; every app's notice finds its way in one place."""

from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from pypdf import PdfReader

from agreements.models import ServiceRequest
from bookings.models import Booking
from jcop.models import Message, User
from jcop.ops.delivery import deliver
from organizations.models import Letter, Organization
from tests.factories import make_agreement, make_booking, make_organization, make_request, make_user

pytestmark = pytest.mark.django_db


def without_address(**fields: object) -> Organization:
    """As the office enters an organisation that has no account and no e-mail."""
    organization = make_organization(verified=True, email="", **fields)
    organization.memberships.all().delete()
    return organization


@pytest.fixture
def clerk() -> User:
    user = make_user(groups=("Referat",))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def written(run_jobs, organization: Organization) -> list[str]:
    run_jobs()
    return list(organization.letters.values_list("subject", flat=True))


def test_notices_of_every_app_become_letters_where_no_address_is_known(run_jobs, mailoutbox):
    organization = without_address()
    agreement = make_agreement(organization=organization)
    booking = make_booking(agreement=agreement)
    booking.cancel()

    run_jobs()

    messages = Message.objects.filter(state="on_paper")
    assert sorted(messages.values_list("kind", flat=True)) == [
        "agreement_concluded",
        "booking_cancelled",
        "booking_made",
        "request_accepted",
        "request_submitted",
        "set_received",
    ]
    keys = set(organization.letters.values_list("key", flat=True))
    assert keys == {message.reference for message in messages}
    assert mailoutbox == []
    assert not any("prosimy na nią nie odpowiadać" in letter.text for letter in organization.letters.all())


@pytest.mark.parametrize("email", ["", "biuro@example.org"])
def test_the_call_itself_waits_to_be_posted_to_whoever_has_no_account(run_jobs, mailoutbox, email: str):
    organization = without_address()
    Organization.objects.filter(pk=organization.pk).update(email=email)
    request = make_request(organization=organization, state=ServiceRequest.State.AWAITING_CORRECTION)

    run_jobs()

    call = request.letters.get()
    letter = organization.letters.get(subject__endswith="wezwanie do uzupełnienia braków")
    assert letter.text.startswith(call.body)
    assert "Uzupełnienie proszę złożyć w Referacie: al. Piłsudskiego 60" in call.body
    notices = [sent.body for sent in mailoutbox if "nowe pismo" in sent.subject]
    assert [("wezwanie do uzupełnienia braków. Wyślemy" in text) for text in notices] == [True] * bool(email)


def test_a_job_that_runs_twice_writes_one_letter():
    booking = make_booking(agreement=make_agreement(organization=without_address()))

    message = Message.objects.about(booking).get()
    for _ in range(2):
        Message.objects.update(state="waiting", settled_at=None)
        deliver(message.pk)

    assert booking.organization.letters.count() == 1


def test_with_an_address_nothing_is_posted(run_jobs, mailoutbox):
    organization = make_organization()
    make_request(organization=organization)

    assert written(run_jobs, organization) == []
    assert [mail.to for mail in mailoutbox] == [[organization.registered_by.email]]


@pytest.mark.parametrize("leave", ["member", "deactivate"])
def test_who_no_longer_acts_for_the_organisation_is_not_told(run_jobs, mailoutbox, leave: str):
    organization = make_organization()
    request = make_request(organization=organization, state=ServiceRequest.State.SUBMITTED)
    if leave == "member":
        organization.memberships.all().delete()
    else:
        User.objects.filter(pk=request.prepared_by.pk).update(is_active=False)

    run_jobs()

    assert [mail.to for mail in mailoutbox] == [[organization.email]]


def test_without_an_address_of_its_own_the_keepers_are_told(run_jobs, mailoutbox):
    organization = make_organization(verified=True, email="")
    organization.memberships.create(user=make_user(), role="user")
    agreement = make_agreement(organization=organization)
    Message.objects.all().delete()
    booking = make_booking(agreement=agreement)
    Booking.objects.filter(pk=booking.pk).update(made_by=None)

    run_jobs()

    assert [mail.to for mail in mailoutbox] == [[organization.registered_by.email]]
    assert not Letter.objects.exists()


@pytest.mark.ignore_template_errors
class TestTheQueue:
    def letter(self, name: str = "") -> Letter:
        fields = {"name": name} if name else {}
        organization = without_address(**fields)
        return organization.letters.create(key="x.1", subject="Sprawa", text="Szanowni Państwo,\n\ntreść.")

    def test_the_clerk_prints_and_posts_a_letter(self, as_user, clerk: User):
        letter, client = self.letter(), as_user(clerk)
        path = f"/admin/organizations/letter/{letter.pk}/"

        queue = client.get("/admin/").content.decode()
        page = client.get(f"{path}change/").content.decode()
        client.post(f"{path}czynnosc/mark_sent/", {"sent_on": timezone.localdate().isoformat()})

        letter.refresh_from_db()
        assert "<strong>1</strong> list do wysłania" in queue
        assert letter.organization.address in page
        assert f"{path}pismo.pdf" in page
        assert (letter.state, letter.sent_on, letter.sent_by) == ("sent", timezone.localdate(), clerk)
        assert client.get("/admin/organizations/letter/").context["cl"].result_count == 0
        assert client.get("/admin/organizations/letter/?kolejka=wszystkie").context["cl"].result_count == 1

    @pytest.mark.parametrize("day", ["", "2020-01-01", "2999-01-01"])
    def test_a_day_that_cannot_be_is_told_beside_its_field(self, as_user, clerk: User, day: str):
        letter = self.letter()

        response = as_user(clerk).post(
            f"/admin/organizations/letter/{letter.pk}/czynnosc/mark_sent/", {"sent_on": day}
        )

        assert list(response.context["form"].errors) == ["sent_on"]
        assert Letter.objects.waiting().count() == 1

    @pytest.mark.prints
    def test_the_printed_letter_carries_address_name_and_text(self, as_user, clerk: User, run_jobs):
        name = "„Źdźbło” – 'Ł' & \"Q\" " + "Stowarzyszenie „Ósma Gęś” " * 14
        letter = self.letter(name.strip()[:400])

        client, address = as_user(clerk), f"/admin/organizations/letter/{letter.pk}/pismo.pdf"

        waiting = client.get(address)
        done = run_jobs()
        response = client.get(address)

        assert (waiting.status_code, done) == (202, ["print_letter"])
        pages = PdfReader(BytesIO(response.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert response["Content-Type"] == "application/pdf"
        assert letter.organization.name in text
        assert "ul. Próbna 1 44-335 Jastrzębie-Zdrój" in text
        assert "Sprawa Szanowni Państwo, treść. (podpis / pieczęć)" in text
