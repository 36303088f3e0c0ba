import hashlib
from typing import Self

from django.db import models
from django.db.models import Q

from agreements.models.requests import ServiceRequest


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def without_content(self) -> Self:
        """Lists name documents; their bytes stay in the database until somebody asks for them."""
        return self.defer("content")


class IssuedDocument(models.Model):
    """The bytes of a PDF that was handed out, with their checksum. Never rendered again."""

    class Kind(models.TextChoices):
        SET = "set", "komplet dokumentów do podpisu"

    request = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    text_version = models.CharField("wersja wzoru", max_length=20)
    content = models.BinaryField(editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    issued_at = models.DateTimeField("wydano", auto_now_add=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "wydany dokument"
        verbose_name_plural = "wydane dokumenty"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(name="document_issued_once", fields=["request", "kind", "text_version"]),
            models.CheckConstraint(name="document_has_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.request})"

    @classmethod
    def issue(
        cls, *, request: ServiceRequest, kind: str, text_version: str, content: bytes
    ) -> "IssuedDocument":
        """Keep `content`; a job that is repeated after a crash finds the first document instead."""
        document, _ = cls.objects.get_or_create(
            request=request,
            kind=kind,
            text_version=text_version,
            defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest()},
        )
        return document
