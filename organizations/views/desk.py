"""An organisation's own desk and its data."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, keeper_required, member_required
from organizations.forms import DetailsForm, PublicForm, RepresentativeForm
from organizations.models import Organization, Representative


@require_safe
@member_required
def desk(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    ending = organization.representatives.mandate_ending(timezone.localdate())
    context = {"organization": organization, "mandates_ending": ending}
    return render(request, "organizations/desk.html", context)


@require_safe
@member_required
def details(request: MemberRequest) -> HttpResponse:
    context = {
        "organization": request.organization,
        "membership": request.membership,
        "representatives": request.organization.representatives.all(),
    }
    return render(request, "organizations/details.html", context)


@require_http_methods(["GET", "POST"])
@keeper_required
def edit_details(request: MemberRequest) -> HttpResponse:
    return _edit(request, DetailsForm, "Zmiana danych organizacji")


@require_http_methods(["GET", "POST"])
@keeper_required
def edit_public(request: MemberRequest) -> HttpResponse:
    return _edit(request, PublicForm, "Dane do publikacji")


@transaction.atomic
def _edit(
    request: MemberRequest, form_class: type[DetailsForm] | type[PublicForm], title: str
) -> HttpResponse:
    organization = _held(request)
    form = form_class(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            form.save()
        if form.is_valid():
            messages.success(request, "Zmiany są zapisane.")
            return redirect("organizations:details", organization.key)
    context = {"organization": organization, "form": form, "heading": title}
    return render(request, "organizations/edit.html", context)


def _held(request: MemberRequest) -> Organization:
    """The organisation: whoever saves reads it anew and holds it, so that nobody's change falls between."""
    if request.method == "POST":
        return Organization.objects.locked(request.organization.pk)
    return request.organization


@require_http_methods(["GET", "POST"])
@keeper_required
def add_representative(request: MemberRequest) -> HttpResponse:
    position = request.organization.representatives.count() + 1
    new = Representative(organization=request.organization, position=position)
    return _edit_representative(request, new, "Nowa osoba uprawniona do reprezentowania")


@require_http_methods(["GET", "POST"])
@keeper_required
@transaction.atomic
def edit_representative(request: MemberRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_held(request).representatives, pk=pk)
    return _edit_representative(request, person, "Osoba uprawniona do reprezentowania")


def _edit_representative(request: MemberRequest, person: Representative, title: str) -> HttpResponse:
    form = RepresentativeForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Zmiany są zapisane.")
        return redirect("organizations:details", request.organization.key)
    context = {"organization": request.organization, "form": form, "heading": title}
    return render(request, "organizations/edit.html", context)


@require_POST
@keeper_required
def remove_representative(request: MemberRequest, pk: int) -> HttpResponse:
    get_object_or_404(request.organization.representatives, pk=pk).delete()
    messages.success(request, "Osoba jest usunięta.")
    return redirect("organizations:details", request.organization.key)
