"""Databases of the tests: copies of templates that were migrated and filled once, and are kept between runs.

A template is named after what it was made from, so that another migration or another line of the source
makes another; the one before goes. They lie in the private cluster of the tests: `make clean` removes all.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from jcop.ops.database import ROOT, private_cluster_parameters

APPS = ("jcop", "organizations", "agreements", "bookings")
MANAGE = (sys.executable, "manage.py")
KEEP_ROWS = "from tests.rows import keep_rows; keep_rows()"


def connect(name: str) -> psycopg.Connection:
    place = private_cluster_parameters()
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=name, autocommit=True
    )


def migrated() -> str:
    """The name of a template with every table and no row of ours, made from the migrations."""
    patterns = ("*/migrations/*.py", "requirements.txt", "jcop/settings.py", "jcop/make/initdb.py")
    commands = [[*MANAGE, "migrate", "--verbosity=0"], [*MANAGE, "createcachetable", "--verbosity=0"]]
    return template("migrated", files(*patterns), commands)


def with_facts() -> str:
    """The name of a template with the Centre's facts, noted as what every transactional test ends with."""
    commands = [[*MANAGE, "facts", "--verbosity=0"], [*MANAGE, "shell", "--no-imports", "-c", KEEP_ROWS]]
    return template("facts", [*source(), ROOT / "tests" / "rows.py"], commands, parent=migrated())


def source() -> list[Path]:
    """All that can have a part in what a command writes: modules and templates of the apps, and libraries."""
    return files(*(f"{app}/**/*.py" for app in APPS), "templates/**/*", "requirements.txt")


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())


def template(
    stem: str,
    made_from: Iterable[Path],
    commands: Iterable[list[str]],
    *,
    parent: str = "template1",
    salt: str = "",
    folder: Path | None = None,
) -> str:
    """The name of a database that `commands` made out of a copy of `parent`, now or in an earlier run.

    `salt` is what else its content hangs on; `folder` keeps the private files that the commands write, under
    the same name. Of several processes that ask at once the first makes it and the others wait. What has
    another key of the same stem goes; what was broken off while it was made is begun anew.
    """
    digest = hashlib.sha256(f"{parent} {salt}".encode())
    for path in made_from:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    name, unfinished = f"{stem}_{digest.hexdigest()[:16]}", f"{stem}_unfinished"
    with connect("postgres") as link:
        link.execute("SELECT pg_advisory_lock(hashtext(%s))", [stem])
        rows = link.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{stem}\\_%"])
        standing = {row[0] for row in rows}
        if name in standing and (folder is None or (folder / name).is_dir()):
            return name
        for other in standing:
            link.execute(f"DROP DATABASE {other} WITH (FORCE)")
        variables = {**os.environ, "JCOP_DATABASE": unfinished}
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
            (folder / unfinished).mkdir(parents=True)
            variables["PRIVATE_DIR"] = str(folder / unfinished)
        link.execute(f"CREATE DATABASE {unfinished} TEMPLATE {parent}")
        for command in commands:
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=variables)
        link.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
        if folder:
            (folder / unfinished).rename(folder / name)
    return name


@contextmanager
def copy(name: str, parent: str) -> Iterator[None]:
    """A database `name` copied from the template `parent` while the block runs.

    One that a killed run left behind gives way.
    """
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    with connect("postgres") as link:
        link.execute(drop)
        link.execute(f"CREATE DATABASE {name} TEMPLATE {parent}")
        try:
            yield
        finally:
            link.execute(drop)


if __name__ == "__main__":
    with_facts()
