"""How the register of agreements is narrowed: what waits, by year, by service, by state."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import Agreement, Service
from jcop.admin.office import ChoiceFilter


class SignatureFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("podpis", "do podpisu przez Miasto"),
            ("nieodebrane", "nieodebrane od tygodnia"),
            ("obowiazujace", "obowiązujące dzisiaj"),
            ("koncza", "kończą się w ciągu 30 dni"),
            ("wygasle", "skończyły się w ostatnim tygodniu"),
            ("zmiany", "aneksy i przedłużenia do podpisu"),
            ("zgloszenia", "ze zgłoszeniem organizacji"),
            ("bez-skrzynki", "bez użyczonej skrzynki"),
            ("pozniej", "zawarte, jeszcze nie obowiązują"),
            ("rejestr", "rejestr: wszystkie z numerem"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        rows, today = Agreement.objects, timezone.localdate()
        asked = {
            "podpis": rows.awaiting_signature,
            "nieodebrane": lambda: rows.uncollected(today),
            "obowiazujace": lambda: rows.in_force(today),
            "koncza": lambda: rows.ending(today),
            "wygasle": lambda: rows.expired(today),
            "zmiany": rows.to_change,
            "zgloszenia": rows.asking,
            "bez-skrzynki": lambda: rows.without_box(today),
            "pozniej": lambda: rows.begun_later(today),
            "rejestr": rows.registered,
        }.get(self.value() or "")
        return queryset.filter(pk__in=asked().values("pk")) if asked else queryset


class YearFilter(ChoiceFilter):
    title = "rok"
    parameter_name = "rok"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Agreement.objects.registered().dates("signed_on", "year", order="DESC")
        return [(str(day.year), f"{day.year} r.") for day in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        year = self.value() or ""
        return queryset.filter(signed_on__year=int(year)) if year.isdecimal() and len(year) == 4 else queryset


class ServiceFilter(ChoiceFilter):
    title = "świadczenie"
    parameter_name = "swiadczenie"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(service.code, service.name) for service in Service.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        if not self.value():
            return queryset
        granting = Agreement.objects.filter(grants__service__code=self.value())
        return queryset.filter(pk__in=granting.values("pk"))


FILTERS: list[Any] = [SignatureFilter, YearFilter, ServiceFilter, "state"]
