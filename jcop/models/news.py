from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from jcop.models.pages import SHOWN
from jcop.rules import Ruled


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime) -> Self:
        """Everything residents may read at `at`, also what is no longer current."""
        return self.filter(publish_from__lte=at)

    def current(self, at: datetime) -> Self:
        return self.published(at).filter(Q(publish_until=None) | Q(publish_until__gt=at))

    def archived(self, at: datetime) -> Self:
        return self.published(at).filter(publish_until__lte=at)


@pghistory.track()
class Announcement(Ruled):
    """What the Centre tells residents, from a moment until a moment; afterwards it stays in the archive."""

    title = models.CharField("tytuł", max_length=200, db_collation="pl-x-icu")
    slug = models.SlugField("adres", max_length=80, unique=True)
    body = models.TextField(
        "treść",
        help_text="Pusty wiersz zaczyna nowy akapit. Adresy stron i e-mail staną się odnośnikami.",
    )
    publish_from = models.DateTimeField("widoczne od", default=timezone.now)
    publish_until = models.DateTimeField(
        "aktualne do", null=True, blank=True, help_text="Potem ogłoszenie trafia do archiwum."
    )
    is_pinned = models.BooleanField("przypięte na górze", default=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "ogłoszenie"
        verbose_name_plural = "ogłoszenia"
        ordering = ["-is_pinned", "-publish_from", "-pk"]
        indexes = [models.Index(fields=["-publish_from"], name="announcement_by_date")]
        constraints = [
            models.CheckConstraint(
                name="announcement_ends_after_start",
                condition=Q(publish_until=None) | Q(publish_until__gt=F("publish_from")),
                violation_error_message="Ogłoszenie kończy się wcześniej, niż się zaczyna.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.slug])
