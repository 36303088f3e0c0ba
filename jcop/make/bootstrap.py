"""From a bare machine to system packages and a virtual environment, then on to the command asked for.

The system's Python runs this with its standard library alone. An older Python must still parse it,
to be told that it is too old: nothing newer than f-strings here.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

if sys.version_info < (3, 11):  # noqa: UP036 – this file alone meets older ones
    sys.exit(
        f"Python 3.11 or newer is needed, and {sys.executable} is {platform.python_version()}:"
        " install one and name it, as in `make run PYTHON=python3.12`."
    )

# Below the check, because an older Python cannot import them.
from jcop.make.packages import browser, provide_packages, provide_scanner
from jcop.make.postgres import locked, remove
from jcop.make.processes import STOPPING, Failure, call_logged, plain_speech
from jcop.ops.database import ROOT, VAR, Cluster

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMMANDS = {
    "run": ["jcop.make.run"],
    "test": ["jcop.make.test"],
    "check": ["jcop.make.check"],
    "dev": ["jcop.make.dev"],
    "bench": ["jcop.make.postgres", "bench", str(PYTHON), "-m", "tests.benchmarks"],
    "race": ["jcop.make.postgres", "bench", str(PYTHON), "-m", "tests.races"],
    "faults": ["tests.faults"],
    "audit": ["jcop.make.postgres", "bench", str(PYTHON), "-m", "tests.audit"],
    "screenshots": ["jcop.make.postgres", "bench", str(PYTHON), "-m", "tests.audit", "--screenshots"],
    "advisories": ["jcop.make.advisories"],
    "reset-demo": ["jcop.make.reset_demo"],
}
BROWSING = ("test", "dev", "audit", "screenshots")
LOCKS = ("requirements.txt", "requirements-test.txt")
REBUILT = (
    ".venv",
    ".hypothesis",
    ".*_cache",
    "var/static",
    "var/clamav",
    "var/advisories",
    "[!.]*/**/__pycache__",
)


def main() -> None:
    """Do the work of `make <command>`, or all that must come before it."""
    command = sys.argv[1]
    os.chdir(ROOT)
    with plain_speech():
        if command == "clean":
            clean()
            return
        prefix = "{}/6 " if command == "run" else ""
        check_writable()
        with one_at_a_time():
            print(prefix.format(1) + "System packages", flush=True)
            provide_packages(command)
            if command == "test":
                provide_scanner()
            print(prefix.format(2) + "Python packages", flush=True)
            provide_environment(*LOCKS[: 1 if command in ("run", "reset-demo") else 2])
        if command in BROWSING:
            os.environ["CHROMIUM"] = browser()
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        os.execv(PYTHON, [str(PYTHON), "-m", *COMMANDS[command]])


def check_writable() -> None:
    """Refuse a read-only disk, and a checkout where another user has been at work before us."""
    for path in (ROOT, VAR, VENV / "pyvenv.cfg"):
        if path.exists() and not os.access(path, os.W_OK):
            raise Failure(
                f"{path} belongs to {path.owner()} and cannot be written by us: type this as the"
                " user who did so before, or set the disk's permissions right."
            )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let `make run` and `make test`, typed together, wait for each other while they install."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def provide_environment(*requirements: str) -> None:
    """Have .venv hold what the locked `requirements` list; the last of them contains the others.

    .venv/holds notes what was installed for which Python and path, and is written last: an unfinished
    .venv, or one for another Python or path, is made from nothing.
    """
    note = VENV / "holds"
    made_for = f"Python {platform.python_version()} in {ROOT}"
    digests = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in requirements}
    wanted = [made_for, *(f"{name} {digest}" for name, digest in digests.items())]
    held = note.read_text().splitlines() if note.exists() else []
    if set(wanted) <= set(held):
        return
    if made_for in held:
        note.unlink()
    else:
        print("    making .venv", flush=True)
        call_logged([sys.executable, "-m", "venv", "--clear", VENV])
    print(f"    installing {requirements[-1]} (about a minute)", flush=True)
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes")
    call_logged([PYTHON, "-m", "pip", "install", *options, "--requirement", requirements[-1]])
    note.write_text("\n".join(wanted))


def clean() -> None:
    """Delete what the commands make again by themselves; never the demonstration, keys or mails."""
    with locked(Cluster("run")):
        for name in ("test", "bench"):
            remove(Cluster(name))
        for path in [path for pattern in REBUILT for path in ROOT.glob(pattern)]:
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main()
