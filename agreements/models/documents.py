import hashlib
from typing import Self

from django.db import models
from django.db.models import Q

from agreements.models.drafting import ChangeDraft
from agreements.models.letters import CaseLetter
from agreements.models.requests import ServiceRequest
from agreements.models.versions import RequestVersion


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def without_content(self) -> Self:
        """Lists name documents; their bytes stay in the database until somebody asks for them."""
        return self.defer("content")


class IssuedDocument(models.Model):
    """The bytes of a PDF that was handed out, with their checksum. Never rendered again."""

    class Kind(models.TextChoices):
        SET = "set", "komplet dokumentów do podpisu"
        LETTER = "letter", "pismo"
        AMENDMENT = "amendment", "komplet aneksu do podpisu"
        RENEWAL = "renewal", "komplet przedłużenia do podpisu"

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="documents", null=True, editable=False
    )
    version = models.OneToOneField(
        RequestVersion, on_delete=models.PROTECT, related_name="document", null=True, editable=False
    )
    letter = models.OneToOneField(
        CaseLetter, on_delete=models.PROTECT, related_name="document", null=True, editable=False
    )
    draft = models.OneToOneField(
        ChangeDraft, on_delete=models.PROTECT, related_name="document", null=True, editable=False
    )
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
            models.CheckConstraint(
                name="document_is_of_its_kind",
                condition=Q(kind="set", request__isnull=False, version__isnull=False, letter=None, draft=None)
                | Q(kind="letter", request__isnull=False, version=None, letter__isnull=False, draft=None)
                | Q(
                    kind__in=["amendment", "renewal"],
                    request=None,
                    version=None,
                    letter=None,
                    draft__isnull=False,
                ),
            ),
            models.CheckConstraint(name="document_has_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.request or self.draft})"

    @classmethod
    def of_version(cls, version: RequestVersion, *, text_version: str, content: bytes) -> "IssuedDocument":
        """Keep the set of `version`; a job that is repeated after a crash finds the first one instead."""
        return cls._keep(content, kind=cls.Kind.SET, version=version, text_version=text_version)

    @classmethod
    def of_letter(cls, letter: CaseLetter, *, text_version: str, content: bytes) -> "IssuedDocument":
        return cls._keep(content, kind=cls.Kind.LETTER, letter=letter, text_version=text_version)

    @classmethod
    def of_draft(cls, draft: ChangeDraft, *, text_version: str, content: bytes) -> "IssuedDocument":
        return cls._keep(content, kind=draft.kind, draft=draft, text_version=text_version)

    @classmethod
    def _keep(
        cls,
        content: bytes,
        *,
        kind: str,
        text_version: str,
        version: RequestVersion | None = None,
        letter: CaseLetter | None = None,
        draft: ChangeDraft | None = None,
    ) -> "IssuedDocument":
        source = version or letter
        document, _ = cls.objects.get_or_create(
            version=version,
            letter=letter,
            draft=draft,
            defaults={
                "request_id": source and source.request_id,
                "kind": kind,
                "text_version": text_version,
                "content": content,
                "sha256": hashlib.sha256(content).hexdigest(),
            },
        )
        return document
