from datetime import date, datetime, time, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from jcop import richtext
from jcop.history import moment
from jcop.models.pages import SHOWN
from jcop.opening.hours import WARSAW
from jcop.rules import Ruled


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime) -> Self:
        """Everything residents may read at `at`, also what is no longer current."""
        return self.filter(publish_from__lte=at)

    def current(self, at: datetime) -> Self:
        return self.published(at).exclude(self._over(at))

    def archived(self, at: datetime) -> Self:
        """Past its end, or replaced by what is published by now."""
        return self.published(at).filter(self._over(at))

    def scheduled(self, at: datetime) -> Self:
        return self.filter(publish_from__gt=at)

    def drafts(self) -> Self:
        return self.filter(publish_from=None)

    def archive(self, at: datetime) -> int:
        """End what residents read as current; how many notices that were."""
        running = self.current(at).filter(publish_from__lt=at)
        # Joined to what may replace them, they cannot be updated directly.
        return self.model._default_manager.filter(pk__in=running.values("pk")).update(publish_until=at)

    @staticmethod
    def _over(at: datetime) -> Q:
        ended = Q(publish_until__isnull=False, publish_until__lte=at)
        return ended | Q(replaced_by__isnull=False, replaced_by__publish_from__lte=at)

    def of_month(self, first: date) -> Self:
        start = datetime.combine(first, time(), WARSAW)
        following = (first + timedelta(days=31)).replace(day=1)
        return self.filter(
            publish_from__gte=start, publish_from__lt=datetime.combine(following, time(), WARSAW)
        )

    def months(self) -> "list[tuple[date, int]]":
        """The months of publication, newest first, each with the number of its notices."""
        rows = self.annotate(month=TruncMonth("publish_from")).values("month").order_by("-month")
        return [(row["month"].date(), row["notices"]) for row in rows.annotate(notices=Count("pk"))]


@pghistory.track()
class Announcement(Ruled):
    """What the Centre tells residents, from a moment until a moment; afterwards it stays in the archive."""

    title = models.CharField("tytuł", max_length=200, db_collation="pl-x-icu")
    slug = models.SlugField("adres", max_length=80, unique=True)
    body = models.TextField("treść")
    publish_from = models.DateTimeField(
        "widoczne od",
        default=timezone.now,
        null=True,
        blank=True,
        help_text="W przyszłości: pokaże się samo. Puste: szkic, którego mieszkańcy nie widzą.",
    )
    publish_until = models.DateTimeField(
        "aktualne do",
        null=True,
        blank=True,
        help_text="Potem ogłoszenie samo trafia do archiwum. Puste: bez końca.",
    )
    is_pinned = models.BooleanField("przypięte na górze", default=False)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="replaces",
        null=True,
        blank=True,
        verbose_name="zastąpione przez",
        help_text="Gdy tamto ogłoszenie będzie widoczne, to trafi do archiwum z odnośnikiem do nowego.",
    )

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
            ),
            models.CheckConstraint(
                name="announcement_replaced_by_another",
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
                violation_error_message="Ogłoszenie nie może zastąpić samego siebie.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.slug])

    @property
    def text(self) -> str:
        """What it says, without marks of layout."""
        return richtext.plain(self.body)

    def standing(self, at: datetime) -> str:
        """Where residents find it at `at`, in words for the office."""
        if self.publish_from is None:
            return "szkic – mieszkańcy go nie widzą"
        if self.publish_from > at:
            return f"pokaże się {moment(self.publish_from)}"
        if newer := self.replacement(at):
            return f"w archiwum, zastąpione przez „{newer}”"
        if self.publish_until is None:
            return "widoczne"
        if self.publish_until > at:
            return f"widoczne do {moment(self.publish_until)}"
        return f"w archiwum od {moment(self.publish_until)}"

    def replacement(self, at: datetime) -> "Announcement | None":
        """What residents should read instead, once that is published."""
        newer = self.replaced_by
        return newer if newer and newer.publish_from and newer.publish_from <= at else None

    def is_over(self, at: datetime) -> bool:
        return self.replacement(at) is not None or (
            self.publish_until is not None and self.publish_until <= at
        )
