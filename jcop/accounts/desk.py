"""Django admin as the office's desk: a second factor at the door, queues on the first page."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.admin.templatetags import admin_list
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.accounts.factors import has_second_factor
from jcop.templatetags.polish import odmiana

ANSWERS = {True: ("yes", "tak"), False: ("no", "nie"), None: ("unknown", "nie wiadomo")}


def icon_of_answer(answer: bool | None) -> SafeString:  # noqa: FBT001 - Django's own signature
    """Django's picture of yes and no, which it names in Python's words for whoever does not see it."""
    picture, words = ANSWERS[answer]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{picture}.svg"), words)


admin_list._boolean_icon = icon_of_answer  # type: ignore[attr-defined]

# Whose page of the desk is made now: Django hands no request to what fills a cell.
ASKED: ContextVar[HttpRequest] = ContextVar("asked")


def link_to(row: Model, words: object = None) -> SafeString:
    """`words`, or the row's name: a link to its page for whoever may open it, for others the words alone."""
    text = format_html("{}", row if words is None else words)
    table = admin.site._registry.get(type(row))
    if table is None or not table.has_view_permission(ASKED.get(), row):
        return text
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, text)


# Django links every row that a read-only field names, whoever reads.
AdminReadonlyField.get_admin_url = lambda _, __, row: link_to(row)  # type: ignore[assignment, method-assign]


@dataclass(frozen=True)
class Queue:
    """So many cases wait under this address.

    `noun` has the three forms that `odmiana` chooses from, `rest` what follows them all.
    """

    noun: str
    rest: str
    count: int
    url: str

    @property
    def label(self) -> str:
        """What the count stands before: „rezerwacje do potwierdzenia” after 3, „rezerwacji” after 5."""
        return f"{odmiana(self.count, self.noun)} {self.rest}".rstrip()

    @property
    def is_quiet(self) -> bool:
        """Nothing waits here."""
        return not self.count


# The first page by job, not by app. What is not named here is a library's and technical.
JOBS = {
    "Zapotrzebowania i porozumienia": ["ServiceRequest", "Agreement", "CaseLetter"],
    "Korespondencja": ["MailItem", "Box", "Collector", "Message"],
    "Organizacje": ["Organization", "AccessRequest", "Letter"],
    "Rezerwacje": [
        "Booking",
        "AdviceVisit",
        "Event",
        "WantedTimes",
        "ClosureMessage",
        "Handover",
        "Bookable",
        "Resource",
    ],
    "Dla mieszkańców": [
        "HoursPeriod",
        "WorkerDuty",
        "HouseRules",
        "Announcement",
        "Document",
        "Promotion",
        "PageText",
        "Link",
    ],
    "Ustawienia": [
        "Centre",
        "Service",
        "Declaration",
        "DocumentText",
        "Defect",
        "NonWorkingDay",
        "RegisterAuthority",
        "User",
    ],
}
TECHNICAL = "Tabele techniczne"


class CentreAdminSite(admin.AdminSite):
    """Staff sign in where everybody does, and only with a second factor; the demonstration asks none."""

    site_title = "Panel pracownika JCOP"
    site_header = "Panel pracownika JCOP"
    index_title = "Co czeka"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's own
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            token = ASKED.set(request)
            try:
                response = guarded(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response
            finally:
                ASKED.reset(token)

        return update_wrapper(answer, view)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        user = request.user
        wanted = request.GET.get("next") or reverse("admin:index")
        if not user.is_authenticated:
            return redirect_to_login(wanted)
        if not user.is_staff:
            raise PermissionDenied("Panel pracownika jest dla osób, które pracują w Centrum i w urzędzie.")
        kinds = set(user.authenticator_set.values_list("type", flat=True))  # type: ignore[attr-defined]
        if not kinds:
            messages.warning(
                request,
                "Panel pracownika wymaga drugiego składnika logowania. Proszę go włączyć.",
            )
            return redirect("mfa_index")
        messages.warning(request, "Do panelu pracownika proszę podać drugi składnik logowania.")
        has_only_passkeys = Authenticator.Type.TOTP not in kinds and Authenticator.Type.WEBAUTHN in kinds
        page = "mfa_reauthenticate_webauthn" if has_only_passkeys else "mfa_reauthenticate"
        return redirect_to_login(wanted, login_url=reverse(page))

    def password_change(  # type: ignore[override]  # Django promises a page, and may be sent on to one.
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """A password is changed where everybody changes theirs."""
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        """Without Django's way from any row to its page: it asks for no right, and secrets have addresses."""
        return [route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Tables by job; those of libraries only for the superuser, at the end.

        Django asks for them on every page, for a side bar that ours has not: they are listed when a page
        shows them, or the list would take a tenth of each page's time.
        """
        if app_label is not None:
            return super().get_app_list(request, app_label)
        return SimpleLazyObject(lambda: self._tables_by_job(request))  # type: ignore[return-value]

    def _tables_by_job(self, request: HttpRequest) -> list[dict[str, Any]]:
        apps = super().get_app_list(request)
        tables = {table["object_name"]: table for app in apps for table in app["models"]}
        by_job = {job: [tables.pop(name) for name in names if name in tables] for job, names in JOBS.items()}
        if request.user.is_superuser:
            by_job[TECHNICAL] = list(tables.values())
        return [
            {
                "name": job,
                "app_label": f"job-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": found,
            }
            for number, (job, found) in enumerate(by_job.items())
            if found
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Django asks at the door and once more for the page: the second answer is the first."""
        if not hasattr(request, "may_enter_desk"):
            may = super().has_permission(request) and (settings.DEMO or has_second_factor(request))
            request.may_enter_desk = may  # type: ignore[attr-defined]
        return request.may_enter_desk  # type: ignore[attr-defined]
