"""Letters as PDFs, for an envelope with a window. All wording lives in templates/organizations/print/."""

from typing import TYPE_CHECKING

from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from organizations.models import Letter


def letter_pdf(letter: "Letter") -> bytes:
    """One page or two: rendered when the office opens it, 0.2 s."""
    context = {"letter": letter, "organization": letter.organization, "centre": Centre.objects.get()}
    return pdf.render("organizations/print/letter.html", context)
