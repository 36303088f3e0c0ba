"""What pages of every app tell about the Centre."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.centre.structured import as_block, centre_data
from jcop.models import Centre, PageText
from jcop.opening.hours import Day

register = template.Library()
CALL = re.compile(r"(?:zadzwonić|telefon) do (Centrum|Referatu)")


@register.simple_tag(takes_context=True)
def centre_for_machines(context: template.Context, days: Sequence[Day]) -> SafeString:
    """The Centre and its hours as schema.org data, for one block in the page."""
    url = context["request"].build_absolute_uri("/")
    return as_block(centre_data(context["centre"], days, url))


@register.simple_tag(takes_context=True)
def office_text(context: template.Context) -> PageText | None:
    """What the office adds to this page, if it is one that takes such words."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.view_name not in PageText.Page.values:
        return None
    return PageText.objects.filter(page=match.view_name).first()


@register.filter
def z_telefonem(sentence: object) -> str:
    """A sentence that says to call the Centre or the Referat, with the number that it leaves out."""
    words = str(sentence)
    if not (called := CALL.search(words)) or any(sign.isdigit() for sign in words[called.start() :]):
        return words
    centre = Centre.objects.get()
    phone = centre.unit_phone if called[1] == "Referatu" else centre.phone
    return f"{words[: called.end()]} ({phone}){words[called.end() :]}"


@register.simple_block_tag
def page_title(content: SafeString) -> SafeString:
    """The title of a page for browsers, and the same for whoever shares its address (Open Graph)."""
    title = SafeString(" ".join(content.split()))
    return format_html('<title>{} – JCOP</title>\n    <meta property="og:title" content="{}">', title, title)
