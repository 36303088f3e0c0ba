"""A worker that is killed loses no mail. A real worker, a real mail server that stalls."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from agreements.models import ServiceRequest
from agreements.reminders import remind
from jcop.jobs import enqueue
from jcop.models import Message
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import workdays_after
from jcop.ops.worker import work
from tests.factories import make_agreement, make_booking, make_closure, make_request, moment, next_monday

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


class Letter(socketserver.StreamRequestHandler):
    """One session of SMTP, in which the server may fall silent before it takes the mail over."""

    def answer(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.answer("220 test")
        for line in self.rfile:
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self.answer("354 go on")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                if not self.server.takes(message_from_bytes(content)["Message-ID"]):
                    return
            self.answer("221 bye" if word == b"QUIT" else "250 ok")


class MailServer(socketserver.ThreadingTCPServer):
    """Remembers what it was offered and what it took; the first offer it never answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Letter)
        self.offered: list[str] = []
        self.taken: list[str] = []
        self.stalled, self.released, self.arrived = (threading.Event() for _ in range(3))

    def takes(self, message_id: str) -> bool:
        self.offered.append(message_id)
        if len(self.offered) == 1:
            self.stalled.set()
            self.released.wait(PATIENCE)
            return False
        self.taken.append(message_id)
        self.arrived.set()
        return True

    def handle_error(self, request: object, address: object) -> None:
        """The killed worker's end of the line is gone: that is what is tested."""


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def start_worker(mail_server: MailServer, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start `manage.py worker` on the test's own database and mail server."""
    started: list[subprocess.Popen] = []
    log = (tmp_path / "worker.log").open("wb")

    def start() -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "-q", "mail,default"],
            cwd=settings.BASE_DIR,
            env=os.environ | environment(mail_server.server_address[1]),
            stdout=log,
            stderr=log,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
    log.close()


def environment(mail_port: int) -> dict[str, str]:
    here = connection.settings_dict
    host, user = quote(here["HOST"], safe=""), here["USER"]
    password = f":{quote(here['PASSWORD'], safe='')}" if here["PASSWORD"] else ""
    port = f":{here['PORT']}" if here["PORT"] else ""
    return {
        "DATABASE_URL": f"postgres://{user}{password}@{host}{port}/{here['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "DEMO": "0",
        "HTTPS": "0",
    }


