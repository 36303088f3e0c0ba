"""Mail that reaches the Centre for an organisation: noted, announced, collected by somebody authorised."""

import re
from datetime import date, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.boxes import Box
from agreements.models.services import Right
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization

NAMES_KEPT = timedelta(days=365)
LONGEST_NAME = 150
# What parts the names in an answer of a request.
APART = re.compile(r"[\n,;]|\si\s|\soraz\s")


class Collector(Ruled):
    """A person whom the organisation lets collect its mail. In no history: deleted, the name is gone."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="collectors", verbose_name="organizacja"
    )
    name = models.CharField("imię i nazwisko", max_length=LONGEST_NAME, validators=[refuse_pesel])
    named_at = models.DateTimeField("wskazano", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "osoba upoważniona do odbioru"
        verbose_name_plural = "osoby upoważnione do odbioru"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="collector_once",
                fields=["organization", "name"],
                violation_error_message="Ta osoba jest już upoważniona.",
            ),
            models.CheckConstraint(
                name="collector_has_name",
                condition=~Q(name=""),
                violation_error_message="Podaj imię i nazwisko.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def carry(organization: Organization, words: str) -> None:
        """Let the persons collect whom a request named: each on a line, or parted by commas or „i”."""
        names = dict.fromkeys(name.strip(" .–-•")[:LONGEST_NAME] for name in APART.split(words))
        people = (Collector(organization=organization, name=name) for name in names if name)
        Collector.objects.bulk_create(people, ignore_conflicts=True)


class MailItemQuerySet(models.QuerySet["MailItem"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def waiting(self) -> Self:
        return self.filter(collected_on=None)

    def collected(self) -> Self:
        return self.exclude(collected_on=None).order_by("-collected_on", "-pk")

    def forget_names(self, day: date) -> int:
        """A year after the collection it no longer matters who came for the letter."""
        return self.filter(collected_on__lt=day - NAMES_KEPT).exclude(collector="").update(collector="")


class MailItem(Ruled):
    """One letter or parcel: the day, the kind, nothing of the sender or the content."""

    class Kind(models.TextChoices):
        LETTER = "letter", "list zwykły"
        PRINT = "print", "druki i prasa"
        PARCEL = "parcel", "paczka"
        ADVICE_NOTE = "advice_note", "awizo"
        OTHER = "other", "inna przesyłka"

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="mail", verbose_name="organizacja"
    )
    box = models.ForeignKey(
        Box, on_delete=models.PROTECT, related_name="mail", null=True, blank=True, verbose_name="skrzynka"
    )
    kind = models.CharField("rodzaj", max_length=12, choices=Kind, default=Kind.LETTER)
    arrived_on = models.DateField("nadeszła")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField("odnotowano", default=timezone.now, editable=False)
    collected_on = models.DateField("odebrano", null=True, editable=False)
    collector = models.CharField("odebrał(a)", max_length=150, blank=True, editable=False)

    objects = MailItemQuerySet.as_manager()

    class Meta:
        verbose_name = "przesyłka"
        verbose_name_plural = "korespondencja organizacji"
        ordering = ["arrived_on", "pk"]
        permissions = [("collect_mailitem", "Może odnotować odbiór przesyłki")]
        indexes = [
            models.Index(name="mail_waiting", fields=["arrived_on"], condition=Q(collected_on=None)),
            models.Index(name="mail_of_organization", fields=["organization", "-arrived_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_kind_known",
                condition=Q(kind__in=["letter", "print", "parcel", "advice_note", "other"]),
            ),
            models.CheckConstraint(
                name="mail_collected_after_arrival",
                condition=Q(collected_on=None, collector="")
                | Q(collected_on__isnull=False, collected_on__gte=F("arrived_on")),
                violation_error_message="Przesyłki nie można odebrać, zanim nadeszła.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} z {self.arrived_on:%d.%m.%Y}"

    @classmethod
    @transaction.atomic
    def note(
        cls,
        *,
        by: User,
        kind: str,
        on: date,
        box: Box | None = None,
        organization: Organization | None = None,
    ) -> "MailItem":
        """Note what came, for whoever has that box or may use the address; the organisation is told."""
        if on > timezone.localdate():
            raise ValidationError({"on": "Data nadejścia nie może być z przyszłości."})
        addressee = cls._addressee(on, box, organization)
        item = cls.objects.create(organization=addressee, box=box, kind=kind, arrived_on=on, recorded_by=by)
        post(Mail.MAIL_ARRIVED, item)
        return item

    @staticmethod
    def _addressee(on: date, box: Box | None, organization: Organization | None) -> Organization:
        from agreements.models.agreements import Agreement  # That module imports boxes.

        if box is None and organization is None:
            raise ValidationError({"box": "Podaj numer skrzynki albo organizację."})
        if box is None:
            assert organization is not None
            if not Agreement.objects.of(organization).granting(Right.ADDRESS, on).exists():
                raise ValidationError(
                    {"organization": "Żadne porozumienie nie daje tej organizacji adresu do korespondencji."}
                )
            return organization
        loan = box.loan_on(on)
        if loan is None:
            raise ValidationError({"box": f"Skrzynka nr {box.number} nie jest w tym dniu nikomu użyczona."})
        holder: Organization = loan.agreement.organization
        if organization not in (None, holder):
            raise ValidationError({"organization": f"Tę skrzynkę ma inna organizacja: {holder}."})
        return holder

    @transaction.atomic
    def readdress(self, *, box: Box | None = None, organization: Organization | None = None) -> Self:
        """Noted for the wrong organisation: it is another's, and both are told."""
        mistaken = self.organization
        addressee = self._addressee(self.arrived_on, box, organization)
        if addressee == mistaken:
            raise ValidationError({"organization": "Ta przesyłka jest już odnotowana dla tej organizacji."})
        changes: dict[str, Any] = {"organization": addressee, "box": box}
        if not MailItem.objects.filter(pk=self.pk, collected_on=None).update(**changes):
            raise ValidationError("Ta przesyłka jest już odebrana.", code="collected")
        self.organization, self.box = addressee, box
        post(Mail.MAIL_MISTAKEN, self, to=mistaken, parts=[mistaken])
        post(Mail.MAIL_ARRIVED, self)
        return self

    def authorised(self) -> list[str]:
        """Who may collect: those whom the organisation named, and those who represent it."""
        named = self.organization.collectors.values_list("name", flat=True)
        representing = self.organization.representatives.values_list("name", flat=True)
        return list(dict.fromkeys([*named, *representing]))

    @transaction.atomic
    def collect(self, *, on: date, name: str) -> Self:
        """Handed to an authorised person."""
        if name not in self.authorised():
            raise ValidationError({"name": "Ta osoba nie jest upoważniona do odbioru."})
        if on > timezone.localdate():
            raise ValidationError({"on": "Data odbioru nie może być z przyszłości."})
        if on < self.arrived_on:
            raise ValidationError({"on": "Przesyłki nie można odebrać, zanim nadeszła."})
        told: dict[str, Any] = {"collected_on": on, "collector": name}
        if not MailItem.objects.filter(pk=self.pk, collected_on=None).update(**told):
            raise ValidationError("Ta przesyłka jest już odebrana.", code="collected")
        self.collected_on, self.collector = on, name
        return self
