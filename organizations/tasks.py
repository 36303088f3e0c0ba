"""Jobs of the organizations app. Entry points only: they load by id and hand over.

What was deleted in the meantime, with its person, is not an error: there is nobody left to tell.
"""

from procrastinate.contrib.django import app

from jcop import papers
from jcop.tasks import UNTIL_DELIVERED
from organizations import notifications, pdf
from organizations.models import AccessRequest, Invitation, Letter


@app.task(name="invitation_sent", queue="mail", retry=UNTIL_DELIVERED)
def invitation_sent(invitation_id: int) -> None:
    for found in Invitation.objects.select_related("organization").filter(pk=invitation_id):
        notifications.invitation_sent(found)


@app.task(name="access_asked", queue="mail", retry=UNTIL_DELIVERED)
def access_asked(access_request_id: int) -> None:
    for found in AccessRequest.objects.select_related("organization").filter(pk=access_request_id):
        notifications.access_asked(found)


@app.task(name="access_answered", queue="mail", retry=UNTIL_DELIVERED)
def access_answered(access_request_id: int) -> None:
    rows = AccessRequest.objects.select_related("organization", "user")
    for found in rows.filter(pk=access_request_id):
        notifications.access_answered(found)


@app.task(name="print_letter", queue="documents", retry=UNTIL_DELIVERED)
def print_letter(letter_id: int) -> None:
    for found in Letter.objects.select_related("organization").filter(pk=letter_id):
        papers.keep(pdf.letter_html(found))
