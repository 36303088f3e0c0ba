"""What organisations were told of closures, and who has to be called because no address is known."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bookings.models import ClosureMessage
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.typed.personal import refuse_pesel


class CalledForm(forms.Form):
    note = forms.CharField(
        label="Notatka z rozmowy",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_pesel],
        help_text="Bez imion i nazwisk, na przykład: przyjmują proponowany termin.",
    )


class CallFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("zadzwon", "zadzwoń")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset & ClosureMessage.objects.to_call() if self.value() == "zadzwon" else queryset


@admin.register(ClosureMessage)
class ClosureMessageAdmin(ReadOnlyAdmin):
    list_display = ["organization", "phone", "told", "state", "decided_at"]
    list_filter = [CallFilter, "state"]
    list_select_related = ["organization", "closure"]
    search_fields = ["organization__name"]
    fields = [
        "organization",
        "phone",
        "told",
        "reason",
        "said",
        "state",
        "sent_at",
        "called_at",
        "called_by",
        "note",
        "decided_at",
        "decided_by",
    ]
    moves = [
        Move(
            ClosureMessage.mark_called,
            "Przekazano telefonicznie",
            "call_closuremessage",
            ClosureMessage.State.CALLED,
            CalledForm,
            takes_user=True,
        )
    ]

    @admin.display(description="telefon")
    def phone(self, message: ClosureMessage) -> str:
        return message.organization.phone or "brak: zostaje adres pocztowy"

    @admin.display(description="co się zmieniło")
    def told(self, message: ClosureMessage) -> str:
        return message.closure.told

    @admin.display(description="powód")
    def reason(self, message: ClosureMessage) -> str:
        return message.closure.reason

    @admin.display(description="rezerwacje")
    def said(self, message: ClosureMessage) -> SafeString:
        rows = [(line.sentence,) for line in message.lines]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows))

    @admin.display(description="zdecydowano", ordering="closure__decided_at")
    def decided_at(self, message: ClosureMessage) -> str:
        return f"{timezone.localtime(message.closure.decided_at):%d.%m.%Y %H:%M}"

    @admin.display(description="zdecydował(a)")
    def decided_by(self, message: ClosureMessage) -> str:
        return str(message.closure.decided_by)
