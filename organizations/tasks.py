"""Jobs of the organizations app, and who writes its mails."""

from procrastinate.contrib.django import app

from jcop import papers
from jcop.mail_kinds import sends
from jcop.models import Message
from jcop.tasks import UNTIL_DELIVERED
from organizations import notifications, pdf
from organizations.mail_kinds import Mail
from organizations.models import Letter


@sends(Mail.INVITATION_SENT, is_personal=True)
def invitation_mail(message: Message) -> Message.State:
    return notifications.invitation_sent(message, message.subject)


@sends(Mail.ACCESS_ASKED)
def question_mail(message: Message) -> Message.State:
    return notifications.access_asked(message, message.subject)


@sends(Mail.ACCESS_ANSWERED, is_personal=True)
def answer_mail(message: Message) -> Message.State:
    return notifications.access_answered(message, message.subject)


@sends(Mail.SUSPENDED, Mail.CLOSED, Mail.RESUMED)
def state_mail(message: Message) -> Message.State:
    return notifications.state_changed(message, message.subject)


@sends(Mail.MEMBER_GONE)
def departure_mail(message: Message) -> Message.State:
    return notifications.member_gone(message, message.subject)


@app.task(name="print_letter", queue="documents", retry=UNTIL_DELIVERED)
def print_letter(letter_id: int) -> None:
    for letter in Letter.objects.select_related("organization").filter(pk=letter_id):
        papers.keep(pdf.letter_html(letter))
