"""What the desk and the forms say of themselves: who changed a row, what went wrong, what is demanded."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.utils import display_for_value
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse

from bookings.admin.forms import SeriesBehalfForm
from bookings.forms import BookForm
from jcop.accounts.adapter import AccountAdapter
from organizations.forms import RegisterForm
from organizations.models import AccessRequest, Organization
from organizations.registers import LegalForm
from tests.factories import make_booking, make_hours, make_organization, make_user, moment, next_monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    user = make_user(groups=("Pracownik Centrum",))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def test_the_history_of_a_booking_tells_every_move_and_who_made_it(as_user, worker):
    make_hours()
    booking, desk = make_booking(), as_user(worker)
    path = reverse("admin:bookings_booking_move", args=[booking.pk, "reschedule"])
    for hour in (11, 12, 13):
        starts = moment(next_monday(), hour)
        times = {"day": f"{next_monday()}", "starts_at": f"{hour}:00", "ends_at": f"{hour + 1}:00"}
        form = desk.get(path).context["form"]
        desk.post(path, {name: form[name].value() or "" for name in form.fields} | times)
        booking.refresh_from_db()
        assert booking.starts_at == starts

    page = desk.get(reverse("admin:bookings_booking_history", args=[booking.pk]))

    moves = [told for _, person, told in page.context["story"] if person == str(worker)]
    assert [any(change.startswith("początek") for change in told) for told in moves] == [True] * 3
    assert "nikt jeszcze nie zmienił" not in page.content.decode()


def test_the_title_of_a_page_of_the_desk_says_that_something_is_wrong(as_user, worker):
    make_hours()
    path = reverse("admin:bookings_booking_move", args=[make_booking().pk, "cancel"])
    desk = as_user(worker)

    titles = [
        page.content.decode().partition("<title>")[2][:6] for page in (desk.get(path), desk.post(path, {}))
    ]

    assert (titles[0] == "Błąd: ", titles[1]) == (False, "Błąd: ")


def test_no_is_a_grey_dash_and_no_alarm():
    found = finders.find("admin/img/icon-no.svg")

    assert "#767676" in Path(found).read_text()


def test_pictures_of_yes_and_no_are_named_in_polish():
    pictures = [display_for_value(answer, "–", boolean=True) for answer in (True, False, None)]

    assert [picture.partition('alt="')[2] for picture in pictures] == ['tak">', 'nie">', 'nie wiadomo">']


@pytest.mark.parametrize(
    ("form", "demanded"),
    [
        (BookForm, {"fee"}),
        (SeriesBehalfForm, {"fee", "public_title", "ordinal", "until_on", "count"}),
        (
            lambda: RegisterForm(legal_form=LegalForm.ASSOCIATION),
            {"signatory_2_name", "signatory_2_function", "signatory_3_name", "signatory_3_function"},
        ),
    ],
)
def test_what_is_sometimes_demanded_is_not_called_optional(form, demanded):
    form = form()

    labels = {
        name: render_to_string("forms/_field_label.html", {"field": form[name]}) for name in form.fields
    }

    assert {name for name, label in labels.items() if "nieobowiązkowe" in label} & demanded == set()
    assert "nieobowiązkowe" in labels.get("needs", "nieobowiązkowe")


@pytest.mark.parametrize("typed", ['"Ala"', "„Ala”", "'ala'", "fundacja «Ala»"])
def test_an_organisation_is_found_whatever_quotes_are_typed(typed):
    organization = make_organization(name="Fundacja „Ala”")

    assert list(Organization.objects.named_like(typed)) == [organization]


def test_who_is_told_to_call_reads_the_number():
    form = BookForm({})
    form.is_valid()
    form.add_error(None, "To wydarzenie już się zaczęło albo odbyło: proszę zadzwonić do Centrum.")
    form.add_error("day", "Teraz proszę zadzwonić do Centrum: 32 47 19 555.")

    errors = render_to_string("forms/errors.html", {"form": form})

    assert "proszę zadzwonić do Centrum (32 47 19 555)." in errors
    assert "Teraz proszę zadzwonić do Centrum: 32 47 19 555." in errors


def test_whoever_waits_for_access_or_changed_the_address_is_not_sent_to_register(as_user, client):
    asked = AccessRequest.objects.create(
        organization=make_organization(), user=make_user(), message="skarbniczka"
    )

    page = as_user(asked.user).get("/panel/").content.decode()

    assert "Prośba o dostęp czeka na odpowiedź" in page
    assert "Konto jest gotowe" not in page
    assert AccountAdapter().get_email_verification_redirect_url(None) == "/konto/adres/"
