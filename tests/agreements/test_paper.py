"""What documents say as the city's lawyer reads them, and what stands on their paper."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pikepdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pypdf import PdfReader

from agreements import letters, pdf
from agreements.forms import CheckForm
from agreements.models import Agreement, Declaration, Service
from jcop.models import Centre, CityArms
from organizations.models import Organization
from tests.agreements.test_life import enter
from tests.agreements.test_pdf import fonts
from tests.factories import make_agreement, make_organization, make_request, make_user
from tests.files import picture
from tests.spacing import plain

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The words of what `make` would typeset."""

    def words(make: Callable[..., bytes], *about: object) -> str:
        pages: list[str] = []
        monkeypatch.setattr("jcop.files.pdf.render_html", lambda html: pages.append(html) or b"%PDF-")
        make(*about)
        [html] = pages
        body = re.sub(r"<(?!/?(span|strong|em)\b)[^>]+>", r" \g<0>", html[html.index("<body") :])
        return " ".join(plain(unescape(strip_tags(body))).split())

    return words


FORMS = {
    "association": {"name": "Stowarzyszenie „Łąka”", "krs": "0900000401"},
    "foundation": {"name": "Fundacja „Źródło”", "krs": "0900000402", "nip": "5260250995"},
    "sports_club": {"name": "Klub Sportowy „Zdrój”", "krs": None, "register_number": "W/17"},
    "church_body": {"name": "Parafia św. Barbary", "krs": None, "register_number": "nr 12/1991"},
}


class TestParties:
    """Nothing is declined by program, so nothing needs to be: the word „organizacja” carries the gender."""

    def documents(self, read: Callable[..., str], legal_form: str) -> tuple[Organization, list[str]]:
        organization = make_organization(
            verified=True, legal_form=legal_form, signatures_required=2, **FORMS[legal_form]
        )
        organization.representatives.create(position=2, name="Jan Próbny", function="skarbnik")
        version = make_request(organization=organization).versions.get()
        agreement = make_agreement(organization=organization)
        services = list(Service.objects.filter(code="sala"))
        draft = agreement.draft_amendment(by=make_user(), changes="zakres", services=services)
        return organization, [read(pdf.set_pdf, version), read(pdf.change_set_pdf, draft)]

    def test_are_named_in_the_nominative_in_each_document_of_each_form(self, case, read):
        for legal_form in FORMS:
            with case(legal_form):
                organization, texts = self.documents(read, legal_form)

                nip = ", NIP 5260250995" if organization.nip else ""
                named = f"{organization.name}, {organization.address}, {organization.registration}{nip}"
                parties = (
                    "Strony porozumienia: Gmina Miasta Jastrzębie-Zdrój, w której imieniu działa Prezydent"
                    f" Miasta albo osoba upoważniona, zwana dalej „Miastem”; organizacja: {named},"
                    " zwana dalej „Organizacją”; w imieniu Organizacji: Zofia Próbna – prezes;"
                    " Jan Próbny – skarbnik. "
                )
                assert [text.count(parties) for text in texts] == [3, 3]
                declined = re.findall(r"\b(?:pomiędzy|zwaną|reprezentowan\w+|Gminą)\b", "".join(texts))
                # „Gmina … reprezentowana przez” is the controller of personal data.
                assert set(declined) == {"reprezentowana", "reprezentowania"}

    def test_of_an_empty_form_stand_in_the_same_sentence(self, read):
        text = read(pdf.blank_pdf, "porozumienie", Service.objects.offered(), [])

        assert "zwana dalej „Miastem”; organizacja: (pełna nazwa," in text
        assert "zwana dalej „Organizacją”; w imieniu Organizacji: (imię" in text

    def test_services_are_a_list_that_ends_with_a_full_stop(self, read):
        version = make_request(services=("sala", "doradztwo")).versions.get()

        text = read(pdf.set_pdf, version)

        sentence = (
            "Miasto umożliwia Organizacji nieodpłatne korzystanie z następujących świadczeń Centrum:"
            " Sala na spotkania i wydarzenia; Doradztwo. Centrum oznacza: Jastrzębskie Centrum Organizacji"
            " Pozarządowych, ul. Wrzosowa 12A, 44-335 Jastrzębie-Zdrój."
        )
        assert text.count(sentence) == 3


