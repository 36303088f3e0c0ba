"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jcop.demo.views import ACCOUNTS
from jcop.models import Centre


def portal(request: HttpRequest) -> dict[str, Any]:
    """`centre` (one query, and only if the template asks) and whether the demonstration is on."""
    return {
        "centre": SimpleLazyObject(Centre.objects.get),
        "is_demo": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else [],
    }
