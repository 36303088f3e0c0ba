"""Letters as HTML for a PDF, to be sent in an envelope with a window."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from jcop.models import Centre

if TYPE_CHECKING:
    from organizations.models import Letter


def letter_html(letter: "Letter") -> str:
    """One page or two."""
    context = {"letter": letter, "organization": letter.organization, "centre": Centre.objects.get()}
    return render_to_string("organizations/print/letter.html", context)
