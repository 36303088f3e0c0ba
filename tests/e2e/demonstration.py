"""The demonstration in a template database: made once, copied by each process, kept between runs.

A copy takes a fraction of a second, the demonstration itself some ten seconds of the processor. It is
relative to its day and signed with the secret key of the checkout: both are part of the template's key.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.utils import timezone

from jcop.ops.database import ROOT, secret_key
from tests import databases

# `make clean` takes it with all other caches.
FILES = ROOT / ".demonstration_cache"
SHELL = (*databases.MANAGE, "shell", "--no-imports", "-c")
# Spares the worker the documents of invented cases: half a minute's work that no test looks at.
FORGET_JOBS = """
from django.db import connection
connection.cursor().execute("DELETE FROM procrastinate_jobs; ANALYZE")
"""
# In a process of its own: the settings of this process are those of the unit tests.
COLLECT = "from jcop.make.prepare import collect_static_files; collect_static_files()"


def made() -> str:
    """The name of the template. The environment is that of the portal."""
    return databases.template(
        "demonstration",
        [*databases.source(), *databases.files("static/**/*")],
        [[sys.executable, "-m", "jcop.make.prepare"], [*SHELL, FORGET_JOBS]],
        parent=databases.migrated(),
        salt=f"{timezone.localdate()} {secret_key()}",
        folder=FILES,
    )


@contextmanager
def demonstration(database: str, files: Path) -> Iterator[None]:
    """A new database with the demonstration while the block runs, and its private files in `files`.

    The static files are collected, too, if any has changed. The environment is that of the portal.
    """
    template = made()
    shutil.copytree(FILES / template, files)
    with (FILES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([*SHELL, COLLECT], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with databases.copy(database, template):
        yield


@contextmanager
def booked_until(day: date) -> Iterator[None]:
    """While the block runs the Centre of this process's portal can be booked until that day."""
    far = (day - timezone.localdate()).days
    with databases.connect(os.environ["JCOP_DATABASE"]) as link:
        (usual,) = link.execute("SELECT horizon_days FROM jcop_centre").fetchone()
        link.execute("UPDATE jcop_centre SET horizon_days = %s", [far])
        try:
            yield
        finally:
            link.execute("UPDATE jcop_centre SET horizon_days = %s", [usual])


if __name__ == "__main__":
    made()
