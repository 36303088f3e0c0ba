import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jcop.files.scanning import scan
from jcop.files.storage import Counted
from jcop.files.uploads import NAME_LENGTH, Format, cleaned_name, judge
from jcop.models import User
from jcop.rules import Ruled
from jcop.templatetags.polish import odmiana
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest

logger = logging.getLogger(__name__)


def private_storage() -> Storage:
    return storages["private"]


def random_path(attachment: "Attachment", name: str) -> str:
    """Nothing on the disk says whose file it is or what it was called."""
    return f"{attachment.uploaded_at.year}/{uuid.uuid4().hex}{attachment.format.extensions[0]}"


@contextmanager
def file_written(row: models.Model, upload: File) -> Iterator[None]:
    """Write the file of `row`, and set the size and digest that were counted; a row that fails takes it back.

    ValidationError when the disk refuses, of which the log tells the reason.
    """
    content = Counted(upload.file, upload.name)
    content.seek(0)
    try:
        row.file.save(content.name, content, save=False)  # type: ignore[attr-defined]
    except OSError as error:
        logger.error("A file could not be written: %s", error)
        raise ValidationError(
            "Nie można teraz zapisać pliku, proszę spróbować później. Wszystko, co już zapisano, zostaje.",
            code="unwritten",
        ) from error
    row.size, row.sha256 = content.written, content.sha256  # type: ignore[attr-defined]
    try:
        yield
    except BaseException:
        row.file.delete(save=False)  # type: ignore[attr-defined]
        raise


