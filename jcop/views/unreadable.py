"""Words that no page can be asked with: refused at one place for every view, with a page that says so.

PostgreSQL stores no NUL and no number beyond its columns. Forms refuse what is typed into them with a
sentence beside the field; this is for addresses, questions of lists and hidden fields, which nobody types.
"""

import logging
from collections.abc import Callable

from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jcop.views.errors import bad_request

logger = logging.getLogger(__name__)
NUL = "\0"
BEYOND = (DataError, OverflowError, IncorrectLookupParameters)


class UnreadableMiddleware:
    """404 for an address with NUL; 400 for a value that no column, number or list has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info:
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BEYOND):
            return None
        view = request.resolver_match.view_name if request.resolver_match else ""
        logger.warning("%s was sent a value beyond all bounds: %s", view, type(exception).__name__)
        return bad_request(request, exception)
