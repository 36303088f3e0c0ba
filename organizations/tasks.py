"""Jobs of the organizations app."""

from procrastinate.contrib.django import app

from jcop.files import papers
from jcop.tasks import UNTIL_DELIVERED
from organizations import notifications, pdf  # noqa: F401 - mails are known by import.
from organizations.models import Letter


@app.task(name="print_letter", queue="documents", retry=UNTIL_DELIVERED)
def print_letter(letter_id: int) -> None:
    for letter in Letter.objects.select_related("organization").filter(pk=letter_id):
        papers.keep(pdf.letter_html(letter))
