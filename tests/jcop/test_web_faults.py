"""A real web server whose database is locked, restarted or away."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.jcop.test_worker import environment, sql

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4
Answer = tuple[int, str]


class Server:
    """gunicorn as production runs it, with one process."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, patience: float = 20) -> Answer:
        """Status and body; an error when nothing comes for so many seconds."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=patience)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def ask_at_once(self, crowd: ThreadPoolExecutor, path: str) -> list[Future[Answer]]:
        return [crowd.submit(self.ask, path) for _ in range(THREADS)]


@contextmanager
def serving(log: Path, **own: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = {"PORT": str(port), "WEB_CONCURRENCY": "1", "WEB_THREADS": str(THREADS), "HTTPS": "0"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=os.environ | environment(9) | process | own,
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            yield awaited(Server(port), server, log)
        finally:
            server.terminate()


def awaited(web: Server, server: subprocess.Popen, log: Path) -> Server:
    while server.poll() is None:
        try:
            web.ask("/healthz/live/")
        except OSError:
            time.sleep(0.05)
        else:
            return web
    pytest.fail(log.read_text())


@pytest.fixture
def worker_seen() -> Iterator[None]:
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    yield
    sql("TRUNCATE procrastinate_workers CASCADE")


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as executor:
        yield executor


def test_under_a_long_lock_whoever_waits_is_told_and_the_process_lives(tmp_path, crowd, worker_seen):
    with serving(tmp_path / "log") as web, closing(connection.copy()) as second, second.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE procrastinate_workers")
        waiting = web.ask_at_once(crowd, "/healthz/worker/")
        time.sleep(0.5)  # every thread of the server has one of them
        live = web.ask("/healthz/live/", patience=5)
        refused = [future.result()[0] >= 500 for future in waiting]
        cursor.execute("ROLLBACK")
        afterwards = web.ask("/healthz/worker/")

    assert live == (200, "ok")
    assert refused == [True] * THREADS
    assert afterwards == (200, "ok")


def test_after_a_restart_of_the_database_no_visitor_meets_it(tmp_path, crowd, worker_seen):
    with serving(tmp_path / "log") as web:
        before = [future.result() for future in web.ask_at_once(crowd, "/healthz/worker/")]
        ours = "datname = current_database() AND pid <> pg_backend_pid()"
        pids = [pid for (pid,) in sql(f"SELECT pid FROM pg_stat_activity WHERE {ours}")]
        sql("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", pids)
        # Those, and not any: the pool of the server connects anew by itself.
        while sql("SELECT 1 FROM pg_stat_activity WHERE pid = ANY (%s)", pids):
            time.sleep(0.02)
        after = [future.result() for future in web.ask_at_once(crowd, "/healthz/worker/")]

    assert before == after == [(200, "ok")] * THREADS


@pytest.mark.parametrize("silent", [False, True])
def test_a_process_without_its_database_is_not_ready_and_says_so_in_two_seconds(tmp_path, silent: bool):
    with (
        unheard_port() as port,
        serving(
            tmp_path / "log", DATABASE_URL=f"postgres://jcop@127.0.0.1:{port if silent else 1}/jcop"
        ) as web,
    ):
        status, body = web.ask("/healthz/ready/", patience=2)

    assert status == 503
    assert "database: " in body


@contextmanager
def unheard_port() -> Iterator[int]:
    """A server that takes a connection and never says a word, as one does that hangs."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]
