"""For operators: does the process answer, may it be given visitors, is a worker at work?

`HealthMiddleware` stands before all others: a load balancer asks by an address that is no name of the portal,
and sessions, redirects and kept pages are none of its business.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from jcop.jobs import is_silent, worker_seen_at
from jcop.ops.readiness import readiness

PREFIX = "/healthz/"


class HealthMiddleware:
    """Answers the operators' addresses before anything else looks at the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        return match.func(request, *match.args, **match.kwargs)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return plain("ok")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The process may be given visitors; 503 with what is missing, a line each."""
    faults = readiness.faults()
    return plain(*faults, status=503) if faults else plain("ok")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """A worker has been seen in the last two minutes; 503 with since when not."""
    seen_at = worker_seen_at()
    if not is_silent(seen_at):
        return plain("ok")
    return plain(
        f"no worker since {seen_at:%Y-%m-%d %H:%M:%S %Z}" if seen_at else "no worker yet", status=503
    )


def plain(*lines: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "no-store"
    return answer
