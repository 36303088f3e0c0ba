"""How a message leaves: one try, what became of it, and one line in the log, without a word of the mail."""

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.db import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jcop.jobs import enqueue
from jcop.models.messages import Message

log = logging.getLogger(__name__)
PERMANENT = 500
# A worker has long begun what is due; what has no job by then has lost it.
LOST_AFTER = timedelta(minutes=15)


def deliver(message_id: int) -> None:
    """Try to send a message that is due and waits still; a job that comes twice finds it settled.

    What the database refuses is raised: the row could not be written either, and `take_up_lost` finds it.
    """
    for message in Message.objects.due().filter(pk=message_id):
        name = f"message {message.reference}: try {message.tries + 1}"
        if message.is_over(timezone.now()):
            message.settle(Message.State.FAILED, Message.Problem.EXPIRED)
            log.error("%s given up: its code has ended", name)
            continue
        try:
            outcome = message.write()
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must neither be lost nor logged whole
            _note(message, error, name)
        else:
            message.settle(outcome)
            log.info("%s: %s", name, outcome.value)


def _note(message: Message, error: Exception, name: str) -> None:
    if is_refused_for_good(error):
        message.settle(Message.State.FAILED, Message.Problem.REFUSED)
        log.error("%s failed, given up: %s", name, described(error))
        return
    # smtplib's own errors are OSErrors too.
    problem = Message.Problem.UNREACHABLE if isinstance(error, OSError) else Message.Problem.TECHNICAL
    if until := message.put_off(problem):
        again = until.isoformat(timespec="seconds")
        log.warning("%s failed: %s; again at %s", name, described(error), again)
    else:
        log.error("%s failed, given up: %s", name, described(error))


def is_refused_for_good(error: Exception) -> bool:
    """Answers of 500 and above, to the address or to the mail itself, are permanent (RFC 5321, 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= PERMANENT


def described(error: Exception) -> str:
    """Its class, the server's code and the line that raised it; its words may name an address."""
    if isinstance(error, SMTPRecipientsRefused):
        code = "/".join(sorted({str(answer) for answer, _ in error.recipients.values()}))
    else:
        code = str(getattr(error, "smtp_code", ""))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"({Path(frame.filename).name}:{frame.lineno})"
    return " ".join(filter(None, [type(error).__name__, code, place]))


def take_up_lost() -> int:
    """Give a new job to every message that is long due and has none; how many there were.

    So a job that ended between the mail and its row, or a queue that was emptied by hand, loses nothing.
    """
    jobs = ProcrastinateJob.objects.filter(task_name="send_message", status__in=["todo", "doing"])
    cared_for = {arguments["message_id"] for arguments in jobs.values_list("args", flat=True)}
    rows = Message.objects.due().filter(not_before__lt=timezone.now() - LOST_AFTER)
    lost = [pk for pk in rows.values_list("pk", flat=True) if pk not in cared_for]
    for pk in lost:
        enqueue("send_message", message_id=pk)
    return len(lost)
