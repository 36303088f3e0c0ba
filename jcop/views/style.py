"""The page that shows every part of the design in every state. For staff; its examples are plain values."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.forms import refuse_distant
from jcop.opening.hours import WARSAW, Day, Now, Span

# Tokens of site.css that have a meaning of their own: name, and what it is for.
COLOURS = {
    "ground": "tło strony",
    "surface": "karty, pola, tabele",
    "ink": "tekst",
    "ink-soft": "tekst drugorzędny",
    "line": "linie podziału",
    "line-strong": "obramowania pól",
    "brand": "przyciski, znak",
    "brand-tint": "wyróżnione części",
    "brand-deep": "nagłówek i stopka",
    "link": "odnośniki",
    "focus": "obrys fokusu",
    "good": "pomyślne",
    "wait": "czeka",
    "bad": "błąd, odmowa",
    "info": "informacja",
    "off": "nieczynne, minione",
}
SIZES = {"state": "Otwarte", "h1": "Tytuł", "h2": "Dział", "h3": "Część", "lead": "Wstęp", "text": "Tekst"}
BADGES = {"good": "przyjęte", "wait": "czeka", "bad": "odmowa", "info": "złożone", "off": "wersja robocza"}
MESSAGES = {
    "success": "Rezerwacja jest potwierdzona.",
    "info": "Komplet dokumentów powstaje; zwykle trwa to kilka sekund.",
    "warning": "Organizacja jest zawieszona.",
    "error": "Ten termin jest już zajęty.",
}


class ExampleForm(forms.Form):
    """One field of every kind that the portal has."""

    # The summary of its errors does not take the focus, which would scroll past everything above.
    is_example = True

    words = forms.CharField(label="Nazwa", help_text="Pełna nazwa z rejestru.")
    number = forms.IntegerField(label="Liczba osób", min_value=1)
    day = forms.DateField(
        label="Dzień", widget=forms.DateInput(attrs={"type": "date"}), validators=[refuse_distant]
    )
    kind = forms.ChoiceField(label="Cel", choices=[("", "Wybierz"), ("spotkanie", "spotkanie")])
    text = forms.CharField(label="Uwagi", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="Statut", required=False, help_text="PDF, JPEG lub PNG, najwyżej 10 MB.")
    manner = forms.ChoiceField(
        label="Odbiór pisma",
        choices=[("portal", "w portalu"), ("urzad", "w urzędzie")],
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label="Świadczenia",
        choices=[("sala", "sala"), ("sprzet", "sprzęt")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agrees = forms.BooleanField(label="Oświadczam, że dane są prawdziwe.")
    fixed = forms.CharField(label="Numer sprawy", disabled=True, initial="12/2026", required=False)


def _week(today: datetime) -> list[Day]:
    """A week with a day of each sort: usual, divided, closed, unknown."""
    monday = (today - timedelta(days=today.weekday())).date()
    early, late = Span(time(7, 30), time(12)), Span(time(13), time(18))
    sorts = [
        {"spans": (late,)},
        {"spans": (early, late)},
        {"spans": (early,)},
        {"reason": "Boże Narodzenie (pierwszy dzień)"},
        {"is_known": False},
        {},
        {},
    ]
    return [Day(monday + timedelta(days=number), **sort) for number, sort in enumerate(sorts)]  # type: ignore[arg-type]


def _page() -> Page[int]:
    return Paginator(range(50), 10).page(3)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    today = timezone.localtime()
    closing = datetime.combine(today.date(), time(15, 30), WARSAW)
    context = {
        "colours": COLOURS,
        "sizes": SIZES,
        "badges": BADGES,
        "examples": MESSAGES,
        "today": today.date(),
        "plates": [
            Now("open", closing),
            Now("closed", closing),
            Now("closed", closing + timedelta(days=2), "awaria ogrzewania"),
            Now("unknown", None),
        ],
        "week": _week(today),
        "page": _page(),
        "blank": ExampleForm(auto_id="blank_%s"),
        "wrong": ExampleForm({"words": "", "number": "0", "day": "", "kind": "bal"}, auto_id="wrong_%s"),
    }
    return render(request, "jcop/style.html", context)
