"""Jobs that put the app's own house in order."""

from django.utils import timezone
from procrastinate.contrib.django import app

from agreements import pdf, sweeping
from agreements.models import Declaration, DocumentText, MailItem, Promotion, Service
from jcop.files.papers import cache
from jcop.files.pdf import size_key
from jcop.models.pages import PageChange


@app.periodic(cron="37 3 * * *", periodic_id="sweep_attachments")
@app.task(name="sweep_attachments", queueing_lock="sweep_attachments")
def sweep_attachments(timestamp: int) -> None:
    """Files that no row has named for a month belong to nobody: a crash left them."""
    sweeping.sweep(timezone.now())


@app.periodic(cron="43 3 * * *", periodic_id="print_blanks")
@app.task(name="print_blanks", queue="documents", priority=-20, queueing_lock="print_blanks")
def print_blanks(timestamp: int) -> None:
    """The blank forms as they read today; the page of documents tells their size."""
    said = pdf.usable(DocumentText.objects.in_use())
    services, declared = Service.objects.offered(), Declaration.objects.current().values("text", "version")
    sizes = {size_key(kind): len(pdf.blank_pdf(kind, services, declared, said)) for kind in pdf.BLANKS}
    cache.set_many(sizes, timeout=None)
    PageChange.objects.create()


@app.periodic(cron="47 3 * * *", periodic_id="forget_collectors")
@app.task(name="forget_collectors", queueing_lock="forget_collectors")
def forget_collectors(timestamp: int) -> None:
    """Names of those who collected mail are kept for a year."""
    MailItem.objects.forget_names(timezone.localdate())


@app.periodic(cron="53 3 * * *", periodic_id="forget_promotions")
@app.task(name="forget_promotions", queueing_lock="forget_promotions")
def forget_promotions(timestamp: int) -> None:
    """Announcements of organisations are free text: a year after their end nothing of them is kept."""
    Promotion.objects.to_forget(timezone.localdate()).delete()
