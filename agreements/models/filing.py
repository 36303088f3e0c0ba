"""The applicant's side of a request: drafting, filing, correcting, withdrawing. No step loses anything."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.agreements import Agreement
from agreements.models.declarations import Declaration, MadeDeclaration
from agreements.models.services import Service
from agreements.models.states import RequestState
from agreements.models.versions import RequestVersion
from agreements.numbering import next_number
from jcop.models import Centre, User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from organizations.models import Organization, Representative

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest

S = RequestState
Answers = Mapping[str, str]
NO_SERVICES = "Wybierz co najmniej jedno świadczenie."


@transaction.atomic
def prepare(
    cls: type["ServiceRequest"],
    *,
    organization: Organization,
    by: User,
    form_key: uuid.UUID,
    wishes: Mapping[Service, Answers],
) -> "ServiceRequest":
    """A draft with the chosen services; the same form sent twice gives the first draft."""
    organization = Organization.objects.locked(organization.pk)
    existing = cls._default_manager.filter(organization=organization, form_key=form_key).first()
    if existing:
        return existing
    refuse_start(organization)
    request = cls._default_manager.create(organization=organization, prepared_by=by, form_key=form_key)
    request.wish(wishes)
    request.signatories.set(organization.representatives.all()[: organization.signatures_required])
    return request


def wish(request: "ServiceRequest", wishes: Mapping[Service, Answers]) -> None:
    """Put the services with their answers in the place of those chosen before."""
    request.wishes.exclude(service__in=wishes).delete()
    for service, answers in wishes.items():
        said = {key: words.strip() for key, words in answers.items() if words.strip()}
        request.wishes.update_or_create(service=service, defaults={"answers": said})


@transaction.atomic
def choose(request: "ServiceRequest", services: Iterable[Service]) -> None:
    """Choose services; what was written about those that stay is kept."""
    _refuse_edit(request)
    said = {wish.service_id: wish.answers for wish in request.wishes.all()}
    request.wish({service: said.get(service.pk, {}) for service in services})


@transaction.atomic
def answer(request: "ServiceRequest", wishes: Mapping[Service, Answers]) -> None:
    _refuse_edit(request)
    request.wish(wishes)


@transaction.atomic
def sign(
    request: "ServiceRequest", signatories: Iterable[Representative], *, wants_print: bool, **beside: Any
) -> None:
    """Say who will sign the set, and whether the office is asked to print it.

    Beside: whom the office may call (contact_name, contact_phone), for when (wanted_from, wanted_until).
    """
    _refuse_edit(request)
    request.signatories.set(signatories)
    for name, value in {"wants_print": wants_print, **beside}.items():
        setattr(request, name, value)
    request.save(update_fields=["wants_print", *beside])


def _refuse_edit(request: "ServiceRequest") -> None:
    if request.lock().state == request.State.DRAFT:
        refuse_start(request.organization)
    if not request.may_edit:
        raise IllegalMove(request)


def copy(request: "ServiceRequest", *, by: User, form_key: uuid.UUID) -> "ServiceRequest":
    """A new draft that asks for the same, as far as the catalogue still offers it."""
    wishes = request.wishes.filter(service__is_offered=True).select_related("service")
    return type(request).prepare(
        organization=request.organization,
        by=by,
        form_key=form_key,
        wishes={wish.service: wish.answers for wish in wishes},
    )


def refuse_unready(request: "ServiceRequest") -> None:
    """What must be true before it is filed, as sentences for the person who files it."""
    chosen = list(request.wishes.select_related("service"))
    if not chosen:
        raise ValidationError(NO_SERVICES, code="no_services")
    if gone := [wish.service.name for wish in chosen if not wish.service.is_offered]:
        raise ValidationError(
            f"Tego już nie ma w ofercie: {', '.join(gone)}. Proszę wrócić do wyboru świadczeń.",
            code="service_withdrawn",
        )


@transaction.atomic
def submit(
    request: "ServiceRequest",
    *,
    declarations: Iterable[Declaration] | None = None,
    at: datetime | None = None,
    on: date | None = None,
) -> "ServiceRequest":
    """File the request: number, deadline, and the agreement and set that go with it.

    Without `declarations` they were made on paper, which came `on` that day.
    """
    at = at or timezone.now()
    today = on or timezone.localdate(at)
    organization = Organization.objects.locked(request.organization_id)
    if request.lock().state != request.State.DRAFT:
        raise IllegalMove(request)
    refuse_start(organization)
    request.refuse_unready()
    if declarations is not None:
        _declare(request, list(declarations), at)
    Agreement.prepare(request)
    RequestVersion.of(request)
    # What came on paper has its set: that it came is the mail of the act.
    if not request.is_paper:
        post(Mail.REQUEST_SUBMITTED, request)
    centre = Centre.objects.get()
    counts = {} if centre.clock_starts == Centre.ClockStart.RECEIPT else request.counted_from(today)
    return request._move(
        request.State.SUBMITTED,
        submitted_at=at,
        submitted_on=today,
        year=today.year,
        **counts,
        number=next_number("request", today.year),
    )


def _declare(request: "ServiceRequest", made: list[Declaration], at: datetime) -> None:
    if missing := set(Declaration.objects.current()) - set(made):
        words = "; ".join(sorted(one.text for one in missing))
        raise ValidationError(f"Proszę złożyć wszystkie oświadczenia. Brakuje: {words}", code="undeclared")
    MadeDeclaration.objects.bulk_create(
        MadeDeclaration(request_id=request.pk, declaration=one, made_at=at) for one in made
    )


@transaction.atomic
def print_anew(request: "ServiceRequest") -> None:
    """Make the set again if what it says has changed; for a set that is still to be signed."""
    if request.lock().state == request.State.SUBMITTED:
        RequestVersion.of(request)


@transaction.atomic
def withdraw(request: "ServiceRequest") -> "ServiceRequest":
    was_filed = request.lock().state != request.State.DRAFT
    request._move(request.State.WITHDRAWN)
    if was_filed:
        request._close_correction()
        request.agreement.abandon()
        if clerk := getattr(request, "assigned_to", None):
            post(Mail.REQUEST_WITHDRAWN, request, to=clerk)
    return request


def refuse_start(organization: Organization) -> None:
    """An organisation that may begin nothing, or never agree, is told why."""
    if not organization.may_start:
        raise ValidationError(
            "Organizacja jest zawieszona albo zamknięta i nie może składać zapotrzebowań.",
            code="suspended",
        )
    if not organization.may_agree:
        raise ValidationError(
            "Grupa bez rejestru nie może zawrzeć porozumienia. Z doradztwa można skorzystać bez niego.",
            code="no_capacity",
        )