class TestRequest:
    def test_what_is_ticked_is_printed_with_its_version_whatever_is_declared_since(self, read):
        draft = make_request(state="draft")
        Declaration.objects.get(code="prawda").reword("Wszystko się zgadza.")
        ticked = list(Declaration.objects.current())
        request = draft.submit(declarations=ticked)
        ticked[0].reword("Zupełnie inne słowa.")

        text = read(pdf.set_pdf, request.versions.get())

        printed = " ".join(f"{one.text} (wersja {one.version})" for one in ticked)
        assert text.count(f"3. Oświadczenia {printed} Miejsce i dzień (miejscowość, data)") == 3
        assert "Zupełnie inne" not in text
        assert [one["text"] for one in request.declared()] == [one.text for one in ticked]

    def test_what_is_declared_on_paper_is_what_is_ticked_in_the_portal(self, read):
        form = CheckForm(None, declarations=Declaration.objects.current())

        text = read(
            pdf.blank_pdf,
            "zapotrzebowanie",
            Service.objects.offered(),
            Declaration.objects.current().values("text", "version"),
        )

        asked = " ".join(f"{field.label} (wersja 1)" for field in form.fields.values())
        assert f"3. Oświadczenia {asked} " in text

    def test_a_set_of_an_older_release_is_not_out_of_date_and_can_still_be_printed(self, read):
        request = make_request()
        version = request.versions.get()
        for lacking in ("contact", "period", "declarations"):
            del version.content[lacking]
        del version.content["organization"]["nip"], version.content["organization"]["regon"]
        version.save()

        text = read(pdf.set_pdf, version)

        assert not request.may_print_anew(version)
        assert text.count(Declaration.objects.current()[0].text) == 3

    def test_names_whom_to_call_the_numbers_and_the_time_wanted(self, read):
        organization = make_organization(nip="5260250995", regon="012100784")
        draft = make_request(organization=organization, state="draft")
        signing = {"wants_print": False, "contact_name": "Jan Próbny", "contact_phone": "600 700 800"}
        draft.sign(
            organization.representatives.all(),
            **signing,
            wanted_from=date(2027, 1, 1),
            wanted_until=date(2027, 12, 31),
        )
        request = draft.submit()

        text = read(pdf.set_pdf, request.versions.get())

        for words in (
            "NIP, REGON NIP 5260250995, REGON 012100784",
            "Osoba do kontaktu, jej telefon Jan Próbny, tel. 600 700 800",
            "chce korzystać ze świadczeń: od 1 stycznia 2027 r. do 31 grudnia 2027 r. 3. Oświadczenia",
            "Wypełnia urząd: Wpłynęło dnia Znak sprawy Rozstrzygnięcie Data i podpis",
        ):
            assert text.count(words) == 3

    def test_the_contact_and_the_time_are_asked_at_the_step_of_signatures(self, as_user):
        draft = make_request(state="draft")
        keeper = as_user(draft.organization.registered_by)
        address = reverse("agreements:request_signing", args=[draft.organization.key, draft.pk])
        people = [one.pk for one in draft.organization.representatives.all()]
        told = {"signatories": people, "contact_name": "Ewa Próbna", "contact_phone": "32 47 19 555"}

        refused = keeper.post(address, told | {"wanted_from": "2027-02-01", "wanted_until": "2027-01-01"})
        keeper.post(address, told | {"wanted_from": "2027-02-01"})

        draft.refresh_from_db()
        assert "Ostatni dzień jest wcześniejszy niż pierwszy." in refused.content.decode()
        assert (draft.contact_name, draft.contact_phone) == ("Ewa Próbna", "32 47 19 555")
        assert draft.period == "od 1 lutego 2027 r. bezterminowo"


class TestOffice:
    def test_of_another_town_than_the_centre_has_its_own_address_everywhere(self, read, client, as_user):
        Centre.objects.update(unit_city="Rybnik", unit_postal_code="44-200")
        request = make_request(state="awaiting_correction")
        agreement = make_agreement()
        draft = agreement.draft_amendment(
            by=make_user(), changes="zakres", services=list(Service.objects.filter(code="sala"))
        )
        filed = make_request()
        keeper = as_user(filed.organization.registered_by)

        texts = {
            "set": read(pdf.set_pdf, request.versions.get()),
            "letter": read(pdf.letter_pdf, request.letters.get()),
            "change": read(pdf.change_set_pdf, draft),
            "call": letters.draft("call", request, defects=["Brak podpisu."], days=7),
            "request": keeper.get(filed.get_absolute_url()).content.decode(),
            "contact": client.get("/kontakt/").content.decode(),
            "privacy": client.get("/prywatnosc/").content.decode(),
            "documents": client.get("/dokumenty/").content.decode(),
        }

        whole = "al. Piłsudskiego 60, 44-200 Rybnik"
        assert {name for name, text in texts.items() if whole not in " ".join(text.split())} == set()
        bare = [
            name for name, text in texts.items() if re.search(r"Piłsudskiego 60(?!, 44-200 Rybnik)", text)
        ]
        assert bare == []
        templates = (settings.BASE_DIR / "templates").rglob("*.*")
        assert [path.name for path in templates if "unit_street" in path.read_text()] == []

    def test_arms_and_a_second_signature_are_printed_where_the_office_wants_them(self, monkeypatch):
        version = make_request().versions.get()
        plain = pdf.set_html(version)
        Centre.objects.update(second_signature="Skarbnik Miasta")
        arms = CityArms(centre_id=1, alt="herb miasta")
        arms.draw(picture("JPEG", 20, 30))
        arms.save()

        rich = pdf.set_html(version)

        shown = '<img class="arms" src="data:image/jpeg;base64,'
        assert (plain.count(shown), rich.count(shown)) == (0, 6)
        assert (plain.count("Skarbnik Miasta"), rich.count("Skarbnik Miasta")) == (0, 3)

    @pytest.mark.prints
    def test_arms_are_in_the_document_and_told_in_words(self):
        arms = CityArms(centre_id=1, alt="herb miasta")
        arms.draw(picture("JPEG", 20, 30))
        arms.save()

        content = pdf.part_pdf(make_request().versions.get(), "agreement")

        assert [image.image.size for image in PdfReader(io.BytesIO(content)).pages[0].images] == [(20, 30)]
        with pikepdf.open(io.BytesIO(content)) as document:
            told = [
                str(one.Alt)
                for one in document.objects
                if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
            ]
        assert set(told) == {"herb miasta"}

    @pytest.mark.prints
    def test_documents_are_typeset_in_the_portals_own_typeface(self):
        names = {name for name, _ in fonts(pdf.part_pdf(make_request().versions.get(), "agreement"))}

        assert names
        assert all("Atkinson" in name for name in names)

    @pytest.mark.parametrize("kind", pdf.BLANKS)
    def test_an_empty_form_carries_the_notice_on_personal_data(self, read, kind: str):
        Centre.objects.update(data_officer="iod@um.example")

        text = read(pdf.blank_pdf, kind, Service.objects.offered(), [])

        assert "Informacja o przetwarzaniu danych osobowych" in text
        assert "Administrator danych: Gmina Miasta Jastrzębie-Zdrój reprezentowana" in text
        assert "Inspektor ochrony danych: iod@um.example." in text


