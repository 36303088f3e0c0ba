"""Jobs of the agreements app, and who writes its mails. They load by id and hand over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from procrastinate.contrib.django import app

from agreements import importing, notifications, pdf, recounting, reminders
from agreements.mail_kinds import Mail
from agreements.models import (
    Agreement,
    CaseLetter,
    ChangeDraft,
    ChangeRequest,
    Declaration,
    DocumentText,
    IssuedDocument,
    RegisterPrint,
    RequestVersion,
    ServiceRequest,
    Spreadsheet,
)
from agreements.upkeep import forget_collectors, forget_promotions, sweep_attachments  # noqa: F401 - a job is known once it is imported.
from jcop import papers
from jcop.mail_kinds import sends
from jcop.models import Message
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


@sends(
    Mail.REQUEST_SUBMITTED,
    Mail.CORRECTION_RECEIVED,
    Mail.SET_RECEIVED,
    Mail.TERM_BEGUN,
    Mail.TERM_MOVED,
    Mail.REQUEST_ACCEPTED,
    Mail.NEW_SET_AWAITED,
    Mail.LETTER_ISSUED,
    Mail.MESSAGE_SENT,
    Mail.CORRECTION_ENDS,
    Mail.TERM_PASSED,
    Mail.WITHDRAWAL_NOTED,
    Mail.REQUEST_MENDED,
    Mail.REQUEST_MISTAKEN,
    receipts={Mail.REQUEST_SUBMITTED, Mail.CORRECTION_RECEIVED, Mail.SET_RECEIVED},
)
@sends(Mail.LAST_DAY, Mail.OVERDUE, Mail.REQUEST_WITHDRAWN, is_personal=True)
def case_mail(message: Message) -> Message.State:
    return notifications.case_mail(message, message.subject)


@sends(
    Mail.AGREEMENT_CONCLUDED,
    Mail.AGREEMENT_TERMINATED,
    Mail.AGREEMENT_GOES_ON,
    Mail.AGREEMENT_ANNULLED,
    Mail.AGREEMENT_AMENDED,
    Mail.AGREEMENT_ENDS,
)
def agreement_mail(message: Message) -> Message.State:
    return notifications.agreement_mail(message, message.subject)


@sends(Mail.CHANGE_DRAFTED, Mail.CHANGE_WITHDRAWN)
def change_mail(message: Message) -> Message.State:
    for draft in ChangeDraft.objects.filter(pk__in=message.parts):
        return notifications.change_mail(message, draft)
    return message.State.WITHDRAWN


@sends(Mail.CHANGE_ASKED, Mail.CHANGE_DECLINED, Mail.CHANGE_RECALLED)
def asking_mail(message: Message) -> Message.State:
    for asked in ChangeRequest.objects.filter(pk__in=message.parts):
        return notifications.asking_mail(message, asked)
    return message.State.WITHDRAWN


@sends(Mail.BOX_LENT)
def box_mail(message: Message) -> Message.State:
    return notifications.box_lent(message, message.subject)


@sends(Mail.MAIL_ARRIVED)
def post_mail(message: Message) -> Message.State:
    return notifications.mail_arrived(message, message.subject)


@sends(Mail.MAIL_MISTAKEN)
def mistaken_mail(message: Message) -> Message.State:
    return notifications.mail_mistaken(message, message.subject)


@sends(
    Mail.PROMOTION_APPROVED,
    Mail.PROMOTION_RETURNED,
    Mail.PROMOTION_TAKEN_DOWN,
    optional={Mail.PROMOTION_APPROVED},
    receipts={Mail.PROMOTION_APPROVED},
)
def promotion_mail(message: Message) -> Message.State:
    return notifications.promotion_decided(message, message.subject)


@sends(Mail.DIGEST, is_personal=True)
def digest_mail(message: Message) -> Message.State:
    return notifications.digest(message, reminders.waiting(timezone.localdate()))


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
