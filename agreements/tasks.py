"""Jobs of the agreements app. Entry points only: they load by id and hand over."""

from procrastinate.contrib.django import app

from agreements import notifications, pdf
from agreements.models import Agreement, IssuedDocument, ServiceRequest
from agreements.upkeep import sweep_attachments  # noqa: F401 - a job is known once it is imported.
from jcop.tasks import UNTIL_DELIVERED


# A set takes half a second; a code for signing in must not wait behind a row of them.
@app.task(name="prepare_set", queue="documents", priority=-10, retry=UNTIL_DELIVERED)
def prepare_set(request_id: int) -> None:
    request = ServiceRequest.objects.select_related("organization").get(pk=request_id)
    IssuedDocument.issue(
        request=request,
        kind=IssuedDocument.Kind.SET,
        text_version=pdf.TEXT_VERSION,
        content=pdf.set_pdf(request),
    )


def _request(pk: int) -> ServiceRequest:
    return ServiceRequest.objects.select_related("organization", "prepared_by").get(pk=pk)


@app.task(name="request_submitted", queue="mail", retry=UNTIL_DELIVERED)
def request_submitted(request_id: int) -> None:
    notifications.request_submitted(_request(request_id))


@app.task(name="request_accepted", queue="mail", retry=UNTIL_DELIVERED)
def request_accepted(request_id: int) -> None:
    notifications.request_accepted(_request(request_id))


@app.task(name="request_refused", queue="mail", retry=UNTIL_DELIVERED)
def request_refused(request_id: int) -> None:
    notifications.request_refused(_request(request_id))


@app.task(name="agreement_concluded", queue="mail", retry=UNTIL_DELIVERED)
def agreement_concluded(agreement_id: int) -> None:
    rows = Agreement.objects.select_related("organization", "request__prepared_by")
    notifications.agreement_concluded(rows.get(pk=agreement_id))