class TestCall:
    """A letter posted in time is in time (k.p.a. art. 57 § 5)."""

    def test_says_so_and_names_the_address_of_the_office_where_it_has_one(self):
        request = make_request(state="awaiting_correction")
        asked = {"defects": ["Brak podpisu."], "days": 7}

        bare = letters.draft("call", request, **asked)
        Centre.objects.update(e_delivery="AE:PL-12345-67890-ABCDE-12")
        whole = letters.draft("call", request, **asked)

        posted = "nadane w polskiej placówce pocztowej operatora wyznaczonego, Poczty Polskiej"
        law = " (art. 57 § 5 Kodeksu postępowania administracyjnego)."
        assert f"{posted}{law}" in bare
        assert f"{posted} albo wysłane na adres do e-Doręczeń AE:PL-12345-67890-ABCDE-12{law}" in whole


class TestRules:
    """What nobody decided is no rule: the office writes it, or nobody reads it (domain.md 12)."""

    INVENTED = re.compile("poleconych|pełnomocnictwa pocztowego|bezpłatn|nieodpłatn|adresem siedziby")

    def test_no_page_or_mail_states_what_the_office_has_not_said(self):
        folders = {"print", "letters"}  # Texts of agreements are proposals that the office edits.
        templates = (settings.BASE_DIR / "templates").rglob("*.*")

        stated = {
            (path.name, found[0])
            for path in templates
            if not folders & set(path.parts)
            for found in self.INVENTED.finditer(path.read_text())
        }

        # The law gives whoever needs one an interpreter for nothing.
        assert stated == {("accessibility.html", "bezpłatn")}

    def test_what_the_office_says_of_mail_is_read_by_those_who_get_mail(self, as_user):
        agreement = make_agreement(services=("adres",))
        keeper = as_user(agreement.organization.registered_by)
        address = reverse("agreements:mail", args=[agreement.organization.key])

        before = keeper.get(address).content.decode()
        Centre.objects.update(mail_note="Paczek nie odbieramy.\n\nListy czekają miesiąc.")
        after = keeper.get(address).content.decode()

        told = "<p>Paczek nie odbieramy.</p>\n\n<p>Listy czekają miesiąc.</p>"
        assert (told in before, told in after) == (False, True)


class TestRegister:
    @pytest.mark.prints
    def test_numbers_stay_whole_and_those_of_a_day_stand_in_order_with_their_end(self):
        today = timezone.localdate()
        made = {
            n: enter(number=f"{n}/{today.year}", signed_on=today, number_meant=True) for n in (120, 9, 20)
        }
        made[9].annul(reason="wpisane dwa razy")
        made[20].terminate(on=today, reason="wniosek organizacji")
        rows = Agreement.objects.register_of(today.year)

        text = words_of(pdf.register_pdf(today.year, rows, [], today + DAY))

        numbers = re.findall(rf"(?<!\S)(\d+/{today.year})(?!\S)", text)
        assert numbers == [f"{n}/{today.year}" for n in (9, 20, 120)]
        assert f"anulowane {today:%d.%m.%Y}: wpisane dwa razy" in text
        assert f"rozwiązane z dniem {today:%d.%m.%Y}: wniosek organizacji" in text
