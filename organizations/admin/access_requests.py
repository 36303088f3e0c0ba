from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from organizations.models import AccessRequest


class OfficeFilter(ChoiceFilter):
    """Without a choice the list is what the office has to answer."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("wszystkie", "wszystkie prośby")]

    def choices(self, changelist: Any) -> Any:
        default, *others = super().choices(changelist)
        return [{**default, "display": "dla Referatu"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
        if self.value() == "wszystkie":
            return queryset
        return queryset & AccessRequest.objects.awaiting_office(timezone.now())


@admin.register(AccessRequest)
class AccessRequestAdmin(ReadOnlyAdmin):
    list_display = ["organization", "person", "role", "asked_at", "state"]
    list_filter = [OfficeFilter]
    list_select_related = ["organization", "user"]
    fields = ["organization", "person", "role", "asked_at", "state", "answered_at"]
    moves = [
        Move(
            AccessRequest.appoint,
            "Wyznacz na opiekuna konta",
            "change_accessrequest",
            AccessRequest.State.GRANTED,
            takes_user=True,
        ),
        Move(
            AccessRequest.grant,
            "Przyjmij jako użytkownika konta",
            "change_accessrequest",
            AccessRequest.State.GRANTED,
            takes_user=True,
        ),
        Move(
            AccessRequest.decline,
            "Odrzuć",
            "change_accessrequest",
            AccessRequest.State.DECLINED,
            takes_user=True,
        ),
    ]

    @admin.display(description="kim jest w organizacji")
    def role(self, asked: AccessRequest) -> str:
        """The label of the field asks the person; the office reads the answer."""
        return asked.message

    @admin.display(description="osoba")
    def person(self, asked: AccessRequest) -> str:
        return f"{asked.user} ({asked.user.email})"
