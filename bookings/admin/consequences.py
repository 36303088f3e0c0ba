"""Before an act of the office is saved, everybody whose bookings it hits is on the page."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from agreements.mail_kinds import Mail
from bookings.admin.choosing import ChoosingForm, Obstacles, Resumption, hits_of, summary
from bookings.models import Booking, Closure, Consequence
from jcop.admin.consequences import Act
from jcop.models import HoursPeriod, Message, User
from jcop.opening.hours import ONE_DAY
from jcop.opening.wording import full_date
from jcop.rules import again_after_deadlock
from organizations.mail_kinds import Mail as OfOrganizations
from organizations.models import Organization

CHOSEN = "skutki-seen"
WITHDRAWN = "Zawieszenie działalności Centrum zostało odwołane: obowiązują zwykłe godziny."
OF_ACTS = {
    Mail.AGREEMENT_TERMINATED,
    Mail.AGREEMENT_AMENDED,
    Mail.AGREEMENT_ANNULLED,
    OfOrganizations.SUSPENDED,
    OfOrganizations.CLOSED,
}


class Undecided(Exception):
    """Something is hit and nobody has said what becomes of it: all is rolled back, and asked."""

    def __init__(self, form: ChoosingForm, told: str) -> None:
        self.form, self.told = form, told


def weigh(request: HttpRequest, act: Act) -> tuple[HttpResponse | None, Any]:
    """Do the act and what was decided about the bookings that it hits, together or not at all.

    The act is tried in a transaction and its hits are read there, by the question that the queue of
    conflicts asks: so the preview tells what will be, whatever the act is. A booking made meanwhile
    is shown too; one that is still being made stands in the queue afterwards.
    """
    try:
        return None, _done(request, act)
    except Undecided as pending:
        return _page(request, act, pending), None


@again_after_deadlock
@transaction.atomic
def _done(request: HttpRequest, act: Act) -> Any:
    at = timezone.now()
    known, running = Booking.objects.obstacles(at), _suspensions()
    result = act.do()
    told = act.told(result)
    is_sent = CHOSEN in request.POST
    hits = hits_of(partial(_new, known, at), at, lock=is_sent)
    resumption = _resumption(running, _suspensions())
    if not hits and not resumption.cancelled:
        return result
    form = ChoosingForm(request.POST if is_sent else None, hits=hits, resumption=resumption)
    if not form.is_valid():
        raise Undecided(form, told)
    assert isinstance(request.user, User)
    if hits:
        closure = form.settle(kind=act.kind, told=told, by=request.user, at=at)
        if closure:
            _tell_once(closure, at)
        messages.info(request, summary(closure))
    if resumed := form.resume(by=request.user, at=at):
        messages.info(request, summary(resumed))
    return result


def _suspensions() -> dict[datetime, date | None]:
    """The last day of each suspension, by the moment of its publication."""
    rows = HoursPeriod.objects.suspensions()
    return {row.published_at: row.valid_until for row in rows if row.published_at}


def _resumption(before: dict[datetime, date | None], now: dict[datetime, date | None]) -> Resumption:
    """What the suspensions that an act has ended or taken back had cancelled."""
    ended = [moment for moment, last in before.items() if moment not in now or now[moment] != last]
    if not ended:
        return Resumption()
    last = now.get(ended[0])
    told = f"Centrum wznawia działalność od {full_date(last + ONE_DAY)}" if last else WITHDRAWN
    rows = Consequence.objects.cancelled_by(ended).select_related("booking__organization")
    return Resumption(told, list(rows.prefetch_related("booking__items__bookable")))


def _tell_once(closure: Closure, at: datetime) -> None:
    """Whom the act itself would write to, and who now reads of it with what becomes of the bookings."""
    told = closure.messages.filter(state="waiting").values("organization")
    for mail in Message.objects.waiting().filter(
        kind__in=OF_ACTS,
        asked_at__gte=at,
        recipient_type=ContentType.objects.get_for_model(Organization),
        recipient_id__in=told,
    ):
        mail.settle(mail.State.WITHDRAWN)


def _new(known: Obstacles, at: datetime) -> Obstacles:
    """What stands against bookings now and did not before."""
    now = Booking.objects.obstacles(at).items()
    return {pk: new for pk, against in now if (new := against - known.get(pk, frozenset()))}


def _page(request: HttpRequest, act: Act, pending: Undecided) -> HttpResponse:
    """The decisions, with what was sent before repeated in hidden fields."""
    repeated = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith("skutki-")
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Skutki dla rezerwacji",
        "act": act.title,
        "told": pending.told,
        "form": pending.form,
        "repeated": repeated,
        "submit": "Zapisz wszystko",
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "bookings/admin/consequences.html", context)
