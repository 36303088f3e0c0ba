"""Pictures in notices. They lie in the database, as those of rooms do: re-drawn, they are small."""

import hashlib
from io import BytesIO

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from PIL import Image

from jcop.models.news import Announcement
from jcop.models.pages import SHOWN
from jcop.rules import Ruled


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class AnnouncementPicture(Ruled):
    """A picture under the text of a notice, told in words unless it only decorates."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="pictures")
    content = models.BinaryField("plik JPEG")
    digest = models.CharField(max_length=64, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    alt = models.CharField(
        "zdjęcie słowami",
        max_length=250,
        blank=True,
        help_text="Dla osób, które go nie widzą: co na nim jest. Tekst plakatu proszę przepisać wyżej.",
    )
    is_decorative = models.BooleanField(
        "zdjęcie tylko ozdabia",
        default=False,
        help_text="Nic nie mówi, więc nie wymaga opisu słownego. Czytniki ekranu je pominą.",
    )
    caption = models.CharField("podpis", max_length=150, blank=True)
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
        """The address changes with the picture, so that browsers may keep it for good."""
        return reverse("announcement_picture", args=[self.pk, self.digest[:12]])

    @property
    def address(self) -> str:
        return self.get_absolute_url()

    def draw(self, content: bytes) -> None:
        """Take a re-drawn JPEG; the page must know its size before it comes."""
        self.content, self.digest = content, hashlib.sha256(content).hexdigest()
        with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
            self.width, self.height = picture.size
