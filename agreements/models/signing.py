"""The paper of an agreement: who signed it, the scan that is kept, the copy that was handed over."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agreements.models.attachments import file_written, private_storage
from agreements.models.states import AgreementState
from jcop.files.scanning import scan
from jcop.files.uploads import Format, judge
from jcop.models import User
from jcop.moves import IllegalMove
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization, Representative

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement

S = AgreementState
UNSIGNED = "Brak podpisu wszystkich osób uprawnionych do reprezentowania organizacji."
LONGEST_NAME, LONGEST_FUNCTION = 150, 100


class Signature(models.Model):
    """Who signed the set for the organisation. In no history: it can be erased with the person's data."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="signatures")
    name = models.CharField("imię i nazwisko", max_length=LONGEST_NAME, validators=[refuse_pesel])
    function = models.CharField("funkcja", max_length=LONGEST_FUNCTION, blank=True, validators=[refuse_pesel])

    class Meta:
        verbose_name = "podpis"
        verbose_name_plural = "podpisy"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}, {self.function}" if self.function else self.name


def scan_path(signed: "SignedScan", name: str) -> str:
    """Nothing on the disk says whose agreement it is."""
    return f"porozumienia/{signed.uploaded_at.year}/{uuid.uuid4().hex}.pdf"


@pghistory.track(pghistory.InsertEvent(), exclude=["file"])
class SignedScan(Ruled):
    """A scan of the agreement as it was signed. The newest counts; the others stay."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="scans")
    file = models.FileField("plik", storage=private_storage, upload_to=scan_path, editable=False)
    size = models.PositiveIntegerField("rozmiar", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField("dołączono", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "skan porozumienia"
        verbose_name_plural = "skany porozumień"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="scan_is_whole", condition=Q(size__gt=0, sha256__regex=r"^[0-9a-f]{64}$") & ~Q(file="")
            ),
            models.UniqueConstraint(
                name="scan_once",
                fields=["agreement", "sha256"],
                violation_error_message="Ten skan jest już dołączony.",
            ),
        ]

    def __str__(self) -> str:
        return f"skan – {self.agreement}"

    @property
    def name(self) -> str:
        """What a saved copy is called."""
        number = "".join(sign if sign.isalnum() else "-" for sign in self.agreement.number)
        return f"porozumienie-{number}.pdf"

    def get_absolute_url(self) -> str:
        return reverse("agreements:scan", args=[self.agreement.organization.key, self.agreement_id])

    @classmethod
    def attach(cls, *, agreement: Any, by: User, upload: File) -> "SignedScan":
        """Judge, scan for viruses and keep; a refusal is told beside the field `upload`."""
        try:
            if judge(upload) != Format.PDF:
                raise ValidationError("Skan porozumienia musi być plikiem PDF.", code="type")
            content = cast(BinaryIO, upload.file)
            scan(content)
            return cls._keep(agreement, by, File(content, "skan.pdf"))
        except ValidationError as refusal:
            raise ValidationError({"upload": refusal}) from refusal

    @classmethod
    @transaction.atomic
    def _keep(cls, agreement: Any, by: User, content: File) -> "SignedScan":
        Organization.objects.locked(agreement.organization_id)
        agreement.refresh_from_db(fields=["state", "number"])
        if agreement.state not in {S.CONCLUDED, S.ANNULLED}:
            raise ValidationError("Skan dołącza się po zawarciu porozumienia.", code="not_concluded")
        signed = cls(agreement=agreement, uploaded_by=by)
        with file_written(signed, content):
            if cls.objects.filter(agreement=agreement, sha256=signed.sha256).exists():
                raise ValidationError("Ten skan jest już dołączony.", code="duplicate")
            signed.save(force_insert=True)
        return signed


@transaction.atomic
def record_signatures(
    agreement: "Agreement",
    *,
    by: User,
    signatories: Iterable[Representative],
    others: Iterable[tuple[str, str]] = (),
) -> "Agreement":
    """Note who signed. Too few is a formal defect of the case and not a reason for a new set."""
    Organization.objects.locked(agreement.organization_id)
    agreement.refresh_from_db(fields=["state"])
    if not agreement.may_record_signatures:
        raise IllegalMove(agreement)
    signed = [*((person.name, person.function) for person in signatories), *others]
    if not signed:
        raise ValidationError({"signatories": "Wskaż co najmniej jedną osobę, która podpisała."})
    agreement.signatures.all().delete()
    Signature.objects.bulk_create(
        Signature(agreement_id=agreement.pk, name=name, function=function) for name, function in signed
    )
    type(agreement).objects.filter(pk=agreement.pk).update(signatures_noted=len(signed))
    agreement.signatures_noted = len(signed)
    if agreement.missing_signatures() and agreement.request and agreement.request.is_undecided:
        agreement.request.check_formally(by=by, defects=[UNSIGNED])
    return agreement


@transaction.atomic
def hand_over(agreement: "Agreement", *, on: date, to: str, copies: int) -> "Agreement":
    """The organisation has its copy: when, to whom, how many."""
    if on > timezone.localdate():
        raise ValidationError({"on": "Data wydania nie może być z przyszłości."})
    if agreement.signed_on and on < agreement.signed_on:
        raise ValidationError({"on": "Egzemplarz można wydać najwcześniej w dniu zawarcia."})
    told = {"handed_over_on": on, "handed_over_to": to.strip(), "handed_over_copies": copies}
    waiting = type(agreement).objects.filter(pk=agreement.pk, state=S.CONCLUDED, handed_over_on=None)
    if not waiting.update(**told):
        raise ValidationError("Egzemplarz został już wydany albo porozumienie nie jest zawarte.")
    for name, value in told.items():
        setattr(agreement, name, value)
    return agreement


def give_to(agreement: "Agreement", organization: Organization) -> "Agreement":
    """Its request is that organisation's: so is this, and nobody of another is noted as a signatory."""
    agreement.signatures.all().delete()
    changes = {"organization": organization, "signatures_noted": None}
    type(agreement).objects.filter(pk=agreement.pk).update(**changes)
    agreement.refresh_from_db()
    return agreement


def attach_scan(agreement: "Agreement", *, by: User, upload: File) -> "SignedScan":
    """Keep the scan of the signed paper, judged by its content."""
    return SignedScan.attach(agreement=agreement, by=by, upload=upload)
