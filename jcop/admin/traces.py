"""What happened to accounts, for the superuser to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from jcop.admin.office import OfficeAdmin
from jcop.models import Trace

# Words that triggers and allauth write, as people read them; names of groups stand as they are.
DETAILS = {
    "password": "hasło",
    "code": "kod z wiadomości e-mail",
    "mfa": "drugi składnik",
    "totp": "aplikacja z kodami",
    "webauthn": "klucz dostępu",
    "recovery_codes": "kody zapasowe",
    "stored_anew": "to samo hasło, zapisane mocniejszym sposobem",
    "is_staff": "pracownik urzędu",
    "is_superuser": "administrator",
    "is_active": "konto czynne",
    "keeper": "opiekun konta organizacji",
    "user": "użytkownik konta",
    "email": "e-mail organizacji",
    "phone": "telefon organizacji",
    "public_email": "e-mail dla mieszkańców",
    "public_phone": "telefon dla mieszkańców",
}


@admin.register(Trace)
class TraceAdmin(OfficeAdmin):
    """A list to look through by what happened or by the number of an account; nothing is entered by hand."""

    list_display = ["moment", "kind", "account", "organization", "concerns", "by", "reason"]
    list_filter = ["kind"]
    list_per_page = 25  # Cards on a telephone: the filter stands below them.
    search_fields = ["=account", "=by", "=organization"]
    search_help_text = "Numer konta albo organizacji (stoi w adresie strony konta albo organizacji w panelu)."
    fields = ("moment", "kind", "account", "organization", "concerns", "by", "reason")
    readonly_fields = fields

    @admin.display(description="kiedy", ordering="at")
    def moment(self, trace: Trace) -> str:
        """To the second: of several in one minute the order tells what led to what."""
        return f"{timezone.localtime(trace.at):%d.%m.%Y %H:%M:%S}"

    @admin.display(description="czego dotyczy")
    def concerns(self, trace: Trace) -> str:
        words = trace.detail.split() if trace.kind == Trace.Kind.SIGNED_IN else [trace.detail]
        return ", ".join(DETAILS.get(word, word) for word in words) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
