from typing import Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from agreements import pdf, texts
from jcop.models import SHOWN, User
from jcop.rules import Ruled

IN_USE = "Ta wersja jest już w użyciu."
# What stands for each kind in the version of a document.
LETTERS = {"agreement": "p", "privacy": "k", "amendment": "a", "renewal": "r"}


class DocumentTextQuerySet(models.QuerySet["DocumentText"]):
    def current(self, kind: str) -> "DocumentText | None":
        return self.filter(kind=kind).exclude(published_on=None).order_by("-published_at", "-pk").first()

    def in_use(self) -> dict[str, tuple[str, str]]:
        """Label and text of each kind that the office has put in the place of ours."""
        found = {kind: self.current(kind) for kind in DocumentText.Kind.values}
        return {kind: (text.label, text.body) for kind, text in found.items() if text}


@pghistory.track()
class DocumentText(Ruled):
    """One version of what a document says. Once in use it never changes: a new wording is a new version."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "paragrafy porozumienia"
        PRIVACY = "privacy", "klauzula informacyjna (RODO)"
        AMENDMENT = "amendment", "paragrafy aneksu"
        RENEWAL = "renewal", "paragrafy przedłużenia"

    kind = models.CharField("dokument", max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField("wersja", editable=False)
    body = models.TextField("treść", max_length=20000)
    published_on = models.DateField("w użyciu od", null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zatwierdził(a)",
    )

    objects = DocumentTextQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "treść dokumentu"
        verbose_name_plural = "treści dokumentów"
        ordering = ["kind", "-version"]
        permissions = [("publish_documenttext", "Może wprowadzić treść dokumentu w życie")]
        constraints = [
            models.CheckConstraint(
                name="document_text_kind_known",
                condition=Q(kind__in=["agreement", "privacy", "amendment", "renewal"]),
                violation_error_message="Proszę wybrać dokument z listy.",
            ),
            models.CheckConstraint(
                name="document_text_published_whole",
                condition=Q(published_at=None, published_by=None, published_on=None)
                | Q(published_at__isnull=False, published_by__isnull=False, published_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="document_text_version_once",
                fields=["kind", "version"],
                violation_error_message="Ktoś właśnie zapisał nową wersję. Proszę zapisać jeszcze raz.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, wersja {self.version}"

    @property
    def label(self) -> str:
        """How documents name the text they were made from: „p3”, „o2”."""
        return f"{LETTERS[self.kind]}{self.version}"

    def clean(self) -> None:
        try:
            self.body = texts.clean(self.body, texts.placeholders(self.kind))
        except texts.BadText as bad:
            raise ValidationError({"body": bad.sentences}) from bad

    @classmethod
    def shipped(cls, kind: str) -> str:
        return pdf.shipped_text(kind)

    @classmethod
    def draft(cls, *, kind: str, body: str) -> Self:
        """A new version, which nobody uses until it is published."""
        last = cls.objects.filter(kind=kind).aggregate(last=models.Max("version"))["last"] or 0
        text = cls(kind=kind, body=body, version=last + 1)
        text.full_clean()
        text.save()
        return text

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def lacking(self) -> list[str]:
        """What keeps it from being put to use."""
        return texts.lacking(self.kind, self.body)

    def redraft(self, *, body: str) -> Self:
        """Put other words into a draft; what is in use, or was, never changes."""
        self.body = body
        self.full_clean()
        if not DocumentText.objects.filter(pk=self.pk, published_at=None).update(body=self.body):
            raise ValidationError(IN_USE, code="published")
        return self

    def discard(self) -> None:
        """Delete a draft."""
        if not DocumentText.objects.filter(pk=self.pk, published_at=None).delete()[0]:
            raise ValidationError(IN_USE, code="published")

    @transaction.atomic
    def publish(self, *, by: User) -> Self:
        """Documents made from now on say this."""
        self.full_clean()
        if self.lacking:
            raise ValidationError(self.lacking, code="lacking")
        now = timezone.now()
        told = {"published_on": timezone.localdate(now), "published_at": now, "published_by": by}
        if not DocumentText.objects.filter(pk=self.pk, published_at=None).update(**told):
            raise ValidationError(IN_USE, code="published")
        self.refresh_from_db()
        return self
