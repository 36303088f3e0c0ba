"""What organisations contribute to pages that belong to everyone."""

from django import template
from django.urls import reverse
from django.utils import timezone

from jcop.accounts.desk import Queue
from jcop.models import User
from organizations.models import AccessRequest, Letter, Organization, Representative

register = template.Library()


@register.simple_tag
def organization_queues(user: User) -> list[Queue]:
    """Requests for access, letters, organisations to verify, mandates: those this person may work on."""
    queues = []
    if user.has_perm("organizations.view_accessrequest"):
        requests = reverse("admin:organizations_accessrequest_changelist")
        waiting = AccessRequest.objects.awaiting_office(timezone.now()).count()
        queues.append(Queue("prośba,prośby,próśb", "o dostęp", waiting, requests))
    if user.has_perm("organizations.view_letter"):
        letters = reverse("admin:organizations_letter_changelist")
        queues.append(Queue("list,listy,listów", "do wysłania", Letter.objects.waiting().count(), letters))
    organizations = reverse("admin:organizations_organization_changelist")
    if user.has_perm("organizations.verify_organization"):
        waiting = Organization.objects.to_verify().count()
        noun = "organizacja,organizacje,organizacji"
        queues.append(Queue(noun, "do weryfikacji", waiting, f"{organizations}?kolejka=do-weryfikacji"))
    if user.has_perm("organizations.change_organization"):
        ending = Representative.objects.mandate_ending(timezone.localdate()).organizations().count()
        queues.append(
            Queue(
                "kadencja,kadencje,kadencji", "do odnowienia", ending, f"{organizations}?kadencja=konczy-sie"
            )
        )
        deserted = Organization.objects.deserted(timezone.now()).count()
        noun = "organizacja,organizacje,organizacji"
        queues.append(
            Queue(noun, "bez żadnej osoby z kontem", deserted, f"{organizations}?kolejka=bez-osoby")
        )
    return queues
