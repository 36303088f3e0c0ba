"""The portal's real processes – PostgreSQL, web server, worker – and the ways to break each."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TextIO

import psycopg
from django.db import connection

from jcop.make.postgres import running
from jcop.make.processes import Failure, child
from jcop.make.run import SERVERS
from jcop.ops.database import ROOT, Cluster
from tests.benchmarks.portal import Portal, serving

CLUSTER = Cluster("bench")
PATIENCE_SECONDS = 150  # what a killed worker held goes back to the queue within two minutes
SILENCE_SECONDS = 12  # a heartbeat every two


class Database:
    """The cluster, which can be stopped, killed and started while the others go on."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.start()

    def start(self) -> None:
        self.server = self._stack.enter_context(running(CLUSTER))

    def stop(self) -> None:
        """As a service manager does: at once, in order (`fast`)."""
        connection.close()
        self._stack.close()

    def crash(self) -> None:
        """As a power cut does: nothing is written any more, and the next start recovers from the log."""
        connection.close()
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self._stack.close()

    @contextmanager
    def second(self, name: str = "jcop") -> Iterator[psycopg.Connection]:
        """A connection of the fault's own."""
        with psycopg.connect(CLUSTER.url.removesuffix("jcop") + name, autocommit=True) as own:
            yield own


class House:
    """Everything that runs."""

    def __init__(self, database: Database, portal: Portal, log: TextIO) -> None:
        self.database, self.portal, self.log = database, portal, log
        self._workers = ExitStack()
        self.start_worker()

    def start_worker(self) -> None:
        """A supervisor's part: `manage.py worker`, once more."""
        command = [sys.executable, *SERVERS["The worker"].split()]
        self.worker = self._workers.enter_context(
            child(command, patience=30, cwd=ROOT, stdout=self.log, stderr=self.log)
        )

    def close(self) -> None:
        self._workers.close()

    def web_processes(self) -> list[int]:
        """gunicorn's processes that answer."""
        return children(self.server_pid)

    @property
    def server_pid(self) -> int:
        """gunicorn's first process: the one of our children that has more than the worker's child."""
        [pid] = [pid for pid in children(os.getpid()) if "gunicorn" in command_of(pid)]
        return pid

    def worker_child(self) -> int:
        """The process that takes jobs."""
        self.wait_for(lambda: children(self.worker.pid))
        return children(self.worker.pid)[0]

    def ask(self, path: str, *, host: str = "127.0.0.1", patience: float = 30) -> tuple[int, float]:
        """Status (0 when nobody answers) and seconds of one GET over a connection of its own."""
        line = HTTPConnection("127.0.0.1", self.portal.port, timeout=patience)
        started = time.monotonic()
        try:
            line.request("GET", path, headers={"Host": host})
            answer = line.getresponse()
            answer.read()
            return answer.status, time.monotonic() - started
        except (OSError, HTTPException):
            return 0, time.monotonic() - started
        finally:
            line.close()

    def wait_for(self, well: Callable[[], object]) -> float:
        """Seconds until `well`; Failure when it does not come."""
        waited, looked = 0.0, time.monotonic()
        while not well():
            if waited > PATIENCE_SECONDS:
                raise Failure(f"not well again after {PATIENCE_SECONDS} s")
            time.sleep(0.1)
            now = time.monotonic()
            waited, looked = waited + min(now - looked, 5), now  # a paused machine does not count
        return waited


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command of `manage.py` and what it says."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        text=True,
    )


@contextmanager
def opened(database: Database, log: TextIO) -> Iterator[House]:
    with serving(stdout=log, stderr=log) as portal:
        house = House(database, portal, log)
        try:
            yield house
        finally:
            house.close()
