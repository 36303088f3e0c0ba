"""Jobs of the agreements app. Entry points only: they load by id and hand over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from procrastinate.contrib.django import app

from agreements import importing, notifications, pdf, reminders
from agreements.models import (
    Agreement,
    CaseLetter,
    ChangeDraft,
    DocumentText,
    IssuedDocument,
    MailItem,
    Notice,
    Promotion,
    RegisterPrint,
    RequestVersion,
    ServiceRequest,
    Spreadsheet,
)
from agreements.upkeep import forget_collectors, forget_promotions, sweep_attachments  # noqa: F401 - a job is known once it is imported.
from jcop import papers
from jcop.calendars import office_day_off
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
        papers.keep(pdf.sample_html(text.kind, text.body))


@app.task(name="print_register", queue="documents", retry=UNTIL_DELIVERED)
def print_register(print_id: int) -> None:
    for asked in RegisterPrint.objects.filter(pk=print_id, content=None):
        rows = Agreement.objects.numbered_in(asked.year).order_by("signed_on", "pk")
        rows = rows.select_related("organization", "request").prefetch_related("grants__service")
        gaps = Agreement.objects.gaps(asked.year)
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


@app.task(name="send_notice", queue="mail", retry=UNTIL_DELIVERED)
def send_notice(notice_id: int) -> None:
    """Send what was asked for, unless its case is gone or it was sent before the worker died."""
    rows = Notice.objects.select_related("clerk", "request__organization", "request__prepared_by")
    for notice in rows.filter(pk=notice_id, sent_at=None):
        try:
            _send(notice)
        except Exception as error:
            notice.note_problem(f"{type(error).__name__}: {error}")
            raise
        notice.note_sent()


def _send(notice: Notice) -> None:
    if notice.event == "digest":
        notifications.digest(notice, reminders.waiting(timezone.localdate()))
        return
    if notice.event == "mail_arrived":
        item = MailItem.objects.select_related("organization", "box").get(pk=notice.subject or 0)
        notifications.mail_arrived(notice, item)
        return
    if notice.event == "change_drafted":
        drafts = ChangeDraft.objects.select_related("agreement__organization")
        notifications.change_drafted(notice, drafts.get(pk=notice.subject or 0))
        return
    agreement = None
    if notice.event.startswith("agreement_"):
        assert notice.subject is not None
        agreement = Agreement.objects.select_related("organization", "request").get(pk=notice.subject)
    notifications.case_notice(notice, agreement)


@app.task(name="promotion_decided", queue="mail", retry=UNTIL_DELIVERED)
def promotion_decided(promotion_id: int) -> None:
    """As it stands when the mail leaves; one that is gone or waits again has nothing to tell."""
    rows = Promotion.objects.select_related("organization", "sent_by")
    for promotion in rows.filter(pk=promotion_id, decided_at__isnull=False):
        notifications.promotion_decided(promotion)


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
    for _ in ServiceRequest.objects.recount(office_day_off()):
        pass