def forget_files(storage: Storage, names: Iterable[str]) -> None:
    """Delete the files once the rows are gone for good; one that stays behind is swept later."""
    for name in names:
        transaction.on_commit(lambda name=name: storage.delete(name), robust=True)  # type: ignore[misc]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(request__organization=organization)

    @transaction.atomic
    def purge(self) -> int:
        """Delete these rows, and their files when the transaction commits."""
        files = dict(self.select_for_update().values_list("pk", "file"))
        Attachment.objects.filter(pk__in=files).delete()
        forget_files(Attachment.storage(), files.values())
        return len(files)


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), exclude=["name", "file"])
class Attachment(Ruled):
    """A file that an organisation adds to its request: none is compulsory."""

    class Kind(models.TextChoices):
        STATUTE = "statute", "statut"
        REGISTER = "register", "wyciąg z rejestru"
        ELECTION = "election", "uchwała o wyborze"
        MANDATE = "mandate", "pełnomocnictwo"
        SIGNED_SET = "signed_set", "podpisany komplet (skan)"
        OTHER = "other", "inny dokument"

    class Scan(models.TextChoices):
        UNCHECKED = "unchecked", "nie sprawdzano"
        CLEAN = "clean", "czysty"

    FORMATS = [(known.content_type, known.name) for known in Format]

    request = models.ForeignKey(
        "agreements.ServiceRequest",
        on_delete=models.PROTECT,  # Its rows go by purge(), which deletes their files too.
        related_name="attachments",
        verbose_name="zapotrzebowanie",
    )
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    name = models.CharField("nazwa", max_length=NAME_LENGTH)
    content_type = models.CharField("format", max_length=80, choices=FORMATS, editable=False)
    size = models.PositiveIntegerField("rozmiar", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    file = models.FileField("plik", storage=private_storage, upload_to=random_path, editable=False)
    scan = models.CharField(
        "sprawdzenie antywirusowe", max_length=10, choices=Scan, default=Scan.UNCHECKED, editable=False
    )
    uploaded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField("załączono", default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "załącznik"
        verbose_name_plural = "załączniki"
        ordering = ["pk"]
        default_permissions = ()  # Who may see a request may see what is attached to it.
        constraints = [
            models.CheckConstraint(
                name="attachment_kind_known",
                condition=Q(kind__in=["statute", "register", "election", "mandate", "signed_set", "other"]),
            ),
            models.CheckConstraint(
                name="attachment_format_known",
                condition=Q(content_type__in=[known.content_type for known in Format]),
            ),
            models.CheckConstraint(
                name="attachment_scan_known", condition=Q(scan__in=["unchecked", "clean"])
            ),
            models.CheckConstraint(
                name="attachment_is_not_empty",
                condition=Q(size__gt=0),
                violation_error_message="Plik jest pusty.",
            ),
            models.CheckConstraint(
                name="attachment_has_name",
                condition=~Q(name="") & ~Q(file=""),
                violation_error_message="Załącznik musi mieć nazwę.",
            ),
            models.CheckConstraint(
                name="attachment_has_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.UniqueConstraint(
                name="attachment_once",
                fields=["request", "sha256"],
                violation_error_message="Ten plik jest już załączony.",
            ),
            models.UniqueConstraint(name="attachment_file_once", fields=["file"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(
            "agreements:attachment", args=[self.request.organization.key, self.request_id, self.pk]
        )

    @classmethod
    def storage(cls) -> Storage:
        field = cls._meta.get_field("file")
        assert isinstance(field, models.FileField)
        return field.storage

    @classmethod
    def attach(cls, *, request: "ServiceRequest", by: User, kind: str, upload: File) -> "Attachment":
        """Judge and scan the file, which may take seconds, then keep it under the organisation's lock.

        A refusal is told beside the field `upload`.
        """
        content = cast(BinaryIO, upload.file)
        try:
            found = judge(upload)
            name = cleaned_name(upload.name or "", found)
            was_scanned = scan(content)
            return cls._keep(
                File(content, name),
                request=request,
                kind=kind,
                name=name,
                content_type=found.content_type,
                scan=cls.Scan.CLEAN if was_scanned else cls.Scan.UNCHECKED,
                uploaded_by=by,
            )
        except ValidationError as refusal:
            raise ValidationError({"upload": refusal}) from refusal

    @classmethod
    @transaction.atomic
    def _keep(cls, content: File, *, request: "ServiceRequest", **fields: Any) -> "Attachment":
        request = cls._locked(request)
        attachment = cls(request=request, **fields)
        with file_written(attachment, content):
            attachment._refuse_too_many(list(request.attachments.all()))
            attachment.save(force_insert=True)
        return attachment

    @staticmethod
    def _locked(request: "ServiceRequest") -> "ServiceRequest":
        """The request as it is now, and so until the end of the transaction; it must be open to changes."""
        Organization.objects.locked(request.organization_id)
        request = type(request).objects.select_for_update(no_key=True).get(pk=request.pk)
        if not request.may_edit:
            raise ValidationError(
                "Załączniki można zmieniać tylko przed złożeniem zapotrzebowania"
                " albo podczas jego poprawiania.",
                code="closed",
            )
        return request

    def _refuse_too_many(self, others: list["Attachment"]) -> None:
        same = next((other for other in others if other.sha256 == self.sha256), None)
        if same:
            raise ValidationError(f"Ten sam plik jest już załączony jako „{same.name}”.", code="duplicate")
        most = settings.ATTACHMENT_MAX_COUNT
        if len(others) >= most:
            files = odmiana(most, "plik,pliki,plików")
            raise ValidationError(
                f"Można załączyć najwyżej {most} {files}."
                " Proszę usunąć zbędny albo połączyć dokumenty w jeden.",
                code="count",
            )
        if sum(other.size for other in others) + self.size > settings.ATTACHMENT_MAX_TOTAL_MB * 2**20:
            raise ValidationError(
                f"Wszystkie załączniki razem mogą mieć najwyżej {settings.ATTACHMENT_MAX_TOTAL_MB} MB."
                " Proszę usunąć zbędny plik albo zmniejszyć ten, który Państwo załączają.",
                code="total",
            )

    @transaction.atomic
    def remove(self, *, by: User) -> None:
        """Take the file back while the request may still be changed; history keeps that it was there."""
        with pghistory.context(user=by.pk):
            self._locked(self.request)
            Attachment.objects.filter(pk=self.pk).purge()

    @property
    def format(self) -> Format:
        return next(known for known in Format if known.content_type == self.content_type)

    @property
    def is_clean(self) -> bool:
        return self.scan == self.Scan.CLEAN

    @property
    def scan_words(self) -> str:
        if self.is_clean:
            return "sprawdzono programem antywirusowym: czysty"
        return "nie sprawdzano programem antywirusowym"

    def opened(self, *, by: User) -> File:
        """The content for a download, which is written down; FileNotFoundError when the disk lost it."""
        content = self.file.open("rb")
        role = AttachmentDownload.Role.STAFF if by.is_staff else AttachmentDownload.Role.ORGANIZATION
        AttachmentDownload.objects.create(attachment=self, user_id=by.pk, role=role)
        return content


class AttachmentDownload(models.Model):
    """Who opened an attachment and when: ids only, which point to nobody once the account is gone."""

    class Role(models.TextChoices):
        ORGANIZATION = "organization", "organizacja"
        STAFF = "staff", "urząd"

    # The log outlives the file.
    attachment = models.ForeignKey(
        Attachment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="downloads"
    )
    user_id = models.BigIntegerField("użytkownik")
    role = models.CharField("rola", max_length=12, choices=Role)
    at = models.DateTimeField("pobrano", default=timezone.now)

    class Meta:
        verbose_name = "pobranie załącznika"
        verbose_name_plural = "pobrania załączników"
        ordering = ["-at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="download_role_known", condition=Q(role__in=["organization", "staff"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.get_role_display()} {self.user_id}, {self.at:%Y-%m-%d %H:%M}"
