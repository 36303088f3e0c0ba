"""From a set of documents to an agreement with a number, or an old one entered as it is."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.grants import Grant
from agreements.models.mail import Collector
from agreements.models.registering import AgreementQuerySet
from agreements.models.requests import ServiceRequest
from agreements.models.services import Detail, Service
from agreements.numbering import hold
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import IllegalMove, Stateful
from jcop.personal import refuse_pesel
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class AgreementState(models.TextChoices):
    PREPARED = "prepared", "przygotowane"
    RECEIVED = "received", "podpisane przez organizację"
    CONCLUDED = "concluded", "zawarte"
    ABANDONED = "abandoned", "niezawarte"
    ANNULLED = "annulled", "anulowane"


S = AgreementState


class Concluding(Stateful):
    """An agreement up to the day on which it is concluded."""

    State = AgreementState
    SOURCES: ClassVar = {
        S.PREPARED: frozenset({S.RECEIVED, S.ABANDONED}),
        S.RECEIVED: frozenset({S.PREPARED, S.ABANDONED, S.ANNULLED}),
        S.CONCLUDED: frozenset({S.RECEIVED}),
        S.ABANDONED: frozenset({S.PREPARED, S.RECEIVED}),
        S.ANNULLED: frozenset({S.CONCLUDED}),
    }
    objects: ClassVar = AgreementQuerySet.as_manager()
    grants: "RelatedManager[Grant]"

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name="organizacja",
    )
    request = models.OneToOneField(
        ServiceRequest,
        on_delete=models.PROTECT,
        related_name="agreement",
        null=True,
        blank=True,
        editable=False,
        verbose_name="zapotrzebowanie",
    )
    state = models.CharField("stan", max_length=10, choices=S, default=S.PREPARED, editable=False)
    number = models.CharField("numer porozumienia", max_length=50, blank=True, editable=False)
    # Given with a confirmation: the sequence of the year goes on without it.
    is_number_far = models.BooleanField(default=False, db_default=False, editable=False)
    signed_on = models.DateField("data zawarcia", null=True, editable=False)
    valid_from = models.DateField("obowiązuje od", null=True, editable=False)
    valid_until = models.DateField("obowiązuje do", null=True, editable=False)
    concluded_at = models.DateTimeField("zatwierdzono", null=True, editable=False)
    concluded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zatwierdził(a)",
    )
    party_name = models.CharField("strona", max_length=400, blank=True, editable=False)
    party_address = models.CharField("adres strony", max_length=300, blank=True, editable=False)
    party_representation = models.TextField("reprezentacja strony", blank=True, editable=False)
    remarks = models.CharField("uwagi", max_length=500, blank=True, validators=[refuse_pesel])

    class Meta:
        abstract = True

    @property
    def scope(self) -> str:
        """The granted services, each named once; before the conclusion those that it is about to grant."""
        granted = [grant.service for grant in self.grants.all()] or self.to_grant
        return ", ".join(dict.fromkeys(service.name for service in granted))

    @property
    def to_grant(self) -> list[Service]:
        """What the city signs for, once it concludes."""
        if not self.request or self.state not in {S.PREPARED, S.RECEIVED}:
            return []
        models.prefetch_related_objects([self.request], "wishes__service")
        return [wish.service for wish in self.request.wishes.all() if not wish.is_declined]

    def remark(self, *, remarks: str) -> Self:
        """Write what stands in the last column of the register."""
        type(self).objects.filter(pk=self.pk).update(remarks=remarks.strip())
        self.remarks = remarks.strip()
        return self

    @classmethod
    def prepare(cls, request: ServiceRequest) -> Self:
        """The agreement is made together with its request: the organisation files both at once."""
        return cls.objects.create(organization=request.organization, request=request)

    def return_for_signature(self) -> Self:
        """What was signed is no longer what is asked for: the organisation signs a new set."""
        return self._move(S.PREPARED)

    def restore(self, *, is_received: bool) -> Self:
        """The case goes on: take up an agreement that was not to be, or one not concluded yet."""
        to = S.RECEIVED if is_received else S.PREPARED
        return self if self.state == to else self._move(to)

    def abandon(self) -> Self:
        return self._move(S.ABANDONED)

    @transaction.atomic
    def conclude(
        self,
        *,
        by: User,
        number: str = "",
        number_meant: bool = False,
        signed_on: date,
        valid_from: date | None = None,
        valid_until: date | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Sign for the city: number and date are given, the requested services are granted.

        Without `number` the next one of the year is given; two approvers at once get two.
        """
        at = at or timezone.now()
        organization = Organization.objects.locked(self.organization_id)
        if not type(self).objects.filter(pk=self.pk, state__in=self.SOURCES[S.CONCLUDED]).exists():
            raise IllegalMove(self)
        self._refuse_conclusion_of(organization, signed_on, timezone.localdate(at))
        refuse_dates(signed_on, valid_from, valid_until, timezone.localdate(at))
        first = valid_from or signed_on
        wished = self.to_grant
        self._move(
            S.CONCLUDED,
            **self.take_number(number, signed_on.year, is_meant=number_meant),
            signed_on=signed_on,
            valid_from=first,
            valid_until=valid_until,
            concluded_at=at,
            concluded_by=by,
            **party(organization),
        )
        self._grant(wished, first)
        self._carry_collectors()
        post(Mail.AGREEMENT_CONCLUDED, self)
        return self

    @classmethod
    @transaction.atomic
    def enter_existing(
        cls,
        *,
        organization: Organization,
        by: User,
        number: str,
        signed_on: date,
        services: Collection[Service],
        valid_from: date | None = None,
        valid_until: date | None = None,
        remarks: str = "",
        number_meant: bool | None = False,
        at: datetime | None = None,
    ) -> Self:
        """Enter an agreement that was concluded on paper, without a request; it grants the same rights."""
        at = at or timezone.now()
        organization = Organization.objects.locked(organization.pk)
        refuse_party(organization)
        refuse_dates(signed_on, valid_from, valid_until, timezone.localdate(at))
        if not services:
            raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
        if not number.strip():
            raise ValidationError({"number": "Podaj numer z porozumienia."})
        agreement = cls.objects.create(
            organization=organization,
            state=S.CONCLUDED,
            **cls.take_number(number, signed_on.year, is_meant=number_meant),
            signed_on=signed_on,
            valid_from=valid_from or signed_on,
            valid_until=valid_until,
            concluded_at=at,
            concluded_by=by,
            remarks=remarks.strip(),
            **party(organization),
        )
        agreement._grant(services, agreement.valid_from)
        return agreement

    @classmethod
    def take_number(cls, number: str, year: int, *, is_meant: bool | None) -> dict[str, Any]:
        """The columns of `number`, or of the next of the year; nobody else numbers until all is committed.

        One far from the next is refused until it `is_meant`; None where nobody can be asked.
        """
        hold("agreement", year)
        number = " ".join(number.split()) or cls.objects.proposed_number(year)
        if cls.objects.numbered_in(year).filter(number=number).exists():
            raise ValidationError(
                {"number": f"Numer {number} ma już inne porozumienie z {year} r."},
                code="number_taken",
            )
        is_far = is_meant is not None and cls.objects.is_far(number, year)
        if is_far and not is_meant:
            following = cls.objects.proposed_number(year)
            words = f"Kolejny numer to {following}, a {number} jest od niego odległy."
            raise ValidationError({"number": f"{words} Jeżeli ma taki być, proszę to zaznaczyć."}, code="far")
        return {"number": number, "is_number_far": is_far}

    def _carry_collectors(self) -> None:
        """Whom the request named for the granted address or box may collect from now on."""
        if self.request:
            for wish in self.request.wishes.filter(is_declined=False):
                Collector.carry(self.organization, wish.answers.get(Detail.COLLECTORS, ""))

    def _grant(self, services: Collection[Service], first: date | None) -> None:
        assert first is not None
        Grant.objects.bulk_create(
            Grant(agreement_id=self.pk, service=service, valid_from=first) for service in services
        )

    def _refuse_conclusion_of(self, organization: Organization, signed_on: date, today: date) -> None:
        self.refuse_unready(organization)
        if not self.request:
            return
        request = self.request.lock()
        if request.state != ServiceRequest.State.ACCEPTED:
            raise ValidationError("Zapotrzebowanie nie jest rozpatrzone pozytywnie.", code="not_accepted")
        if request.received_on and signed_on < request.received_on:
            raise ValidationError({"signed_on": "Data zawarcia jest wcześniejsza niż wpływ kompletu."})
        if request.decided_at and signed_on < timezone.localdate(request.decided_at):
            raise ValidationError(
                {"signed_on": "Data zawarcia jest wcześniejsza niż rozpatrzenie zapotrzebowania."}
            )

    def refuse_unready(self, organization: Organization, *, is_to_sign: bool = False) -> None:
        """What conclusion needs and acceptance can see; a set still to be signed misses no signature."""
        if not organization.is_verified:
            raise ValidationError(
                "Najpierw trzeba zweryfikować organizację: porównać jej dane z rejestrem.",
                code="unverified",
            )
        if not is_to_sign and (missing := self.missing_signatures()):
            raise ValidationError(
                f"Na komplecie brakuje podpisów: {missing}. To brak formalny, który trzeba uzupełnić.",
                code="unsigned",
            )

    def missing_signatures(self) -> int:
        """How many signatures are still missing; told by the one who keeps them (signing)."""
        raise NotImplementedError


def party(organization: Organization) -> dict[str, Any]:
    """The party as it is on the day of conclusion."""
    return {
        "party_name": organization.name,
        "party_address": organization.address,
        "party_representation": organization.representation,
    }


def refuse_party(organization: Organization) -> None:
    """An organisation that may not be a party now is named beside its field."""
    if not organization.may_agree:
        raise ValidationError({"organization": "Grupa bez rejestru nie może być stroną porozumienia."})
    if not organization.may_start:
        raise ValidationError({"organization": "Organizacja jest zawieszona albo zamknięta."})


def refuse_dates(signed_on: date, valid_from: date | None, valid_until: date | None, today: date) -> None:
    """Dates that do not follow each other are told beside the one that is wrong."""
    if signed_on > today:
        raise ValidationError({"signed_on": "Data zawarcia nie może być z przyszłości."})
    if signed_on.year < 2004:
        raise ValidationError({"signed_on": "Proszę sprawdzić rok zawarcia."})
    if valid_until and valid_until < (valid_from or signed_on):
        raise ValidationError({"valid_until": "Koniec jest wcześniejszy niż początek obowiązywania."})
