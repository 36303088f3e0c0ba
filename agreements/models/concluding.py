"""From a set of documents to an agreement with a number, or an old one entered as it is."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.grants import Grant
from agreements.models.mail import Collector
from agreements.models.services import Detail, Service
from agreements.models.states import AgreementState, RequestState
from agreements.numbering import hold
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement
    from agreements.models.requests import ServiceRequest

S = AgreementState


def prepare(cls: type["Agreement"], request: "ServiceRequest") -> "Agreement":
    """The agreement is made together with its request: the organisation files both at once."""
    return cls.objects.create(organization=request.organization, request=request)


def remark(agreement: "Agreement", *, remarks: str) -> "Agreement":
    """Write what stands in the last column of the register."""
    type(agreement).objects.filter(pk=agreement.pk).update(remarks=remarks.strip())
    agreement.remarks = remarks.strip()
    return agreement


def return_for_signature(agreement: "Agreement") -> "Agreement":
    """What was signed is no longer what is asked for: the organisation signs a new set."""
    return agreement._move(S.PREPARED)


def restore(agreement: "Agreement", *, is_received: bool) -> "Agreement":
    """The case goes on: take up an agreement that was not to be, or one not concluded yet."""
    to = S.RECEIVED if is_received else S.PREPARED
    return agreement if agreement.state == to else agreement._move(to)


def abandon(agreement: "Agreement") -> "Agreement":
    return agreement._move(S.ABANDONED)


@transaction.atomic
def conclude(
    agreement: "Agreement",
    *,
    by: User,
    number: str = "",
    number_meant: bool = False,
    signed_on: date,
    valid_from: date | None = None,
    valid_until: date | None = None,
    at: datetime | None = None,
) -> "Agreement":
    """Sign for the city: number and date are given, the requested services are granted.

    Without `number` the next one of the year is given; two approvers at once get two.
    """
    at = at or timezone.now()
    organization = Organization.objects.locked(agreement.organization_id)
    if not type(agreement).objects.filter(pk=agreement.pk, state__in=agreement.SOURCES[S.CONCLUDED]).exists():
        raise IllegalMove(agreement)
    _refuse_conclusion_of(agreement, organization, signed_on, timezone.localdate(at))
    refuse_dates(signed_on, valid_from, valid_until, timezone.localdate(at))
    first = valid_from or signed_on
    wished = agreement.to_grant
    agreement._move(
        S.CONCLUDED,
        **agreement.take_number(number, signed_on.year, is_meant=number_meant),
        signed_on=signed_on,
        valid_from=first,
        valid_until=valid_until,
        concluded_at=at,
        concluded_by=by,
        **party(organization),
    )
    grant(agreement, wished, first)
    _carry_collectors(agreement)
    post(Mail.AGREEMENT_CONCLUDED, agreement)
    return agreement


@transaction.atomic
def enter_existing(
    cls: type["Agreement"],
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
) -> "Agreement":
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
    grant(agreement, services, agreement.valid_from)
    return agreement


def take_number(cls: type["Agreement"], number: str, year: int, *, is_meant: bool | None) -> dict[str, Any]:
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


def _carry_collectors(agreement: "Agreement") -> None:
    """Whom the request named for the granted address or box may collect from now on."""
    if agreement.request:
        for wish in agreement.request.wishes.filter(is_declined=False):
            Collector.carry(agreement.organization, wish.answers.get(Detail.COLLECTORS, ""))


def _refuse_conclusion_of(
    agreement: "Agreement", organization: Organization, signed_on: date, today: date
) -> None:
    agreement.refuse_unready(organization)
    if not agreement.request:
        return
    request = agreement.request.lock()
    if request.state != RequestState.ACCEPTED:
        raise ValidationError("Zapotrzebowanie nie jest rozpatrzone pozytywnie.", code="not_accepted")
    if request.received_on and signed_on < request.received_on:
        raise ValidationError({"signed_on": "Data zawarcia jest wcześniejsza niż wpływ kompletu."})
    if request.decided_at and signed_on < timezone.localdate(request.decided_at):
        raise ValidationError(
            {"signed_on": "Data zawarcia jest wcześniejsza niż rozpatrzenie zapotrzebowania."}
        )


def refuse_unready(agreement: "Agreement", organization: Organization, *, is_to_sign: bool = False) -> None:
    """What conclusion needs and acceptance can see; a set still to be signed misses no signature."""
    if not organization.is_verified:
        raise ValidationError(
            "Najpierw trzeba zweryfikować organizację: porównać jej dane z rejestrem.",
            code="unverified",
        )
    if not is_to_sign and (missing := agreement.missing_signatures()):
        raise ValidationError(
            f"Na komplecie brakuje podpisów: {missing}. To brak formalny, który trzeba uzupełnić.",
            code="unsigned",
        )


def grant(agreement: "Agreement", services: Collection[Service], first: date | None) -> None:
    assert first is not None
    Grant.objects.bulk_create(
        Grant(agreement_id=agreement.pk, service=service, valid_from=first) for service in services
    )


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
