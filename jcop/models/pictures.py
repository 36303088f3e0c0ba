"""Pictures in notices and the map. All lie in the database, as those of rooms do: redrawn, they are small."""

import hashlib
from base64 import b64encode
from io import BytesIO

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from PIL import Image

from jcop.models.centre import Centre
from jcop.models.news import Announcement
from jcop.models.pages import SHOWN
from jcop.rules import Ruled

LONGEST_WORDS = 250


class Picture(Ruled):
    """A re-drawn JPEG; whatever shows it adds the words for those who do not see it."""

    content = models.BinaryField("plik JPEG")
    digest = models.CharField(max_length=64, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    caption = models.CharField("podpis", max_length=150, blank=True)

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        return self.get_absolute_url()

    def get_absolute_url(self) -> str:
        """The address changes with the picture, so that browsers may keep it for good."""
        raise NotImplementedError

    def draw(self, content: bytes) -> None:
        """Take a re-drawn JPEG; the page must know its size before it comes."""
        self.content, self.digest = content, hashlib.sha256(content).hexdigest()
        with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
            self.width, self.height = picture.size


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class AnnouncementPicture(Picture):
    """A picture under the text of a notice, told in words unless it only decorates."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="pictures")
    alt = models.CharField(
        "zdjęcie słowami",
        max_length=LONGEST_WORDS,
        blank=True,
        help_text="Dla osób, które go nie widzą: co na nim jest. Tekst plakatu proszę przepisać wyżej.",
    )
    is_decorative = models.BooleanField(
        "zdjęcie tylko ozdabia",
        default=False,
        help_text="Nic nie mówi, więc nie wymaga opisu słownego. Czytniki ekranu je pominą.",
    )
    position = models.PositiveSmallIntegerField("kolejność", default=0)

    class Meta:
        triggers = [SHOWN]
        default_permissions = ()
        verbose_name = "zdjęcie"
        verbose_name_plural = "zdjęcia"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="announcement_picture_is_told_in_words",
                condition=(Q(is_decorative=True, alt="") | (Q(is_decorative=False) & ~Q(alt=""))),
                violation_error_message=(
                    "Zdjęcie wymaga opisu słownego dla osób, które go nie widzą,"
                    " albo zaznaczenia, że tylko ozdabia."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.alt or "zdjęcie ozdobne"

    def get_absolute_url(self) -> str:
        return reverse("announcement_picture", args=[self.pk, self.digest[:12]])


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class MapPicture(Picture):
    """The map beside the way in words: from our own server, so that no other learns who looks for us."""

    centre = models.OneToOneField(Centre, on_delete=models.CASCADE, related_name="map_picture")
    alt = models.CharField(
        "mapa słowami",
        max_length=LONGEST_WORDS,
        help_text="Dla osób, które jej nie widzą: co pokazuje i gdzie na niej jest Centrum.",
    )

    class Meta:
        triggers = [SHOWN]
        default_permissions = ()
        verbose_name = "obraz mapy"
        verbose_name_plural = "obraz mapy"
        constraints = [
            models.CheckConstraint(
                name="map_picture_is_told_in_words",
                condition=Q(alt__regex=r"\S"),
                violation_error_message="Mapa wymaga opisu słownego dla osób, które jej nie widzą.",
            )
        ]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("map_picture", args=[self.digest[:12]])

    @staticmethod
    def words_for(centre: Centre) -> str:
        """To begin with: the way as the page tells it, or, where that is long, that the page tells it."""
        place = f"Mapa okolicy Centrum, {centre.street}."
        way = " ".join(centre.directions.split())
        words = f"{place} {way}".strip()
        return words if len(words) <= LONGEST_WORDS else f"{place} Drogę opisuje tekst na tej stronie."


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class CityArms(Picture):
    """The city's arms on its documents: where the office sends none, none are printed."""

    caption = None  # type: ignore[assignment]  # Nothing stands under arms.
    centre = models.OneToOneField(Centre, on_delete=models.CASCADE, related_name="arms")
    alt = models.CharField(
        "herb słowami",
        max_length=LONGEST_WORDS,
        help_text="Dla osób, które go nie widzą, na przykład: herb miasta Jastrzębie-Zdrój.",
    )

    class Meta:
        default_permissions = ()
        verbose_name = "herb na dokumentach"
        verbose_name_plural = "herb na dokumentach"
        constraints = [
            models.CheckConstraint(
                name="city_arms_are_told_in_words",
                condition=Q(alt__regex=r"\S"),
                violation_error_message="Herb wymaga opisu słownego dla osób, które go nie widzą.",
            )
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def address(self) -> str:
        """No address of its own: only documents show it, and each carries it."""
        return f"data:image/jpeg;base64,{b64encode(self.content).decode()}"
