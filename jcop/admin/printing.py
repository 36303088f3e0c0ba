"""Documents of the desk that a job makes, and the page that waits for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from jcop.files import papers
from jcop.files.pdf import pdf_response
from jcop.jobs import enqueue, is_overdue, look_again

# A job that was lost is asked for again.
PATIENCE_SECONDS = 60
# So long a page remembers since when it has been waited for.
MEMORY_SECONDS = 10 * 60


def printing(request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
    """202 while a job makes the document; for a minute the page looks again by itself, without JavaScript.

    The context has a title, `back` to the list of its `opts`, and since when it is waited for.
    """
    context["is_overdue"] = is_overdue(context["since"])
    answer = TemplateResponse(request, "admin/printing.html", context, status=202)
    look_again(answer, asked_at=context["since"])
    return answer


def paper(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    words: str,
    *,
    name: str,
    title: str,
    job: str,
    **subject: Any,
) -> HttpResponse:
    """The PDF of `words` (HTML), or the page that waits while `job` makes it of the same `subject`."""
    key = papers.key_of(words)
    content: bytes | None = papers.cache.get(key)
    if content is not None:
        return pdf_response(content, name)
    if papers.cache.add(f"{key}-asked", True, PATIENCE_SECONDS):  # noqa: FBT003 - what is kept says nothing
        enqueue(job, **subject)
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "title": title,
        "back": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        "since": papers.cache.get_or_set(f"{key}-since", timezone.now, MEMORY_SECONDS),
    }
    return printing(request, context)
