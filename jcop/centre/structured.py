"""What search engines read of the Centre: schema.org as a block of data in the page.

The block is no script: browsers neither run it nor ask the Content-Security-Policy about it.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from jcop.models import Centre
from jcop.opening.hours import Day
from jcop.opening.schema_org import opening_hours

# As Django's json_script does: the text can end neither the block nor a comment.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


def centre_data(centre: Centre, days: Sequence[Day], url: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": centre.name,
        "alternateName": centre.short_name,
        "url": url,
        "telephone": centre.phone,
        "email": centre.email,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": centre.street,
            "postalCode": centre.postal_code,
            "addressLocality": centre.city,
            "addressCountry": "PL",
        },
        **opening_hours(days),
    }


def as_block(data: dict[str, Any]) -> SafeString:
    """JSON that may stand inside <script type="application/ld+json">."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above
