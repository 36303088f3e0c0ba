"""The pages for what went wrong. Those for a broken portal need neither context nor database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

RETRY_AFTER_SECONDS = 60
# The database is away or all its connections are taken: it passes, so the answer says when to come again.
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth looks for this handler when somebody tries codes or passwords too often."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return HttpResponse(render_to_string("429.html", request=request), status=429, headers=headers)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, else 500; called by Django inside the exception's `except`."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=500)
