"""A room's picture: judged by its content, drawn anew, told in words, shown only with what is on offer."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bookings.models import Bookable, BookablePhoto
from jcop.files.pictures import redrawn
from tests.factories import make_room
from tests.files import huge_png, pdf, picture
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "sala.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def with_place() -> bytes:
    """A photograph lying on its side that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Aparat Zmyślony"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", 60, 30, exif=exif)


class TestDrawnAnew:
    def test_a_large_picture_becomes_a_small_jpeg(self):
        found = opened(redrawn(upload(picture("PNG", 4000, 2000), "sala.png")))

        assert (found.format, found.size) == ("JPEG", (1600, 800))

    def test_the_camera_and_the_place_are_gone_and_it_stands_upright(self):
        content = redrawn(upload(with_place()))

        assert (opened(content).size, dict(opened(content).getexif())) == ((30, 60), {})
        assert b"Zmy" not in content

    def test_what_is_transparent_becomes_white(self):
        written = io.BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")

        assert opened(redrawn(upload(written.getvalue(), "a.png"))).getpixel((5, 5)) == (255, 255, 255)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "Plik jest pusty"),
            (b"MZ program", "To jest program"),
            (b"<svg onload='x()'/>", "Tego rodzaju pliku nie przyjmujemy"),
            (pdf(), "To nie jest zdjęcie"),
            (huge_png(40_000, 40_000), "Obraz jest za duży: może mieć najwyżej 40 megapikseli"),
            (huge_png(100, 100), ""),
            (picture("JPEG")[:-200], ""),
        ],
        ids=["empty", "program", "svg", "pdf", "bomb", "broken png", "cut jpeg"],
    )
    def test_anything_else_is_refused_with_a_sentence(self, content: bytes, told: str):
        with pytest.raises(ValidationError) as refused:
            redrawn(upload(content))

        assert refused.value.messages[0].startswith(told)


class TestShown:
    def test_it_is_served_as_a_picture_that_may_be_kept_for_an_hour(self, client):
        room = make_room()
        photo = BookablePhoto.put_up(room, content=redrawn(upload(picture("JPEG"))), alt="Sala")

        first = client.get(f"/sale/{room.slug}/zdjecie/")
        again = client.get(f"/sale/{room.slug}/zdjecie/", headers={"If-None-Match": first["ETag"]})

        assert (first.content, first["Content-Type"]) == (bytes(photo.content), "image/jpeg")
        assert first["Cache-Control"] == "public, max-age=3600"
        assert (again.status_code, again.content) == (304, b"")

    def test_a_room_taken_off_the_offer_shows_no_picture(self, client):
        room = make_room(is_active=False)
        BookablePhoto.put_up(room, content=b"jpeg", alt="Sala")

        assert client.get(f"/sale/{room.slug}/zdjecie/").status_code == 404
        assert client.get(f"/sale/{room.slug}/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three_and_loads_no_picture(
        self, client, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            BookablePhoto.put_up(make_room(features=["rzutnik"]), content=b"jpeg", alt="Sala z tablicą")

        with django_assert_num_queries(3) as asked:
            page = client.get("/sale/").content.decode()

        assert page.count('alt="Sala z tablicą"') == page.count("Wyposażenie: rzutnik") == rows
        assert not any('"content"' in query["sql"] for query in asked)

    def test_the_page_of_a_room_tells_what_is_in_it_and_who_can_get_in(self, client):
        room = make_room(features=["rzutnik", "tablica"], accessibility="– bez progu\n– drzwi 90 cm")

        page = client.get(f"/sale/{room.slug}/").content.decode()

        assert "rzutnik, tablica" in page
        assert "<li>bez progu</li>" in page


class TestTheOffice:
    def post(self, as_user, room: Bookable, **fields: object):
        told = {
            "kind": "room",
            "name": room.name,
            "slug": room.slug,
            "capacity": 12,
            "confirmed_by": "portal",
            "takes": "all",
            "minutes_before": 0,
            "minutes_after": 0,
            "is_active": "on",
            "features": "rzutnik, tablica",
            "units": list(room.units.values_list("pk", flat=True)),
            "hours-TOTAL_FORMS": 1,
            "hours-INITIAL_FORMS": 0,
            "hours-0-weekday": 0,
            "hours-0-opens": "12:00",
            "hours-0-closes": "21:00",
            "hours-0-bookable": room.pk,
        }
        office = as_user(make_worker())
        return office.post(f"/admin/bookings/bookable/{room.pk}/change/", told | fields)

    @pytest.mark.ignore_template_errors
    def test_a_picture_without_words_is_refused(self, as_user):
        room = make_room()

        answer = self.post(as_user, room, upload=upload(picture("JPEG")))

        assert answer.context["adminform"].form.errors == {
            "photo_alt": ["Zdjęcie wymaga opisu słownego dla osób, które go nie widzą."]
        }
        assert not BookablePhoto.objects.exists()

    def test_facts_hours_and_a_picture_are_entered_together_and_removed(self, as_user):
        room = make_room()

        answer = self.post(as_user, room, upload=upload(picture("JPEG")), photo_alt="Sala z tablicą")

        assert answer.status_code == 302
        room.refresh_from_db()
        assert (room.features, room.photo.alt) == (["rzutnik", "tablica"], "Sala z tablicą")
        assert [str(span) for span in room.hours.all()] == ["poniedziałek 12:00–21:00"]

        self.post(as_user, make_room(), photo_removed="on")
        told = {"photo_removed": "on", "hours-TOTAL_FORMS": 0}
        assert self.post(as_user, room, **told).status_code == 302
        assert not BookablePhoto.objects.exists()

    @pytest.mark.ignore_template_errors
    def test_a_bomb_is_a_sentence_beside_the_field(self, as_user):
        answer = self.post(as_user, make_room(), upload=upload(huge_png(40_000, 40_000)), photo_alt="Sala")

        assert answer.status_code == 200
        assert "40 megapikseli" in answer.context["adminform"].form.errors["upload"][0]
