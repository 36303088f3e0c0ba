"""What an act of the office does to others is shown before it is saved.

Who is hit is known above (bookings), so the page that asks is named in settings by a dotted path.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Act:
    """A verb that may take the ground from what people rely on.

    `do` carries it out; `told` says afterwards, in a sentence for organisations, what has changed.
    """

    kind: str
    title: str
    do: Callable[[], Any]
    told: Callable[[Any], str]


def weigh(request: HttpRequest, act: Act) -> tuple[HttpResponse | None, Any]:
    """Do the act, with what was decided about everybody hit, in one transaction.

    While a decision is missing nothing is done, and the page that asks for it is returned instead.
    """
    page, result = import_string(settings.CONSEQUENCES)(request, act)
    return page, result
