import hashlib
from typing import Any, Self

from django.db import models
from django.db.models import Q

from agreements.models.changes import ChangeDraft
from agreements.models.letters import CaseLetter
from agreements.models.requests import ServiceRequest
from agreements.models.versions import RequestVersion


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def without_content(self) -> Self:
        """Lists name documents; their bytes stay in the database until somebody asks for them."""
        return self.defer("content")


def _of(kind: str, *sources: str) -> Q:
    """A document of that kind has these sources and no others."""
    columns = ("request", "version", "letter", "draft", "part_of")
    return Q(kind=kind, **{f"{column}__isnull": column not in sources for column in columns})


class IssuedDocument(models.Model):
    """The bytes of a PDF that was handed out, with their checksum. Never rendered again."""

    class Kind(models.TextChoices):
        SET = "set", "komplet dokumentów do podpisu"
        REQUEST = "request", "zapotrzebowanie osobno"
        AGREEMENT = "agreement", "porozumienie osobno"
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
    # The documents of a set, each on its own, are found by their set and by nothing else.
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, editable=False
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
                condition=_of("set", "request", "version")
                | _of("request", "part_of")
                | _of("agreement", "part_of")
                | _of("letter", "request", "letter")
                | _of("amendment", "draft")
                | _of("renewal", "draft"),
            ),
            models.UniqueConstraint(name="document_part_once", fields=["part_of", "kind"]),
            models.CheckConstraint(name="document_has_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.request or self.draft or self.part_of})"

    @classmethod
    def of_version(cls, version: RequestVersion, *, text_version: str, content: bytes) -> "IssuedDocument":
        """Keep the set of `version`; a job that is repeated after a crash finds the first one instead."""
        told = {"request_id": version.request_id, "kind": cls.Kind.SET, "text_version": text_version}
        return cls._keep(content, told, version=version)

    @classmethod
    def of_part(cls, whole: "IssuedDocument", *, kind: str, content: bytes) -> "IssuedDocument":
        """One document of a set, in the same words."""
        return cls._keep(content, {"text_version": whole.text_version}, part_of=whole, kind=kind)

    @classmethod
    def of_letter(cls, letter: CaseLetter, *, text_version: str, content: bytes) -> "IssuedDocument":
        told = {"request_id": letter.request_id, "kind": cls.Kind.LETTER, "text_version": text_version}
        return cls._keep(content, told, letter=letter)

    @classmethod
    def of_draft(cls, draft: ChangeDraft, *, text_version: str, content: bytes) -> "IssuedDocument":
        return cls._keep(content, {"kind": draft.kind, "text_version": text_version}, draft=draft)

    @classmethod
    def _keep(cls, content: bytes, told: dict[str, Any], **source: Any) -> "IssuedDocument":
        sha256 = hashlib.sha256(content).hexdigest()
        document, _ = cls.objects.get_or_create(
            **source, defaults={**told, "content": content, "sha256": sha256}
        )
        return document
