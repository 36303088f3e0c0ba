"""The picture of the map: sent by the office, told in words, shown beside the way, asked of nobody else."""

import io
import re

import pytest
from django.forms.models import model_to_dict
from PIL import Image

from bookings.demo import map_picture
from jcop.models import Centre, MapPicture
from tests.factories import make_map
from tests.files import huge_png, pdf, picture, upload
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db
CENTRE = "/admin/jcop/centre/1/change/"
NO_WORDS = "Mapa wymaga opisu słownego dla osób, które jej nie widzą."


@pytest.fixture
def desk(as_user):
    return as_user(make_worker("Referat"))


def told(content: bytes | None = None, *, name: str = "mapa.png", **fields: object) -> dict:
    """The form of the Centre as it stands, with a map to send."""
    centre = {key: value for key, value in model_to_dict(Centre.objects.get()).items() if value is not None}
    formset = {
        "map_picture-TOTAL_FORMS": 1,
        "map_picture-INITIAL_FORMS": 0,
        "map_picture-0-centre": 1,
        "map_picture-0-alt": "Mapa okolicy",
        "map_picture-0-caption": "Wejście od parku",
    }
    formset |= {"arms-TOTAL_FORMS": 0, "arms-INITIAL_FORMS": 0}
    sent = {} if content is None else {"map_picture-0-upload": upload(content, name)}
    return centre | formset | sent | fields


def errors_of_map(answer) -> dict:
    return answer.context["inline_admin_formsets"][0].formset.errors[0]


