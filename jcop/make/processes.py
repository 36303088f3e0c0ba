"""How the commands end: children stopped in order, failures told in one line. Standard library only."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from jcop.ops.database import VAR

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Failure(Exception):
    """One sentence for whoever typed the command: what is wrong and what to do."""


@contextmanager
def plain_speech() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal become one KeyboardInterrupt; failures become their sentence."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in STOPPING:
        signal.signal(each, stop)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)  # bootstrap.py holds them back until here
        yield
    except Failure as failure:
        sys.exit(str(failure))
    except OSError as error:
        sys.exit(f"{error.filename or 'The system'}: {error.strerror}. Set that right and try again.")
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def child(
    command: Sequence[str | Path],
    *,
    stop: signal.Signals = signal.SIGTERM,
    orphaned: signal.Signals = signal.SIGKILL,
    patience: float = 20,
    **options: Any,
) -> Iterator[subprocess.Popen[str]]:
    """Run `command` while the block runs, then stop it with `stop`, and by force after `patience` seconds.

    It leads a session of its own, so a Ctrl-C reaches only us and everything stops in order. Should we
    be killed outright, the kernel sends it `orphaned`.
    """
    watched = ["setpriv", "--pdeathsig", orphaned.name.removeprefix("SIG"), *command]
    process = subprocess.Popen(watched, text=True, start_new_session=True, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(stop)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def finish(command: Sequence[str | Path], **options: Any) -> int:
    """Run `command` to its end and return its exit code."""
    with child(command, stop=signal.SIGINT, **options) as process:
        return process.wait()


def call_logged(command: Sequence[str | Path], call: Callable[..., int] = finish, **options: Any) -> None:
    """Run `command` with its output in var/setup.log, of which only the last line of a failure is shown."""
    path = VAR / "setup.log"
    with path.open("w") as log:
        failed = call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
    if failed:
        [*_, last] = path.read_text().splitlines() or ["it said nothing"]
        raise Failure(f"{last} (see {path}). Set that right and try again.")
