"""What changes an agreement that is in force: an amendment (aneks), and the agreement that renews it.

Services are carried over as grants with dates, so that each day keeps what it was granted.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.changes import Amendment
from agreements.models.concluding import grant, party, refuse_dates, refuse_party
from agreements.models.grants import DAY, Grant, day_after
from agreements.models.services import Right, Service
from agreements.models.states import AgreementState
from jcop.models import User
from jcop.models.messages import post
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement

S = AgreementState
NO_END = date.max
NOT_AMENDED = "Aneks można zawrzeć tylko do porozumienia, którego nikt nie rozwiązał."
NOT_RENEWED = "Rozwiązanego porozumienia nie można przedłużyć: organizacja składa nowe zapotrzebowanie."


@transaction.atomic
def amend(
    agreement: "Agreement",
    *,
    by: User,
    signed_on: date,
    valid_from: date,
    changes: str,
    services: Collection[Service],
    valid_until: date | None = None,
) -> Amendment:
    """Change services and the last day from `valid_from` on; what was granted before stays as it was.

    An amendment that is older than another which was entered before holds until that one's first
    day, and leaves the last day to it: see `Amendment.age`.
    """
    organization = Organization.objects.locked(agreement.organization_id)
    refuse_party(organization)
    agreement.refresh_from_db()
    refuse_amendment(agreement, signed_on, valid_from, valid_until)
    if not services:
        raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
    if not changes.strip():
        raise ValidationError({"changes": "Podaj, co zmienia aneks."})
    amendment = Amendment(
        agreement_id=agreement.pk,
        number=agreement.amendments.count() + 1,
        signed_on=signed_on,
        valid_from=valid_from,
        changes=changes.strip(),
        recorded_by=by,
    )
    amendment.full_clean(exclude=["agreement", "recorded_by"])
    newer = [other.valid_from for other in agreement.amendments.all() if other.age > amendment.age]
    amendment.save()
    stop = min(newer, default=NO_END)
    if valid_from < stop:
        _regrant(agreement, services, valid_from, stop)
        if all(service.right != Right.BOX for service in services):
            agreement.box_loans.filter(during__startswith__lt=stop).cut(valid_from - DAY)
    if not newer:
        _end_on(agreement, valid_until)
    agreement.change_requests.settle("amendment")
    post(Mail.AGREEMENT_AMENDED, agreement, parts=[amendment])
    return amendment


def refuse_amendment(
    agreement: "Agreement", signed_on: date, valid_from: date, valid_until: date | None
) -> None:
    if agreement.state != S.CONCLUDED or agreement.terminated_on:
        raise ValidationError(NOT_AMENDED)
    assert agreement.signed_on is not None
    assert agreement.valid_from is not None
    if agreement.signed_on > signed_on:
        raise ValidationError({"signed_on": "Aneks nie może być wcześniejszy niż porozumienie."})
    refuse_dates(signed_on, valid_from, valid_until, timezone.localdate())
    if valid_from < max(signed_on, agreement.valid_from):
        raise ValidationError({"valid_from": "Aneks obowiązuje najwcześniej od dnia zawarcia."})
    if agreement.valid_until and valid_from > agreement.valid_until:
        raise ValidationError(
            {"valid_from": f"Porozumienie wygasa {agreement.valid_until:%d.%m.%Y}: potrzebne jest nowe."}
        )
    first = (renewal := agreement.renewal) and renewal.valid_from
    if renewal and first and (valid_until is None or valid_until >= first):
        why = f"Od {first:%d.%m.%Y} obowiązuje już porozumienie nr {renewal.number}, które to przedłuża:"
        raise ValidationError({"valid_until": f"{why} proszę podać dzień wcześniejszy."})


def _end_on(agreement: "Agreement", last: date | None) -> None:
    """Another last day; boxes that went back with the old one go back with it."""
    type(agreement).objects.filter(pk=agreement.pk).update(valid_until=last)
    agreement.box_loans.stretch(agreement.valid_until, last)
    agreement.valid_until = last
    if last:
        agreement.box_loans.cut(last)


def _regrant(agreement: "Agreement", services: Collection[Service], first: date, stop: date) -> None:
    """On the days from `first` on and before `stop` exactly `services` are granted; others stay."""
    held = {
        (
            grant.service_id,
            grant.valid_from,
            day_after(grant.valid_until) or NO_END,
        ): grant
        for grant in agreement.grants.all()
    }
    spans = [(service.pk, first, stop) for service in services]
    for service, begins, ends in held:
        spans += [(service, begins, min(ends, first)), (service, max(begins, stop), ends)]
    joined: list[tuple[int, date, date]] = []
    for service, begins, ends in sorted(span for span in spans if span[1] < span[2]):
        goes_on = joined and joined[-1][::2] == (service, begins)
        joined.append((service, joined.pop()[1] if goes_on else begins, ends))
    gone = [grant.pk for span, grant in held.items() if span not in joined]
    agreement.grants.filter(pk__in=gone).delete()
    Grant.objects.bulk_create(
        Grant(
            agreement_id=agreement.pk,
            service_id=service,
            valid_from=begins,
            valid_until=None if ends == NO_END else ends - DAY,
        )
        for service, begins, ends in joined
        if (service, begins, ends) not in held
    )


@transaction.atomic
def renew(
    agreement: "Agreement",
    *,
    by: User,
    signed_on: date,
    number: str = "",
    number_meant: bool = False,
    valid_until: date | None = None,
    services: Collection[Service] | None = None,
    at: datetime | None = None,
) -> "Agreement":
    """A new agreement from the day after this one ends, with its services unless told otherwise."""
    at = at or timezone.now()
    organization = Organization.objects.locked(agreement.organization_id)
    refuse_party(organization)
    agreement.refresh_from_db()
    first = first_renewed_day(agreement)
    refuse_dates(signed_on, first, valid_until, timezone.localdate(at))
    assert agreement.signed_on is not None
    if signed_on < agreement.signed_on:
        raise ValidationError({"signed_on": "Przedłużenie nie może być wcześniejsze niż porozumienie."})
    kept = services if services is not None else agreement.granted_on(first - DAY)
    if not kept:
        raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
    last, first = first - DAY, max(first, signed_on)
    renewal: Any = type(agreement).objects.create(
        organization=organization,
        renews_id=agreement.pk,
        state=S.CONCLUDED,
        **agreement.take_number(number, signed_on.year, is_meant=number_meant),
        signed_on=signed_on,
        valid_from=first,
        valid_until=valid_until,
        concluded_at=at,
        concluded_by=by,
        **party(organization),
    )
    grant(renewal, kept, first)
    if any(service.right == Right.BOX for service in kept):
        agreement.box_loans.carry(last, renewal, by)
    agreement.change_requests.settle("renewal")
    post(Mail.AGREEMENT_CONCLUDED, renewal)
    return renewal


def first_renewed_day(agreement: "Agreement") -> date:
    if agreement.terminated_on:
        raise ValidationError(NOT_RENEWED, code="terminated")
    if agreement.state != S.CONCLUDED:
        raise ValidationError("Przedłużyć można tylko zawarte porozumienie.", code="not_concluded")
    if not (first := day_after(agreement.valid_until)):
        raise ValidationError(
            "Porozumienie zawarto na czas nieokreślony: nie trzeba go przedłużać.", code="endless"
        )
    if agreement.renewal:
        raise ValidationError("To porozumienie zostało już przedłużone.", code="renewed")
    return first
