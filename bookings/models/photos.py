"""The picture of a room or a thing. It lies in the database: one place to guard, to copy and to delete."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import Q

from bookings.models.places import Bookable
from jcop.models import SHOWN
from jcop.rules import Ruled


class BookablePhoto(Ruled):
    """What a room looks like, for those who see it and, in words, for those who do not."""

    bookable = models.OneToOneField(Bookable, on_delete=models.CASCADE, related_name="photo")
    content = models.BinaryField("plik JPEG")
    digest = models.CharField(max_length=64, editable=False)
    alt = models.CharField("opis słowny", max_length=250)
    caption = models.CharField("podpis", max_length=150, blank=True)

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zdjęcie"
        verbose_name_plural = "zdjęcia"
        constraints = [
            models.CheckConstraint(
                name="bookable_photo_is_told_in_words",
                condition=~Q(alt=""),
                violation_error_message="Zdjęcie wymaga opisu słownego dla osób, które go nie widzą.",
            )
        ]

    def __str__(self) -> str:
        return self.alt

    @classmethod
    def put_up(cls, bookable: Bookable, *, content: bytes | None, alt: str, caption: str = "") -> Self:
        """Show this picture of the thing; without `content` the one that is there, told in other words."""
        fields: dict[str, object] = {"alt": alt.strip(), "caption": caption.strip()}
        if content is not None:
            fields |= {"content": content, "digest": hashlib.sha256(content).hexdigest()}
        return cls.objects.update_or_create(bookable=bookable, defaults=fields)[0]