class TestThePage:
    def test_shows_it_below_the_way_with_its_words_its_size_and_its_caption(self, client):
        Centre.objects.update(directions="Od dworca prosto.")
        row = make_map("Centrum naprzeciw parku", caption="Wejście od parku")

        page = client.get("/kontakt/").content.decode()

        shown = page[page.index("Od dworca prosto.") : page.index("Dostępność budynku")]
        sized = r'alt="Centrum naprzeciw parku"\s+width="90"\s+height="60"'
        assert re.search(rf'<img src="{row.address}"\s+{sized}', shown)
        assert ">Wejście od parku</figcaption>" in shown

    def test_has_no_empty_frame_while_there_is_no_map(self, client):
        page = client.get("/kontakt/").content.decode()

        assert "Jak do nas trafić" in page
        assert "<figure" not in page

    def test_asks_no_other_server_and_does_not_load_the_picture(self, client, django_assert_num_queries):
        make_map()

        with django_assert_num_queries(3) as asked:
            page = client.get("/kontakt/").content.decode()

        assert re.findall(r'<img src="([^"]+)"', page[page.index("<main") :]) == [
            MapPicture.objects.get().address
        ]
        assert not any('"content"' in query["sql"] for query in asked)

    def test_browsers_keep_it_for_good_and_are_told_when_they_have_it(
        self, client, django_assert_num_queries
    ):
        row = make_map()

        first = client.get(row.address)
        with django_assert_num_queries(1):
            again = client.get(row.address, headers={"If-None-Match": first["ETag"]})

        assert (first["Content-Type"], first.content) == ("image/jpeg", bytes(row.content))
        assert first["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (again.status_code, again.content) == (304, b"")

    def test_another_map_has_another_address_and_the_old_one_is_gone(self, client):
        row = make_map()
        before = row.address
        row.draw(picture("JPEG", 50, 50))
        row.save()

        assert client.get(before).status_code == 404
        assert client.get(row.address).status_code == 200


class TestTheOffice:
    def test_sends_a_map_which_is_drawn_anew(self, desk, client):
        answer = desk.post(CENTRE, told(picture("PNG", 2400, 1200)))

        row = MapPicture.objects.get()
        assert answer.status_code == 302
        assert (row.width, row.height, row.alt, row.caption) == (
            1600,
            800,
            "Mapa okolicy",
            "Wejście od parku",
        )
        assert Image.open(io.BytesIO(bytes(row.content))).format == "JPEG"

    @pytest.mark.ignore_template_errors
    @pytest.mark.parametrize("words", ["", "  "])
    def test_is_refused_a_map_without_words_beside_the_field(self, desk, words: str):
        answer = desk.post(CENTRE, told(picture("PNG"), **{"map_picture-0-alt": words}))

        assert errors_of_map(answer) == {"alt": [NO_WORDS]}
        assert not MapPicture.objects.exists()

    @pytest.mark.ignore_template_errors
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (huge_png(40_000, 40_000), "może mieć najwyżej 40 megapikseli"),
            (picture("JPEG")[:-200], "Proszę"),
            (
                b"<svg xmlns='x' onload='alert(1)'/>",
                "Tego rodzaju pliku nie przyjmujemy. Proszę załączyć dokument PNG lub JPEG.",
            ),
            (b"MZ program", "To jest program"),
            (pdf(), "To nie jest zdjęcie"),
            (b"", "Plik jest pusty"),
            (None, "Proszę wybrać plik z obrazem mapy."),
        ],
        ids=["bomb", "cut", "svg", "program", "pdf", "empty", "none"],
    )
    def test_is_told_beside_the_field_what_is_no_picture_and_keeps_its_words(
        self, desk, content: bytes | None, sentence: str
    ):
        answer = desk.post(CENTRE, told(content, directions="Od dworca prosto."))

        assert list(errors_of_map(answer)) == ["upload"]
        assert sentence in errors_of_map(answer)["upload"][0]
        assert "Mapa okolicy</textarea>" in answer.content.decode()
        assert "Od dworca prosto.</textarea>" in answer.content.decode()
        assert not MapPicture.objects.exists()

    @pytest.mark.ignore_template_errors
    @pytest.mark.parametrize(
        ("directions", "words"),
        [
            ("Od dworca\nprosto.", "Mapa okolicy Centrum, {street}. Od dworca prosto."),
            ("Daleko. " * 40, "Mapa okolicy Centrum, {street}. Drogę opisuje tekst na tej stronie."),
            ("", "Mapa okolicy Centrum, {street}."),
        ],
        ids=["short", "long", "none"],
    )
    def test_begins_with_the_words_of_the_way(self, desk, directions: str, words: str):
        Centre.objects.update(directions=directions)

        form = desk.get(CENTRE).context["inline_admin_formsets"][0].formset.forms[0]

        assert form["alt"].value() == words.format(street=Centre.objects.get().street)

    def test_may_change_the_way_and_send_no_map_at_all(self, desk):
        """The words that the form began with are no map, also when they no longer are those of the way."""
        words = "Mapa okolicy Centrum. Dawniej tędy."
        kept = {"map_picture-0-alt": words, "initial-map_picture-0-alt": words, "map_picture-0-caption": ""}

        answer = desk.post(CENTRE, told(directions="Teraz tędy.", **kept))

        assert answer.status_code == 302
        assert Centre.objects.get().directions == "Teraz tędy."
        assert not MapPicture.objects.exists()

    def test_changes_the_words_without_sending_it_again_and_takes_it_down(self, desk, client):
        row = make_map()
        there = {"map_picture-INITIAL_FORMS": 1, "map_picture-0-id": row.pk}

        desk.post(CENTRE, told(**there))
        changed = MapPicture.objects.get()
        desk.post(CENTRE, told(**there, **{"map_picture-0-DELETE": "on"}))

        assert (changed.alt, changed.digest) == ("Mapa okolicy", row.digest)
        assert not MapPicture.objects.exists()

    def test_does_not_let_those_in_who_may_not_change_the_centre(self, as_user):
        as_user(make_worker("Redaktor")).post(CENTRE, told(picture("PNG")))

        assert not MapPicture.objects.exists()


class TestTheDemonstration:
    def test_its_sketch_says_on_the_page_that_it_is_no_map(self, client):
        map_picture.put_up()

        page = client.get("/kontakt/").content.decode()

        assert page.count("Schemat poglądowy, nie mapa") == 2
        assert 'width="960"' in page

    def test_whoever_takes_it_down_does_not_find_it_there_again(self):
        map_picture.put_up()
        MapPicture.objects.all().delete()

        map_picture.put_up()

        assert not MapPicture.objects.exists()

    @pytest.mark.parametrize(
        ("letters", "ground"),
        [
            (map_picture.INK, map_picture.PAPER),
            (map_picture.INK, map_picture.ROAD),
            (map_picture.PAPER, map_picture.WALL),
        ],
    )
    def test_its_letters_can_be_told_from_their_ground(self, letters: str, ground: str):
        dark, light = sorted((luminance(letters), luminance(ground)))

        assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
