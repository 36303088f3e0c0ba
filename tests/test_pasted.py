"""What comes along when people paste: signs that nobody sees, names of numbers, two ends of a line."""

import pytest
from django import forms
from django.contrib.admin import site
from django.core.exceptions import ValidationError

from jcop.models import Centre
from jcop.templatetags.polish import tel
from jcop.typed.cleaning import CleanedField, many_lines, one_line
from jcop.typed.phones import check_phone
from jcop.typed.seen import SeenField
from organizations.fields import LONGEST_PASTED, NUMBER_FIELDS
from organizations.forms import DetailsForm, PublicForm
from organizations.models import Organization
from organizations.registers import (
    clean_e_delivery,
    clean_krs,
    clean_nip,
    clean_postal_code,
    clean_register_number,
    clean_regon,
)
from tests.factories import make_organization, make_user
from tests.organizations.test_register import filled
from tests.test_sent_again import _below

ONE_LINE = {
    "Fundacja\u200b „Próba”": "Fundacja „Próba”",
    "\ufeffKlub\u00adowa": "Klubowa",
    "ul. Pr\u202eóbna 1": "ul. Próbna 1",
    "Jan\r\nKowalski": "Jan Kowalski",
    "Jan \u2028 Kowalski\n": "Jan Kowalski",
    "Jan\x0bKowalski": "Jan Kowalski",
    "ul.\u00a0Próbna\u20091": "ul. Próbna 1",
    "Jastrze\u0328bie-Zdro\u0301j": "Jastrzębie-Zdrój",
}
MANY_LINES = {
    "a\r\nb\rc\x0bd\u2028e\u2029f\x85g": "a\nb\nc\nd\ne\nf\ng",
    "tekst\u202e odwrócony\u2066": "tekst odwrócony",
    "zdro\u0301j\t–\u00a0👨\u200d👩\u200d👧": "zdrój\t–\u00a0👨\u200d👩\u200d👧",
}
NUMBERS = [
    (clean_krs, "KRS: 0000900006", "0000900006"),
    (clean_krs, "KRS\u00a0nr 0000\u2011900\u2011006\u200b", "0000900006"),
    (clean_krs, "Numer KRS: 900006", "0000900006"),
    (clean_krs, "900006.0", "0000900006"),
    (clean_nip, "NIP 526-10-40-828", "5261040828"),
    (clean_nip, "NIP: PL 526–104–08–28", "5261040828"),
    (clean_nip, "\u202a5261040828\u202c", "5261040828"),
    (clean_regon, "REGON: 123456785", "123456785"),
    (clean_regon, "Regon nr 123 456 785 00000", "123456785"),
    (clean_postal_code, "44335", "44-335"),
    (clean_postal_code, "44 – 335", "44-335"),
    (clean_postal_code, "44\u2011335", "44-335"),
    (clean_e_delivery, "ADE: ae:pl–12345–67890-abcde-12\u200b", "AE:PL-12345-67890-ABCDE-12"),
    (clean_e_delivery, "adres do e-Doręczeń: AE:PL-12345-67890-ABCDE-12", "AE:PL-12345-67890-ABCDE-12"),
    (clean_register_number, "KF-3/2020,  poz. № 7", "KF-3/2020, poz. № 7"),
]
NO_NUMBERS = [
    (clean_krs, "😀"),
    (clean_nip, "526104082😀"),
    (clean_nip, "٥٢٦١٠٤٠٨٢٨"),
    (clean_postal_code, "٤٤-٣٣٥"),
    (clean_postal_code, "44-33"),
    (clean_register_number, "😀"),
    (clean_register_number, "12 😀"),
    (clean_register_number, "brak"),
]
PHONES = {
    "32 47 19 555": "+48324719555",
    "0048 32 47 19 555": "+48324719555",
    "+48 (0)32 47 19 555": "+48324719555",
    "0-32 47 19 555": "+48324719555",
    "(0 32) 471\u201195\u201155": "+48324719555",
    "tel.: 600-100-200": "+48600100200",
    "32 47 19 555 wew. 12": "+48324719555;ext=12",
    "32 47 19 555 (wewn. 7)": "+48324719555;ext=7",
    "00420 596 123 456": "+420596123456",
}
SEVERAL = "Proszę wpisać jeden numer telefonu, na przykład 32 47 19 555."


def refusal(act, *words: object) -> list[str]:
    try:
        act(*words)
    except ValidationError as error:
        return error.messages
    return []


def test_a_field_hears_what_was_typed_and_nothing_that_nobody_sees(case):
    class Form(forms.Form):
        line = forms.CharField()
        email = forms.EmailField(required=False)
        text = forms.CharField(widget=forms.Textarea)
        secret = forms.CharField(widget=forms.PasswordInput, strip=False)
        key = forms.CharField(widget=forms.HiddenInput)

    for typed, line in ONE_LINE.items():
        with case("line", ascii(typed)):
            form = Form({"line": typed, "text": "x", "secret": typed, "key": typed})
            assert (form.is_valid(), form.cleaned_data["line"]) == (True, line)
            assert (form["line"].value(), form.cleaned_data["secret"]) == (line, typed)
            assert one_line(line) == line
    with case("an address"):
        form = Form(
            {"line": "x", "text": "x", "secret": "x", "key": "x", "email": " jan@ex\u00adample.org\u200b"}
        )
        assert (form.is_valid(), form.cleaned_data["email"]) == (True, "jan@example.org")
    spaces = " " * 1_000_000  # A pattern that tries each of them anew would never end.
    assert one_line(f"a{spaces}a") == f"a{spaces}a"
    for typed, text in MANY_LINES.items():
        with case("text", ascii(typed)):
            form = Form({"line": "x", "text": typed, "secret": "x", "key": "x"})
            assert (form.is_valid(), form.cleaned_data["text"]) == (True, text)
            assert many_lines(text) == text