def sql(statement: str, *arguments: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def no_jobs() -> Iterator[None]:
    """The flush after a transactional test leaves procrastinate's tables."""
    clear = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
    sql(clear)
    yield
    sql(clear)


def notice_of_filing() -> str:
    return Message.objects.about(make_request()).get().reference


def reminder_of_a_passed_term() -> str:
    """What `remind` records and enqueues on the morning after the last day."""
    request = make_request(state=ServiceRequest.State.UNDER_EXAMINATION)
    day_after = workdays_after(request.due_on, 1)
    remind(datetime(day_after.year, day_after.month, day_after.day, 9, tzinfo=WARSAW))
    sql(
        "DELETE FROM procrastinate_jobs WHERE args ->> 'message_id' IS DISTINCT FROM %s",
        str(_passed(request).pk),
    )
    return _passed(request).reference


def _passed(request: ServiceRequest) -> Message:
    return Message.objects.about(request).get(kind="term_passed")


@pytest.mark.usefixtures("no_jobs")
@pytest.mark.parametrize("asked", [notice_of_filing, reminder_of_a_passed_term])
def test_a_worker_killed_before_the_mail_was_taken_loses_nothing(
    mail_server: MailServer, start_worker: Callable[[], subprocess.Popen], asked: Callable[[], str]
):
    message_id = f"<{asked()}@um.jastrzebie.pl>"
    first = start_worker()
    assert mail_server.stalled.wait(PATIENCE), "the worker offered no mail"

    first.send_signal(signal.SIGKILL)
    first.wait()
    mail_server.released.set()
    assert sql("SELECT status FROM procrastinate_jobs WHERE task_name = 'send_message'") == [("doing",)]
    # Instead of waiting until the dead worker's heartbeat is old enough.
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with suppress(AlreadyEnqueued):  # The first worker did it, if a minute began in its life.
        enqueue("retry_stalled_jobs", timestamp=0)
    start_worker()

    assert mail_server.arrived.wait(PATIENCE), "nobody sent the mail again"
    wait_until_done("send_message")
    # The worker looks for reminders when it starts; a digest to a clerk may have gone as well.
    assert [one for one in mail_server.offered if one == message_id] == [message_id, message_id]
    assert [one for one in mail_server.taken if one == message_id] == [message_id]


@pytest.mark.usefixtures("no_jobs")
def test_jobs_are_taken_from_a_worker_that_was_silent_for_half_of_what_may_be(settings):
    settings.WORKER_SILENCE_SECONDS = 120
    for seconds in (50, 70):
        sql(
            "WITH silent AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval %s)"
            " RETURNING id) INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, args)"
            " SELECT 'mail', 'send_message', 'doing', id, '{}' FROM silent",
            f"{seconds} seconds",
        )
    enqueue("retry_stalled_jobs", timestamp=0)
    heard, pulse = os.pipe()

    with pytest.raises(RuntimeError, match="by itself"):
        work(pulse, settings.WORKER_SILENCE_SECONDS, queues=["default"], wait=False)

    os.close(heard)
    os.close(pulse)
    statuses = sql("SELECT status FROM procrastinate_jobs WHERE queue_name = 'mail' ORDER BY id")
    assert statuses == [("doing",), ("todo",)]


@pytest.mark.usefixtures("no_jobs")
def test_a_worker_killed_among_the_messages_of_a_closure_loses_none(
    mail_server: MailServer, start_worker: Callable[[], subprocess.Popen]
):
    agreements = [make_agreement() for _ in range(3)]
    hours = [moment(next_monday(), 8 + number) for number in range(10)]
    closure = make_closure(
        *(make_booking(agreement=agreements[n % 3], starts_at=hour) for n, hour in enumerate(hours))
    )
    messages = Message.objects.about(*closure.messages.all())
    keys = [str(key) for key in messages.values_list("pk", flat=True)]
    sql("DELETE FROM procrastinate_jobs WHERE NOT args ->> 'message_id' = ANY(%s)", keys)
    first = start_worker()
    assert mail_server.stalled.wait(PATIENCE), "the worker offered no mail"

    first.send_signal(signal.SIGKILL)
    first.wait()
    mail_server.released.set()
    assert sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_message'") == [(3,)]
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with suppress(AlreadyEnqueued):
        enqueue("retry_stalled_jobs", timestamp=0)
    start_worker()

    wait_until_done("send_message")
    told = sorted(one for one in mail_server.taken if "closure_told" in one)
    assert told == sorted(f"<closure_told.{pk}@um.jastrzebie.pl>" for pk in keys)
    assert set(closure.messages.values_list("state", flat=True)) == {"sent"}


def wait_until_done(task: str) -> None:
    """Wait until the job is gone, as done ones are; the mail server hears of it a moment earlier."""
    pause = threading.Event()
    for _ in range(PATIENCE * 20):
        if not sql("SELECT status FROM procrastinate_jobs WHERE task_name = %s", task):
            return
        pause.wait(0.05)
    pytest.fail(f"{task} was not noted as done")


@pytest.mark.usefixtures("no_jobs")
def test_a_transaction_that_fails_leaves_no_job():
    with transaction.atomic():
        make_request()
        assert sql("SELECT count(*) FROM procrastinate_jobs") == [(2,)]
        transaction.set_rollback(True)

    assert sql("SELECT task_name FROM procrastinate_jobs") == []


@pytest.mark.usefixtures("no_jobs")
def test_what_a_job_asks_for_is_part_of_its_own_transaction():
    """As in the worker, whose app has a pool of its own beside the connection of its models."""
    jobs = ProcrastinateJob.objects.all()
    own = app.connector.get_worker_connector()
    with app.replace_connector(own), app.open(), transaction.atomic():
        enqueue("send_message", message_id=0)

        within = jobs.count()
        transaction.set_rollback(True)

    assert (within, jobs.count()) == (1, 0)
