"""What agreements contribute to pages that belong to everyone."""

from datetime import date

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from agreements.awaited import Awaited, awaited
from agreements.models import Agreement, MailItem, Promotion, Service, ServiceRequest
from jcop.accounts.desk import Queue
from jcop.centre.structured import as_block
from jcop.models import User
from organizations.models import Organization

register = template.Library()

ON_HOME = 4
REQUESTS = "zapotrzebowanie,zapotrzebowania,zapotrzebowań"
SETS = "komplet,komplety,kompletów"
CALLS = "telefon,telefony,telefonów"
AGREEMENTS = "porozumienie,porozumienia,porozumień"
ENDINGS = "porozumienie kończy,porozumienia kończą,porozumień kończy"
ENDED = "porozumienie skończyło,porozumienia skończyły,porozumień skończyło"
CHANGES = "zmiana porozumienia,zmiany porozumień,zmian porozumień"
PROMOTION_BADGES = {"approved": "good", "sent": "wait", "returned": "bad"}


@register.simple_tag
def offered_services() -> QuerySet[Service]:
    return Service.objects.offered()


@register.simple_tag
def agreement_queues(user: User) -> list[Queue]:
    """Sets to receive, requests to examine, agreements to sign: those that this person may see."""
    queues = []
    if user.has_perm("agreements.view_servicerequest"):
        requests = reverse("admin:agreements_servicerequest_changelist")
        rows = ServiceRequest.objects
        today = timezone.localdate()
        lists = [
            (REQUESTS, "po terminie", "po-terminie", rows.overdue(today)),
            (REQUESTS, "z terminem w ciągu 3 dni roboczych", "wkrotce", rows.due_soon(today)),
            (SETS, "do przyjęcia", "komplety", rows.awaiting_set()),
            (REQUESTS, "do rozpatrzenia", "rozpatrzenie", rows.under_examination()),
            (SETS, "do wydrukowania", "wydruki", rows.to_print()),
            ("wiadomość,wiadomości,wiadomości", "do przeczytania", "wiadomosci", rows.with_news()),
            (CALLS, "w sprawie pisma, którego nikt nie otworzył", "zadzwon", rows.to_call(today)),
        ]
        queues += [
            Queue(noun, rest, found.count(), f"{requests}?kolejka={slug}")
            for noun, rest, slug, found in lists
        ]
    if user.has_perm("agreements.view_agreement"):
        agreements = reverse("admin:agreements_agreement_changelist")
        register, today = Agreement.objects, timezone.localdate()
        parts = [
            (AGREEMENTS, "do podpisu", "podpis", register.awaiting_signature()),
            (CHANGES, "do podpisu", "zmiany", register.to_change()),
            (AGREEMENTS, "ze zgłoszeniem organizacji", "zgloszenia", register.asking()),
            (AGREEMENTS, "do odbioru od tygodnia", "nieodebrane", register.uncollected(today)),
            (ENDINGS, "się w ciągu 30 dni", "koncza", register.ending(today)),
            (ENDED, "się w ostatnim tygodniu", "wygasle", register.expired(today)),
        ]
        if user.has_perm("agreements.lend_box"):
            parts.append((AGREEMENTS, "bez użyczonej skrzynki", "bez-skrzynki", register.without_box(today)))
        queues += [
            Queue(noun, rest, rows.count(), f"{agreements}?kolejka={slug}")
            for noun, rest, slug, rows in parts
        ]
    if user.has_perm("agreements.collect_mailitem"):
        mail = reverse("admin:agreements_mailitem_changelist")
        queues.append(
            Queue(
                "przesyłka,przesyłki,przesyłek",
                "do odebrania",
                MailItem.objects.waiting().count(),
                f"{mail}?kolejka=czeka",
            )
        )
    if user.has_perm("agreements.approve_promotion"):
        posts = reverse("admin:agreements_promotion_changelist")
        waiting = Promotion.objects.waiting().count()
        queues.append(Queue("ogłoszenie,ogłoszenia,ogłoszeń", "organizacji do akceptacji", waiting, posts))
    return queues


@register.simple_tag
def promotions_now(organization: Organization | None = None) -> QuerySet[Promotion]:
    """What organisations, or one of them, announce to residents today: the nearest few."""
    rows = Promotion.objects.shown(timezone.localdate())
    return (rows.of(organization) if organization else rows)[:ON_HOME]


@register.filter
def status_on(subject: Agreement | Promotion, day: date) -> str:
    """`{{ agreement|status_on:today }}`: obowiązujące, wygasłe, rozwiązane…"""
    return subject.status(day)


@register.filter
def badge_on(agreement: Agreement, day: date) -> str:
    """The kind of badge for `status_on`: good while in force, wait before that, off afterwards."""
    if agreement.is_in_force(day):
        return "good"
    ended = agreement.state in {Agreement.State.ABANDONED, Agreement.State.ANNULLED}
    begun = agreement.valid_from is not None and agreement.valid_from <= day
    return "off" if ended or begun else "wait"


@register.filter
def badge_of(promotion: Promotion, day: date) -> str:
    """The kind of badge of an announcement: good while shown, wait until the office decides."""
    if promotion.is_over(day):
        return "off"
    return PROMOTION_BADGES.get(promotion.state, "off")


@register.simple_tag(takes_context=True)
def event_for_machines(context: template.Context, promotion: Promotion) -> SafeString:
    """An organisation's event as schema.org data, for one block in the page."""
    assert promotion.happens_on is not None
    return as_block(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": promotion.title,
            "startDate": promotion.happens_on.isoformat(),
            "location": {"@type": "Place", "name": promotion.place, "address": promotion.place},
            "organizer": {"@type": "Organization", "name": promotion.organization.name},
            "url": context["request"].build_absolute_uri(promotion.get_absolute_url()),
        }
    )


@register.simple_tag
def desk_requests(organization: Organization) -> list[ServiceRequest]:
    """Cases that still wait for something; those with an unread letter stand first."""
    rows = ServiceRequest.objects.of(organization).on_desk()
    return sorted(rows, key=lambda request: not request.unopened_letters)


@register.filter
def awaits(request: ServiceRequest) -> Awaited | None:
    return awaited(request)


@register.simple_tag
def desk_agreements(organization: Organization) -> list[Agreement]:
    """Those that last, also one that has not begun, each with the papers that wait for signatures."""
    rows = Agreement.objects.of(organization).lasting(timezone.localdate())
    return list(rows.select_related("organization"))
