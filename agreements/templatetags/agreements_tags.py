"""What agreements contribute to pages that belong to everyone."""

from datetime import date

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Service, ServiceRequest
from jcop.desk import Queue
from jcop.models import User
from organizations.models import Organization

register = template.Library()


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
        queues += [
            Queue("komplety do przyjęcia", rows.awaiting_set().count(), f"{requests}?kolejka=komplety"),
            Queue(
                "do rozpatrzenia",
                rows.under_examination().count(),
                f"{requests}?kolejka=rozpatrzenie",
            ),
            Queue("po terminie", rows.overdue(timezone.localdate()).count(), requests),
        ]
    if user.has_perm("agreements.view_agreement"):
        agreements = reverse("admin:agreements_agreement_changelist")
        waiting = Agreement.objects.awaiting_signature().count()
        queues.append(Queue("do podpisu", waiting, f"{agreements}?kolejka=podpis"))
    return queues


@register.filter
def status_on(agreement: Agreement, day: date) -> str:
    """`{{ agreement|status_on:today }}`: obowiązujące, wygasłe, rozwiązane…"""
    return agreement.status(day)


@register.filter
def badge_on(agreement: Agreement, day: date) -> str:
    """The kind of badge for `status_on`: good while in force, wait before that, off afterwards."""
    if agreement.is_in_force(day):
        return "good"
    ended = agreement.state in {Agreement.State.ABANDONED, Agreement.State.ANNULLED}
    begun = agreement.valid_from is not None and agreement.valid_from <= day
    return "off" if ended or begun else "wait"


@register.simple_tag
def desk_requests(organization: Organization) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.of(organization).unfinished().select_related("organization")


@register.simple_tag
def desk_agreements(organization: Organization) -> QuerySet[Agreement]:
    rows = Agreement.objects.of(organization).in_force(timezone.localdate())
    return rows.select_related("organization")
