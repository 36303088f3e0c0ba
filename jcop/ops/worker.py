"""procrastinate's worker, started anew whenever it ends or falls silent (`manage.py worker`).

In procrastinate 3.10 a lost connection to PostgreSQL ends the worker's listener or heartbeat, and with it the
worker, with code 0; a job that hangs on such a connection keeps it from ending at all. So it runs in a child.
The parent asks the database nothing: the child sends it a byte for every heartbeat that PostgreSQL took.
"""

import asyncio
import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from procrastinate import connector
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

logger = logging.getLogger(__name__)
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
# Seconds between an end and the next start, the last for all that follow.
PAUSES = (1, 2, 4, 8, 16, 30)
# Whoever has worked so long starts with the first pause again.
STEADY_SECONDS = 60
BEATS_OF_SILENCE = 6
PR_SET_PDEATHSIG = 1
Work = Callable[[int], None]


class Child(NamedTuple):
    """A worker's process, and the end of the pipe that its heartbeats come from."""

    pid: int
    pulse: int


class BeatingManager(JobManager):
    """Sends a byte down the pipe for every heartbeat that the database took."""

    def __init__(self, own: connector.BaseConnector, pulse: int) -> None:
        super().__init__(own)
        self.pulse = pulse

    async def update_heartbeat(self, worker_id: int) -> None:
        await super().update_heartbeat(worker_id)
        os.write(self.pulse, b".")


def stalled_after(silence: float) -> float:
    """Seconds without a heartbeat after which another worker takes a worker's jobs: half of its silence."""
    return silence / 2


def work(pulse: int, silence: float, **options: Any) -> None:
    """The child's life: take jobs until a signal comes, then finish them. RuntimeError when none came."""
    app = procrastinate_app.current_app
    assert isinstance(app.connector, DjangoConnector)
    own = app.connector.get_worker_connector()
    app.job_manager = BeatingManager(own, pulse)
    # Ours, because procrastinate dies of a second signal, and a service manager may send one to each of us.
    options |= {"install_signal_handlers": False, "update_heartbeat_interval": silence / BEATS_OF_SILENCE}
    options["stalled_worker_timeout"] = stalled_after(silence)

    async def run() -> None:
        with app.replace_connector(own):
            async with app.open_async():
                running = asyncio.create_task(app.run_worker_async(**options))
                for number in STOPPING:
                    asyncio.get_running_loop().add_signal_handler(number, stop, running)
                await asyncio.wait({running})
                if not running.cancelled():
                    raise RuntimeError("procrastinate's worker stopped by itself") from running.exception()

    asyncio.run(run())


def stop(running: asyncio.Task[None]) -> None:
    """Ask once: procrastinate lets running jobs finish, and a second cancellation would break them off."""
    if not running.cancelling():
        running.cancel()


def keep(child_work: Work, silence: float) -> None:
    """Have `child_work` done in a child until a signal asks us to stop; whenever it ends, start it anew.

    A child without a heartbeat for `silence` seconds is killed. The jobs it held go back to the queue by
    `retry_stalled_jobs`.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING | {signal.SIGCHLD})
    tries = 0
    while True:
        started = time.monotonic()
        child = start(child_work)
        ending = watch(child, silence)
        os.close(child.pulse)
        if not ending:
            return
        lasted = time.monotonic() - started
        tries = 0 if lasted > STEADY_SECONDS else tries
        pause = PAUSES[min(tries, len(PAUSES) - 1)]
        tries += 1
        logger.error("The worker %s after %.0f s; it starts anew in %g s.", ending, lasted, pause)
        if arrived(STOPPING, within=pause):
            return


def start(child_work: Work) -> Child:
    """Fork: the child has all modules already. It dies with its parent; Ctrl-C reaches the parent alone."""
    parent = os.getpid()
    pulse, sending = os.pipe()
    pid = os.fork()
    if pid:
        os.close(sending)
        os.set_blocking(pulse, False)
        return Child(pid, pulse)
    code = 1
    try:
        os.close(pulse)
        os.setpgrp()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING | {signal.SIGCHLD})
        if os.getppid() == parent:
            child_work(sending)
        code = 0
    except Exception:
        logger.exception("The worker failed.")
    finally:
        logging.shutdown()
        os._exit(code)


def watch(child: Child, silence: float) -> str:
    """Wait for the child's end and say how it came; "" when a signal asked for it."""
    quiet, looked = 0.0, time.monotonic()
    while True:
        if arrived(STOPPING | {signal.SIGCHLD}, within=1) in STOPPING:
            end(child)
            return ""
        if (status := ended(child)) is not None:
            return f"ended by itself with code {status}"
        now = time.monotonic()
        # A machine that was paused paused us both: of a longer absence than a look takes, nothing counts.
        quiet = 0 if beats(child) else quiet + min(now - looked, 2)
        looked = now
        if quiet > silence:
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
            return f"had no heartbeat for {silence:g} s and was killed"


def end(child: Child) -> None:
    """Let the child finish its jobs; a second signal does not wait for them."""
    os.kill(child.pid, signal.SIGTERM)
    while ended(child) is None:
        if arrived(STOPPING | {signal.SIGCHLD}, within=1) in STOPPING:
            os.kill(child.pid, signal.SIGKILL)


def arrived(signals: set[signal.Signals], *, within: float) -> signal.Signals | None:
    """The first of these blocked signals to come, or None after `within` seconds.

    Python's `sigtimedwait` returns rubbish instead of None when it was interrupted and the time is over, as
    when the machine was paused: what is none of `signals` did not come.
    """
    arrival = signal.sigtimedwait(signals, within)
    return next((each for each in signals if arrival and each == arrival.si_signo), None)


def ended(child: Child) -> int | None:
    """The child's exit code, a killing signal's number as a negative one; None while it lives."""
    pid, status = os.waitpid(child.pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if pid else None


def beats(child: Child) -> bool:
    """Has there been a heartbeat since the last look?"""
    try:
        return bool(os.read(child.pulse, 4096))
    except BlockingIOError:
        return False
