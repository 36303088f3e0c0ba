"""The page of the desk that waits for a document."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from jcop.jobs import RELOAD_SECONDS


def printing(request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
    """202 while a job makes the document; the page looks again by itself, without JavaScript.

    The context has a title, `back` to the list of its `opts`, and since when it is waited for.
    """
    answer = TemplateResponse(request, "admin/printing.html", context, status=202)
    answer["Refresh"] = RELOAD_SECONDS
    return answer
