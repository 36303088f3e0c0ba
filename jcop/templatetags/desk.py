"""What Django admin's lists lack on a telephone."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, str]]) -> list[SafeString]:
    """The cells of one row, as Django made them, each with the name of its column in `data-label`."""
    return [_labelled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=True)]


def _labelled(cell: str, name: str) -> SafeString:
    if "<" in name:  # The box that chooses a row has another box for its heading.
        return mark_safe(cell)  # noqa: S308 - Django's own HTML
    label = f' data-label="{escape(capfirst(name))}"'
    tag = cell[:3]
    return mark_safe(f"{tag}{label}{cell[3:]}")  # noqa: S308 - Django's own HTML, and an escaped name
