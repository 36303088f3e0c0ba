"""Children end with us, in order, and failures are one line."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jcop.make.processes import Failure, child, plain_speech

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
)
PARENT = """
from jcop.make.processes import child
with child(["sh", "-c", "echo $$; exec sleep 60"]) as process:
    process.wait()
"""


def is_alive(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for_end(pid):
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_child_ends_with_the_block():
    with child(["sleep", "60"]) as process:
        assert process.poll() is None

    assert process.returncode == -signal.SIGTERM


def test_child_that_will_not_stop_is_killed():
    with child([sys.executable, "-c", STUBBORN], patience=0.2, stdout=subprocess.PIPE) as process:
        process.stdout.readline()

    assert process.returncode == -signal.SIGKILL
    process.stdout.close()


def test_child_dies_with_a_killed_parent():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()

    assert wait_for_end(pid)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Failure("Port 8000 is taken."), "Port 8000 is taken."),
        (OSError(28, "No space left on device", "/srv/x"), "/srv/x: No space left on device"),
    ],
)
def test_failure_is_one_line(problem, said, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(SystemExit, match=f"^{said}"), plain_speech():
        raise problem
