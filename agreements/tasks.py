"""Jobs of the agreements app. They load by id and hand over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from procrastinate.contrib.django import app

from agreements import importing, notifications, pdf, recounting, reminders  # noqa: F401 - mails are known by import.
from agreements.models import (
    Agreement,
    CaseLetter,
    ChangeDraft,
    Declaration,
    DocumentText,
    IssuedDocument,
    RegisterPrint,
    RequestVersion,
    ServiceRequest,
    Spreadsheet,
)
from agreements.upkeep import forget_collectors, forget_promotions, sweep_attachments  # noqa: F401 - a job is known once it is imported.
from jcop.files import papers
from jcop.tasks import UNTIL_DELIVERED


# A set takes half a second; a code for signing in must not wait behind a row of them.
@app.task(name="prepare_set", queue="documents", priority=-10, retry=UNTIL_DELIVERED)
def prepare_set(version_id: int) -> None:
    version = RequestVersion.objects.select_related("request").get(pk=version_id)
    said = pdf.usable(DocumentText.objects.in_use())
    content = pdf.set_pdf(version, said)
    whole = IssuedDocument.of_version(version, text_version=pdf.text_version(said), content=content)
    for part in pdf.PARTS:
        IssuedDocument.of_part(whole, kind=part, content=pdf.part_pdf(version, part, said))


@app.task(name="prepare_letter", queue="documents", retry=UNTIL_DELIVERED)
def prepare_letter(letter_id: int) -> None:
    letter = CaseLetter.objects.select_related("request__organization").get(pk=letter_id)
    content = pdf.letter_pdf(letter)
    IssuedDocument.of_letter(letter, text_version=pdf.TEXT_VERSION, content=content)


@app.task(name="prepare_change_set", queue="documents", priority=-10, retry=UNTIL_DELIVERED)
def prepare_change_set(draft_id: int) -> None:
    draft = ChangeDraft.objects.get(pk=draft_id)
    said = pdf.usable(DocumentText.objects.in_use())
    content = pdf.change_set_pdf(draft, said)
    IssuedDocument.of_draft(draft, text_version=pdf.text_version(said, [draft.kind]), content=content)


@app.task(name="print_sample", queue="documents", retry=UNTIL_DELIVERED)
def print_sample(text_id: int) -> None:
    for text in DocumentText.objects.filter(pk=text_id):
        declared = Declaration.objects.current().values("text", "version")
        papers.keep(pdf.sample_html(text.kind, text.body, declared))


@app.task(name="print_register", queue="documents", retry=UNTIL_DELIVERED)
def print_register(print_id: int) -> None:
    for asked in RegisterPrint.objects.filter(pk=print_id, content=None):
        rows, gaps = Agreement.objects.register_of(asked.year), Agreement.objects.gaps(asked.year)
        asked.content = pdf.register_pdf(asked.year, rows, gaps, timezone.localdate())
        asked.save(update_fields=["content"])


# Some ten seconds for 500 rows: behind everything that somebody waits for.
@app.task(name="check_spreadsheet", queue="documents", priority=-20, retry=UNTIL_DELIVERED)
def check_spreadsheet(sheet_id: int) -> None:
    for sheet in Spreadsheet.objects.select_related("sent_by").filter(pk=sheet_id, step="checking"):
        with _problem_noted(sheet):
            importing.check(sheet)


@app.task(name="store_spreadsheet", queue="documents", priority=-20, retry=UNTIL_DELIVERED)
def store_spreadsheet(sheet_id: int) -> None:
    for sheet in Spreadsheet.objects.select_related("stored_by").filter(pk=sheet_id, step="storing"):
        with _problem_noted(sheet):
            importing.store(sheet)


@contextmanager
def _problem_noted(sheet: Spreadsheet) -> Iterator[None]:
    """Whoever waits reads that it did not work and is tried again."""
    try:
        yield
    except Exception:
        sheet.note_problem("Nie udało się; portal spróbuje jeszcze raz. Niczego nie zapisano.")
        raise


@app.periodic(cron="3 * * * *", periodic_id="remind")
@app.task(name="remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    reminders.remind(timezone.now())


@app.periodic(cron="41 2 * * *", periodic_id="forget_drafts")
@app.task(name="forget_drafts", queueing_lock="forget_drafts")
def forget_drafts(timestamp: int) -> None:
    ServiceRequest.objects.expired(timezone.localdate()).forget()


@app.task(name="recount_deadlines")
def recount_deadlines() -> None:
    recounting.recount()