def test_no_form_hears_its_fields_in_another_way():
    kinds = {form.bound_field_class for form in _below(forms.BaseForm) if form.bound_field_class}

    assert kinds == {SeenField}
    assert issubclass(SeenField, CleanedField)


def test_an_end_of_a_line_is_one_sign_for_who_counts(case):
    for form in {each for each in _below(forms.BaseForm) if hasattr(each, "base_fields")}:
        for name, field in form.base_fields.items():
            if not (isinstance(field.widget, forms.Textarea) and getattr(field, "max_length", None)):
                continue
            text = ("a\n" * field.max_length)[: field.max_length - 1] + "b"
            with case(form.__module__, form.__name__, name):
                page = type("Page", (forms.Form,), {name: field})({name: text.replace("\n", "\r\n")})

                assert page[name].data == text
                assert "max_length" not in {error.code for error in page.errors.as_data().get(name, [])}


@pytest.mark.django_db
def test_a_description_of_a_thousand_signs_on_many_lines_is_saved():
    organization = make_organization()
    text = "\r\n".join(["x" * 54] * 18) + "y" * 11
    assert (len(text.replace("\r\n", "\n")), len(text)) == (1000, 1017)

    form = PublicForm({"is_listed": "on", "public_description": text}, instance=organization)

    assert form.errors == {}
    assert form.save().public_description == text.replace("\r\n", "\n")


def test_a_number_is_taken_as_people_paste_it(case):
    for clean, typed, number in NUMBERS:
        with case(clean.__name__, ascii(typed)):
            assert clean(typed) == number
    for clean, typed in NO_NUMBERS:
        with case(clean.__name__, ascii(typed)):
            assert len(refusal(clean, typed)) == 1


@pytest.mark.django_db
def test_no_browser_cuts_a_pasted_number_and_no_length_refuses_it():
    organization = make_organization()
    words = {"nip": "NIP: PL 526–104–08–28", "regon": "REGON: 123 456 785", "postal_code": "44 – 335"}
    form = DetailsForm(DetailsForm(instance=organization).initial | words, instance=organization)

    saved = form.save()

    attributes = {name: form.fields[name].widget.attrs["maxlength"] for name in words}
    assert (saved.nip, saved.regon, saved.postal_code) == ("5261040828", "123456785", "44-335")
    assert attributes == dict.fromkeys(words, str(LONGEST_PASTED))


@pytest.mark.django_db
def test_an_organisation_is_registered_without_what_nobody_sees_and_not_by_a_picture(as_user):
    client = as_user(make_user())
    pasted = {"name": "Klub\r\nPróbny\u200b", "street": "ul. Pr\u202eóbna 1", "number": "KRS: 0000900111"}

    client.post("/panel/rejestracja/stowarzyszenie/", filled() | pasted)
    answer = client.post("/panel/rejestracja/klub-sportowy/", filled() | {"number": "😀"})

    made = Organization.objects.get(krs="0000900111")
    assert (made.name, made.street) == ("Klub Próbny", "ul. Próbna 1")
    assert answer.context["form"].errors["number"] == ["Proszę podać numer: są w nim cyfry."]


def test_a_telephone_is_taken_as_people_paste_it_and_its_link_dials_it(case):
    for typed, dialled in PHONES.items():
        with case(ascii(typed)):
            assert (refusal(check_phone, typed), tel(typed)) == ([], dialled)
    for typed in ("600 100 200, 600 200 300", "600 100 200 lub 600 200 300", "600 100 200 600 200 300"):
        with case(typed):
            assert refusal(check_phone, typed) == [SEVERAL]
    for long in ("x" * 1_000_000, " " * 1_000_000, "-" * 1_000_000):
        assert refusal(check_phone, long) == [SEVERAL]


def test_a_link_of_what_is_no_single_number_still_dials():
    assert (tel("600 100 200, 600 200 300"), tel("112")) == ("+48600100200", "112")


@pytest.mark.django_db
def test_the_centre_takes_no_telephone_that_dials_nothing(rf):
    request = rf.get("/")
    request.user = make_user(is_superuser=True)
    centre = Centre.objects.get()
    form_class = site.get_model_admin(Centre).get_form(request, centre)

    form = form_class(
        form_class(instance=centre).initial | {"phone": "x", "unit_phone": "1"}, instance=centre
    )

    assert {"phone", "unit_phone"} & set(form.errors) == {"phone", "unit_phone"}


def test_every_form_hears_numbers_by_their_fields_and_telephones_by_their_judge(case):
    for form in {each for each in _below(forms.BaseForm) if hasattr(each, "base_fields")}:
        model = getattr(getattr(form, "_meta", None), "model", None)
        for name, field in form.base_fields.items():
            if name in NUMBER_FIELDS:
                with case(form.__module__, form.__name__, name):
                    assert type(field) is NUMBER_FIELDS[name]
            if name.endswith("phone") and isinstance(field, forms.CharField):
                columns = model._meta.get_field(name).validators if model else []
                with case(form.__module__, form.__name__, name):
                    assert check_phone in [*field.validators, *columns]
