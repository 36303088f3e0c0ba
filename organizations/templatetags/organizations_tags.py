"""What organisations contribute to pages that belong to everyone."""

from django import template
from django.urls import reverse
from django.utils import timezone

from jcop.desk import Queue
from jcop.models import User
from organizations.models import AccessRequest

register = template.Library()


@register.simple_tag
def organization_queues(user: User) -> list[Queue]:
    if not user.has_perm("organizations.view_accessrequest"):
        return []
    waiting = AccessRequest.objects.awaiting_office(timezone.now()).count()
    return [Queue("prośby o dostęp", waiting, reverse("admin:organizations_accessrequest_changelist"))]
