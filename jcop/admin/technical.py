"""Tables of libraries, in Polish and without what nobody may see.

Imported once every library has registered its own. Sessions and second factors are left out: they belong to
their owners, a factor's row holds its secret, and a lost one is taken off the account with a reason.
"""

import json
from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from procrastinate import utils
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from jcop.admin.office import ChoiceFilter, OfficeAdmin

STATES = {
    "todo": "czeka",
    "doing": "w toku",
    "succeeded": "zrobione",
    "failed": "nieudane",
    "cancelled": "odwołane",
    "aborting": "przerywane",
    "aborted": "przerwane",
}
ACTS = {"add": "dodawanie", "change": "zmienianie", "delete": "usuwanie", "view": "wgląd"}


class StateFilter(ChoiceFilter):
    title = "stan"
    parameter_name = "stan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class JobAdmin(OfficeAdmin):
    """What is done in the background: mails, documents. Nothing is entered by hand."""

    list_display = ["number", "task_name_", "state", "tries", "due"]
    list_display_links = ["number", "task_name_"]
    list_filter = [StateFilter]
    fields = ("number", "task_name_", "state", "tries", "due", "arguments")
    readonly_fields = fields
    actions = ["retry"]
    ordering = ["-id"]

    @admin.display(description="numer", ordering="id")
    def number(self, job: ProcrastinateJob) -> str:
        return str(job.pk)

    @admin.display(description="zadanie", ordering="task_name")
    def task_name_(self, job: ProcrastinateJob) -> str:
        return job.task_name

    @admin.display(description="stan", ordering="status")
    def state(self, job: ProcrastinateJob) -> str:
        return STATES[job.status]

    @admin.display(description="prób", ordering="attempts")
    def tries(self, job: ProcrastinateJob) -> int:
        return job.attempts

    @admin.display(description="nie wcześniej niż", ordering="scheduled_at")
    def due(self, job: ProcrastinateJob) -> Any:
        return job.scheduled_at

    @admin.display(description="czego dotyczy")
    def arguments(self, job: ProcrastinateJob) -> str:
        return json.dumps(job.args, ensure_ascii=False)

    @admin.action(description="Ponów nieudane")
    def retry(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        failed = queryset.filter(status=Status.FAILED.value)
        for job in failed:
            app.job_manager.retry_job_by_id(job.pk, utils.utcnow(), job.priority, job.queue_name, job.lock)
        self.message_user(request, "Nieudane zadania zostaną wykonane jeszcze raz.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PermissionsField(forms.ModelMultipleChoiceField):
    """Django stores „Can add …” in the database; the office reads the table and the act."""

    def label_from_instance(self, permission: Permission) -> str:
        model = permission.content_type.model_class()
        table = str(model._meta.verbose_name_plural if model else permission.content_type.model)
        act = ACTS.get(permission.codename.partition("_")[0])
        is_djangos = permission.name.startswith("Can ")
        return f"{table}: {act if act and is_djangos else permission.name}"


def _of_the_office() -> QuerySet[Permission]:
    """Permissions of the tables that this desk shows; those of libraries' own tables open nothing here."""
    rows = Permission.objects.select_related("content_type").order_by("content_type__app_label", "codename")
    shown = Q()
    for model in admin.site._registry:
        shown |= Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    return rows.filter(shown)


class GroupForm(forms.ModelForm):
    permissions = PermissionsField(
        Permission.objects.none(),
        label="Uprawnienia",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Group
        fields = ["name", "permissions"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "permissions" in self.fields:
            self.fields["permissions"].queryset = _of_the_office()  # type: ignore[attr-defined]


class GroupAdmin(OfficeAdmin):
    form = GroupForm
    search_fields = ["name"]
    ordering = ["name"]


class AddressAdmin(OfficeAdmin, EmailAddressAdmin):
    """Addresses of accounts as allauth shows them, under the rules of every form of the desk."""


for model, own in {ProcrastinateJob: JobAdmin, Group: GroupAdmin, EmailAddress: AddressAdmin}.items():
    admin.site.unregister(model)
    admin.site.register(model, own)
admin.site.unregister([UserSession, Authenticator])
