"""A colleague is ill: all her open cases are led by another from now on, in one act."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from agreements.admin.fields import PersonField
from agreements.models import ServiceRequest
from agreements.reminders import examiners
from jcop.models import User
from jcop.templatetags.polish import odmiana

if TYPE_CHECKING:
    from jcop.admin.moves import ReadOnlyAdmin as Base
else:
    Base = object


class TakeOverForm(forms.Form):
    of = PersonField(label="Czyje sprawy", queryset=User.objects.none())
    to = PersonField(label="Kto je przejmuje", queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leading = ServiceRequest.objects.undecided().values("assigned_to")
        fields: dict[str, Any] = self.fields
        fields["of"].queryset = User.objects.filter(pk__in=leading).order_by("full_name")
        fields["to"].queryset = examiners().order_by("full_name")


class TakingOver(Base):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.take_over_view)
        return [path("przejecie/", view, name="agreements_servicerequest_take_over"), *super().get_urls()]

    def take_over_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("agreements.examine_servicerequest"):
            raise PermissionDenied
        form = TakeOverForm(request.POST or None, initial={"to": request.user.pk})
        if request.method == "POST" and form.is_valid():
            count = ServiceRequest.objects.take_over(**form.cleaned_data)
            cases = odmiana(count, "sprawa,sprawy,spraw")
            messages.success(request, f"{form.cleaned_data['to']}: przejęto {count} {cases}.")
            return redirect("admin:agreements_servicerequest_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "back": reverse("admin:agreements_servicerequest_changelist"),
            "title": "Przejęcie spraw innej osoby",
        }
        return TemplateResponse(request, "admin/agreements/take_over.html", context)
