"""What the HTML part of a mail makes of the words that its text part carries."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def portal_links(text: str, site_url: str) -> SafeString:
    """`text` with addresses of the portal as links, and no others: a name may read like an address."""
    pieces = re.split(rf"({re.escape(site_url)}/[^\s<>]*[^\s<>.,;:)])", text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{}">{}</a>', piece, piece) if n % 2 else piece,)
            for n, piece in enumerate(pieces)
        ),
    )
