"""`manage.py worker` outlives lost connections, hangs and the end of procrastinate's own worker."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from jcop.jobs import enqueue
from tests.jcop.test_worker import environment, sql, wait_until_done

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120
SILENCE = "6"  # a heartbeat every second
BEAT = "SELECT last_heartbeat FROM procrastinate_workers"
FAILING = """
import django, logging
django.setup()
from jcop.ops import worker
worker.PAUSES = (0.1, 0.2, 0.4)
worker.keep(lambda pulse: None, 60)
"""


class Worker:
    """A real `manage.py worker` on the test's own database, with its log."""

    def __init__(self, directory: Path, *command: str) -> None:
        self.log = directory / "worker.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(command or ("manage.py", "worker", "-q", "default"))],
                cwd=settings.BASE_DIR,
                env=os.environ | environment(9) | {"WORKER_SILENCE_SECONDS": SILENCE},
                stdout=log,
                stderr=log,
            )

    @property
    def child(self) -> int | None:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return next((int(pid) for pid in path.read_text().split()), None)

    def wait_for(self, what: Callable[[], object]) -> None:
        for _ in range(PATIENCE * 20):
            if what():
                return
            time.sleep(0.05)
        pytest.fail(f"never happened; the log: {self.log.read_text()}")

    def wait_until_at_work(self) -> None:
        """It is registered, listens and sends heartbeats: what breaks sooner meets a worker that begins."""
        self.wait_for(is_registered)
        self.wait_for(is_listening)
        first = sql(BEAT)
        self.wait_for(lambda: sql(BEAT) not in ([], first))

    def logs(self, words: str) -> bool:
        return words in self.log.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture
def no_jobs() -> Iterator[None]:
    clear = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
    sql(clear)
    yield
    sql(clear)


@pytest.fixture
def start(tmp_path: Path, no_jobs: None) -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def run(*command: str) -> Worker:
        started.append(Worker(tmp_path, *command))
        return started[-1]

    yield run
    for worker in started:
        worker.process.kill()
        worker.process.wait()


def is_registered() -> bool:
    return sql("SELECT count(*) FROM procrastinate_workers") != [(0,)]


def is_listening() -> bool:
    listeners = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE %s"
    )
    return sql(listeners, "%LISTEN%") != [(0,)]


def break_every_connection() -> None:
    """What a restart of PostgreSQL does to a worker."""
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_a_worker_whose_connections_broke_works_on(start):
    """It takes others, ends after some ten seconds or is killed for its silence: whatever comes first."""
    worker = start()
    worker.wait_until_at_work()

    break_every_connection()
    enqueue("forget_expired", timestamp=0)

    worker.wait_for(lambda: not sql("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'forget_expired'"))
    assert worker.process.poll() is None
    assert worker.stop() == 0


def test_a_worker_without_a_heartbeat_is_killed_and_starts_anew(start):
    worker = start()
    worker.wait_until_at_work()
    hung = worker.child
    assert hung

    os.kill(hung, signal.SIGSTOP)
    worker.wait_for(lambda: worker.logs("had no heartbeat for 6 s and was killed"))
    worker.wait_for(lambda: worker.child not in {None, hung})
    enqueue("forget_expired", timestamp=0)

    wait_until_done("forget_expired")
    assert not Path(f"/proc/{hung}").exists()


def test_a_pause_of_the_machine_is_no_silence(start):
    """Python's sigtimedwait answers with rubbish when it was paused beyond its time."""
    worker = start()
    worker.wait_until_at_work()
    child = worker.child

    for _ in range(3):
        os.kill(worker.process.pid, signal.SIGSTOP)
        time.sleep(1.5)
        os.kill(worker.process.pid, signal.SIGCONT)
        time.sleep(0.2)

    assert worker.process.poll() is None, worker.log.read_text()
    assert worker.child == child
    # A job of the hour may have said that it did its work.
    assert [line for line in worker.log.read_text().splitlines() if " INFO " not in line] == []


@pytest.mark.parametrize("stopping", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_that_is_asked_to_end_ends_in_order(start, stopping: signal.Signals):
    worker = start()
    worker.wait_until_at_work()
    child = worker.child

    # As a service manager does, which signals every process of a service.
    os.kill(child, stopping)
    worker.process.send_signal(stopping)

    assert worker.process.wait(PATIENCE) == 0
    assert not Path(f"/proc/{child}").exists()
    assert not is_registered()
    assert not worker.logs("ended by itself with code -")


def test_a_killed_parent_takes_its_worker_along(start):
    worker = start()
    worker.wait_until_at_work()
    child = worker.child

    worker.process.kill()
    worker.process.wait()

    worker.wait_for(lambda: not Path(f"/proc/{child}").exists())


def test_pauses_grow_and_no_end_goes_unsaid(start):
    worker = start("-c", FAILING)

    worker.wait_for(lambda: worker.log.read_text().count("starts anew") >= 4)
    code = worker.stop()

    pauses = re.findall(
        r"The worker ended by itself with code 0 after 0 s; .* in ([\d.]+) s", worker.log.read_text()
    )
    assert pauses[:4] == ["0.1", "0.2", "0.4", "0.4"]
    assert code == 0


def test_a_parent_that_fails_says_so_and_ends_with_another_code_than_0(monkeypatch, caplog):
    def no_process_left() -> int:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_process_left)
    monkeypatch.setattr(signal, "pthread_sigmask", lambda *_: None)

    with pytest.raises(SystemExit) as end:
        call_command("worker")

    assert end.value.code == 1
    assert "The worker ends, and nobody asked it to." in caplog.text
