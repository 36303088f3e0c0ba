"""The clerk writes for residents: previews, schedules, archives, and puts pictures into a notice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from jcop.centre import facts
from jcop.models import Announcement, AnnouncementPicture, PageText
from tests.bookings.test_photos import with_place
from tests.factories import make_notice, make_picture
from tests.files import huge_png, pdf, picture, upload
from tests.jcop.clerk import make_worker

# Django's own templates of admin name what is undefined.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADD, LIST = "/admin/jcop/announcement/add/", "/admin/jcop/announcement/"


@pytest.fixture
def desk(as_user: Callable) -> Client:
    return as_user(make_worker("Redaktor"))


def told(moment: object = None, **fields: object) -> dict[str, object]:
    """A filled form: no pictures, visible from now on."""
    local = timezone.localtime(moment or timezone.now())
    return {
        "title": "Zebranie",
        "slug": "",
        "body": "Zapraszamy.",
        "body-format": "signs",
        "publish_from": f"{local:%Y-%m-%dT%H:%M}",
        "publish_until": "",
        "replaced_by": "",
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
    } | fields


def with_picture(content: bytes, *, name: str = "a.jpg", alt: str = "Plakat", **fields: object) -> dict:
    return told(
        **{
            "pictures-TOTAL_FORMS": 1,
            "pictures-0-upload": upload(content, name),
            "pictures-0-alt": alt,
            "pictures-0-caption": "",
            "pictures-0-position": 0,
        }
        | fields
    )


def errors_of_picture(answer: object) -> dict[str, list[str]]:
    return answer.context["inline_admin_formsets"][0].formset.forms[0].errors


class TestWriting:
    def test_what_the_editor_sends_is_stored_clean_and_what_is_typed_becomes_formatted(self, desk):
        desk.post(ADD, told(body="<h1 onclick=x>A</h1><script>x</script>", **{"body-format": "html"}))
        desk.post(ADD, told(title="Drugie", body="# A\n\n- raz\n- dwa"))

        bodies = dict(Announcement.objects.filter(publish_from__year__gt=2021).values_list("slug", "body"))
        assert bodies == {"zebranie": "<h2>A</h2>", "drugie": "<h2>A</h2>\n<ul><li>raz</li><li>dwa</li></ul>"}

    def test_the_form_offers_a_stored_text_as_signs_and_as_html(self, desk):
        row = make_notice(body="<h2>A</h2>\n<ul><li>raz</li></ul>")

        page = desk.get(f"{LIST}{row.pk}/change/").content.decode()

        assert "# A\n\n- raz</textarea>" in page
        assert 'data-html="&lt;h2&gt;A&lt;/h2&gt;' in page

    def test_an_error_elsewhere_keeps_the_text(self, desk):
        answer = desk.post(ADD, told(title="", body="- raz\n- dwa"))

        assert answer.status_code == 200
        assert "- raz\n- dwa</textarea>" in answer.content.decode()

    @pytest.mark.parametrize(
        ("body", "refusal"),
        [
            (" \n", "Proszę wpisać treść."),
            ("słowo " * 15_000, "Tekst jest za długi"),
            ("<p>" * 200_000, "Tekst jest za długi"),
            ("PESEL 44051401359", "PESEL"),
        ],
    )
    def test_a_text_that_cannot_be_taken_is_refused_with_a_sentence(self, desk, body: str, refusal: str):
        answer = desk.post(ADD, told(body=body))

        assert refusal in answer.context["adminform"].form.errors["body"][0]

    def test_what_is_pasted_is_answered_as_it_would_be_stored(self, desk):
        answer = desk.post("/admin/wklejony-tekst/", {"html": "<h1 style='x'>A<o:p></o:p></h1>"})
        long = desk.post("/admin/wklejony-tekst/", {"html": "x" * 400_001})

        assert answer.json() == {"html": "<h2>A</h2>"}
        assert (long.status_code, list(long.json())) == (400, ["error"])

    @pytest.mark.parametrize("notice", facts.NOTICES, ids=lambda notice: notice["slug"])
    def test_the_notices_of_the_city_page_keep_every_word(self, notice: dict):
        said = Announcement.objects.get(slug=notice["slug"]).text

        assert said.split() == re.sub(r"(?m)^– ", "", notice["body"]).split()


class TestPreviewing:
    def test_it_shows_what_residents_will_see_and_saves_nothing(self, desk):
        tomorrow = timezone.now() + timedelta(days=1)

        answer = desk.post(ADD, told(tomorrow, body="# Program\n\ntel. 32 47 19 555", _preview="1"))

        page = answer.content.decode()
        assert "<h1>Zebranie</h1>" in page
        assert "<h2>Program</h2>" in page
        assert 'href="tel:+48324719555"' in page
        assert "Niczego nie zapisano" in page
        assert "pokaże się" in page
        assert not Announcement.objects.filter(title="Zebranie").exists()

    def test_a_change_is_previewed_over_the_saved_text_which_stays(self, desk):
        row = make_picture().announcement

        page = desk.post(f"{LIST}{row.pk}/change/", told(body="nowa", _preview="1")).content.decode()

        row.refresh_from_db()
        assert "<p>nowa</p>" in page
        assert row.body == "<p>treść</p>"

    def test_a_chosen_picture_is_shown_in_the_page_itself_and_what_is_wrong_is_told(self, desk):
        answer = desk.post(ADD, with_picture(picture("JPEG"), title="", _preview="1"))
        wrong = desk.post(ADD, with_picture(b"<svg onload=x>", name="a.svg", alt="", _preview="1"))

        assert 'src="data:image/jpeg;base64,' in answer.content.decode()
        assert answer.context["problems"] == ["Tytuł: To pole jest wymagane."]
        assert wrong.context["problems"][0].startswith("Plik: Tego rodzaju pliku nie przyjmujemy")
        assert not AnnouncementPicture.objects.exists()

    def test_a_saved_one_that_nobody_sees_yet_can_be_looked_at(self, desk):
        row = make_picture(title="Szkic", publish_from=None).announcement

        page = desk.get(f"{LIST}{row.pk}/podglad/").content.decode()

        assert "<h1>Szkic</h1>" in page
        assert "szkic – mieszkańcy go nie widzą" in page
        assert row.pictures.get().address in page

    @pytest.mark.parametrize("path", [ADD, "{}change/", "{}podglad/"])
    def test_whoever_may_not_write_previews_nothing(self, as_user, path: str):
        office = as_user(make_worker("Doradca"))
        send = office.get if "podglad" in path else office.post

        assert send(path.format(f"{LIST}{make_notice().pk}/"), told(_preview="1")).status_code == 403


class TestScheduling:
    def test_its_standing_is_told_in_words_at_each_moment(self):
        now = timezone.now().replace(year=2026, month=12, day=1, hour=12)
        start = now.replace(day=3, hour=7, minute=0)
        row = make_notice(publish_from=start, publish_until=start + timedelta(days=1))
        newer = make_notice("Nowsze", publish_from=start + timedelta(hours=5))
        tick = timedelta(minutes=1)

        assert row.standing(now) == "pokaże się 3 grudnia 2026 r. o 8:00"
        assert row.standing(start + tick) == "widoczne do 4 grudnia 2026 r. o 8:00"
        assert row.standing(start + timedelta(days=2)) == "w archiwum od 4 grudnia 2026 r. o 8:00"
        row.replaced_by = newer
        assert row.standing(start + timedelta(hours=6)) == "w archiwum, zastąpione przez „Nowsze”"
        assert make_notice().standing(timezone.now()) == "widoczne"

    def test_saving_says_when_residents_will_see_it(self, desk):
        answer = desk.post(ADD, told(timezone.now() + timedelta(days=2)), follow=True)

        assert "Stan ogłoszenia: pokaże się" in answer.content.decode()

    def test_a_draft_is_nowhere_for_residents(self, desk, client):
        desk.post(ADD, told(publish_from=""))
        client.logout()

        assert client.get("/aktualnosci/zebranie/").status_code == 404
        assert "Zebranie" not in client.get("/aktualnosci/").content.decode()
        assert "Zebranie" not in client.get("/szukaj/", {"q": "zebranie"}).content.decode().split("<main")[1]
        assert "zebranie" not in client.get("/sitemap.xml").content.decode()

    @pytest.mark.parametrize(
        ("stan", "titles"),
        [
            ("widoczne", {"W"}),
            ("zaplanowane", {"P"}),
            ("szkice", {"S"}),
            ("archiwum", {"A"}),
            ("", set("WPSA")),
        ],
    )
    def test_the_list_finds_each_by_its_standing(self, desk, stan: str, titles: set[str]):
        now = timezone.now()
        Announcement.objects.all().delete()
        make_notice("W")
        make_notice("P", publish_from=now + timedelta(days=1))
        make_notice("S", publish_from=None)
        make_notice("A", publish_until=now - timedelta(minutes=1))

        answer = desk.get(LIST, {"stan": stan})

        assert {row.title for row in answer.context["cl"].result_list} == titles

    def test_archiving_ends_what_is_current_and_nothing_else(self, desk):
        current, draft = make_notice(), make_notice(publish_from=None)
        chosen = {"action": "archive", "_selected_action": [current.pk, draft.pk]}

        page = desk.post(LIST, chosen, follow=True).content.decode()

        current.refresh_from_db()
        draft.refresh_from_db()
        assert "Przeniesiono do archiwum: 1." in page
        assert current.is_over(timezone.now())
        assert draft.publish_until is None

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_a_constant_number_of_times(self, desk, rows: int, django_assert_num_queries):
        Announcement.objects.all().delete()
        for _ in range(rows):
            make_notice(replaced_by=make_notice())

        with django_assert_num_queries(10):
            desk.get(LIST, {"stan": "archiwum"})


class TestPictures:
    def test_one_is_stored_small_upright_and_without_its_place(self, desk):
        desk.post(ADD, with_picture(with_place()))

        row = AnnouncementPicture.objects.get()
        assert (row.width, row.height, row.alt) == (30, 60, "Plakat")
        assert b"Zmy" not in bytes(row.content)

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (huge_png(40_000, 40_000), "a.png", "może mieć najwyżej 40 megapikseli"),
            (huge_png(100, 100), "a.png", "Proszę"),
            (b"<svg xmlns='x' onload='alert(1)'/>", "a.svg", "Tego rodzaju pliku nie przyjmujemy"),
            (b"MZ program", "a.jpg", "To jest program"),
            (pdf(), "a.pdf", "To nie jest zdjęcie"),
            (b"", "a.jpg", "Plik jest pusty"),
        ],
        ids=["bomb", "broken", "svg", "program", "pdf", "empty"],
    )
    def test_what_is_none_is_refused_beside_its_field(self, desk, content: bytes, name: str, sentence: str):
        answer = desk.post(ADD, with_picture(content, name=name, body="- raz\n- dwa"))

        assert sentence in errors_of_picture(answer)["upload"][0]
        assert "- raz\n- dwa</textarea>" in answer.content.decode()
        assert not Announcement.objects.filter(title="Zebranie").exists()

    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"pictures-0-alt": " "}, "alt", "Zdjęcie wymaga opisu słownego"),
            ({"pictures-0-is_decorative": "on"}, "alt", "Zdjęcie, które tylko ozdabia, nie ma opisu"),
            ({"pictures-0-upload": ""}, "upload", "Proszę wybrać plik ze zdjęciem."),
        ],
    )
    def test_words_or_the_sign_of_decoration_are_asked_for_beside_the_field(
        self, desk, fields: dict, field: str, sentence: str
    ):
        answer = desk.post(ADD, with_picture(picture("JPEG"), **fields))

        assert list(errors_of_picture(answer)) == [field]
        assert errors_of_picture(answer)[field][0].startswith(sentence)

    def test_the_rule_of_the_row_says_the_same(self):
        row = make_picture()
        row.alt = ""

        with pytest.raises(ValidationError, match="Zdjęcie wymaga opisu słownego"):
            row.full_clean()

    def test_a_decorative_one_is_silent_for_screen_readers(self, desk, client):
        desk.post(ADD, with_picture(picture("JPEG"), alt="", **{"pictures-0-is_decorative": "on"}))

        assert 'alt=""' in client.get("/aktualnosci/zebranie/").content.decode()

    def test_its_words_are_changed_without_sending_it_again(self, desk):
        row = make_picture()
        fields = {
            "pictures-TOTAL_FORMS": 1,
            "pictures-INITIAL_FORMS": 1,
            "pictures-0-id": row.pk,
            "pictures-0-announcement": row.announcement.pk,
            "pictures-0-alt": "Inne słowa",
            "pictures-0-position": 0,
        }

        answer = desk.post(f"{LIST}{row.announcement.pk}/change/", told(**fields))

        before, row = row, AnnouncementPicture.objects.get()
        assert answer.status_code == 302
        assert (row.alt, row.digest, bytes(row.content)) == ("Inne słowa", before.digest, before.content)

    def test_the_page_knows_its_size_and_browsers_keep_it_for_good(self, client):
        row = make_picture()

        page = client.get(row.announcement.get_absolute_url()).content.decode()
        first = client.get(row.address)
        again = client.get(row.address, headers={"If-None-Match": first["ETag"]})

        assert re.search(rf'src="{row.address}"\s+alt="Wnętrze sali"\s+width="60"\s+height="40"', page)
        assert (first["Content-Type"], first.content) == ("image/jpeg", bytes(row.content))
        assert first["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (again.status_code, again.content) == (304, b"")

    def test_of_a_notice_not_yet_published_only_the_office_sees_it(self, desk, client):
        row = make_picture(publish_from=timezone.now() + timedelta(hours=1))

        seen = desk.get(row.address)
        client.logout()

        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
        assert client.get(row.address).status_code == 404
        assert client.get(row.address, headers={"If-None-Match": seen["ETag"]}).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_notice_asks_a_constant_number_of_times_and_loads_no_picture(
        self, client, rows: int, django_assert_num_queries
    ):
        notice = make_notice()
        for _ in range(rows):
            AnnouncementPicture.objects.filter(pk=make_picture().pk).update(announcement=notice)

        with django_assert_num_queries(3) as asked:
            page = client.get(notice.get_absolute_url()).content.decode()

        assert page.count("<img") == rows
        assert not any('"content"' in query["sql"] for query in asked)


class TestWordsOnPages:
    def test_they_stand_at_the_end_of_their_page_below_its_title(self, desk, client):
        told = {
            "page": "contact",
            "heading": "Remont",
            "body": "# Wejście\n\nod podwórza",
            "body-format": "signs",
        }

        assert desk.post("/admin/jcop/pagetext/add/", told).status_code == 302

        page = client.get("/kontakt/").content.decode()
        assert (
            page.index("<h1>") < page.index('<h2 id="dopisek">Remont</h2>') < page.index("<h3>Wejście</h3>")
        )
        assert "Remont" not in client.get("/").content.decode()

    def test_they_can_be_previewed(self, desk):
        told = {
            "page": "contact",
            "heading": "Remont",
            "body": "<p>a</p>",
            "body-format": "html",
            "_preview": "1",
        }

        page = desk.post("/admin/jcop/pagetext/add/", told).content.decode()

        assert "<h1>Kontakt</h1>" in page
        assert not PageText.objects.exists()

    @pytest.mark.parametrize("page", PageText.Page.values)
    def test_each_page_that_takes_words_shows_them(self, client, page: str):
        text = PageText.objects.create(page=page, heading="Ważne słowa", body="<p>treść</p>")

        assert "Ważne słowa" in client.get(text.get_absolute_url(), follow=True).content.decode()
