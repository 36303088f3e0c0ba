"""The field for a formatted text: an editor where scripts run, a text with a few signs where none do."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.http import HttpRequest, JsonResponse
from django.utils.datastructures import MultiValueDict
from django.utils.html import strip_tags
from django.views.decorators.http import require_POST

from jcop import richtext
from jcop.typed.personal import refuse_pesel

# More than any notice; a word processor's own marks are most of what is pasted.
LONGEST_SENT, LONGEST = 400_000, 60_000
TOO_LONG = (
    "Tekst jest za długi: może mieć około 20 stron. Dłuższy proszę dołączyć jako dokument, a tu napisać,"
    " o czym jest."
)
SIGNS = (
    "Zwykły tekst wystarczy: pusty wiersz zaczyna nowy akapit. Wiersz od „# ” to nagłówek, od „- ” punkt"
    " listy, od „1. ” punkt numerowany. **Tak** wyróżnia się słowa, [tak](https://adres) wstawia odnośnik."
)


class RichText(forms.Textarea):
    """What it sends is HTML from the editor, or a text with signs; what it gives is clean HTML."""

    template_name = "admin/rich_text.html"

    class Media:
        js = (Script("vendor/squire/squire.js", defer=True), Script("js/editor.js", defer=True))

    def format_value(self, value: Any) -> str:
        return str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        html = self.format_value(value)
        # What was refused for its length comes back cut, not cleaned for seconds.
        html = richtext.cleaned(html[:LONGEST_SENT])
        context["widget"] |= {"html": html, "markup": richtext.as_markup(html), "signs": SIGNS}
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> str:
        sent = str(data.get(name, ""))
        if len(sent) > LONGEST_SENT:
            return sent
        is_html = data.get(f"{name}-format") == "html"
        return richtext.cleaned(sent) if is_html else richtext.from_markup(sent)


class RichTextField(forms.CharField):
    """A formatted text; its value is HTML that may be stored."""

    widget = RichText
    default_validators = [refuse_pesel]

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "Proszę wpisać treść."})
        super().__init__(strip=False, **options)

    @staticmethod
    def in_words(value: str) -> str:
        return strip_tags(value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST:
            raise ValidationError(TOO_LONG, code="max_length")


@require_POST
def clean_pasted(request: HttpRequest) -> JsonResponse:
    """What the editor inserts of something pasted: the same judge as when it is stored."""
    sent = request.POST.get("html", "")
    if len(sent) > LONGEST_SENT:
        return JsonResponse({"error": TOO_LONG}, status=400)
    return JsonResponse({"html": richtext.cleaned(sent)})
