"""The demonstration in a template database: made once, copied by each process, kept between runs.

A copy takes a fraction of a second, the demonstration itself some ten seconds of the processor. The files
that belong to it lie in a cache of this checkout; `make clean` deletes both. Another template is made when
anything changes that it is made of; the demonstration is relative to its day, so every day has its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from jcop.database import ROOT, private_cluster_parameters, secret_key

SOURCES = ("agreements", "bookings", "jcop", "organizations", "templates", "static/fonts", "requirements.txt")
CACHE = ROOT / ".demonstration_cache"
PREFIX = "e2e_template_"
MAKING = "e2e_being_made"
# Told by subprocesses alone: the settings of this process are those of the unit tests.
COLLECT = "import django; django.setup(); from jcop.make.prepare import *; collect_static_files()"


def connect(name: str) -> psycopg.Connection:
    place = private_cluster_parameters()
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=name, autocommit=True
    )


@contextmanager
def demonstration(database: str, files: Path) -> Iterator[None]:
    """A new database with the demonstration while the block runs, and its private files in `files`.

    One that a killed run left behind gives way. Static files are collected, too, if any has changed.
    """
    drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database))
    CACHE.mkdir(exist_ok=True)
    with connect("postgres") as connection:
        connection.execute(drop)
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            template = _template(connection)
            copy = SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(copy.format(Identifier(database), Identifier(template)))
            shutil.copytree(CACHE / template, files)
            _run("-c", COLLECT)
        try:
            yield
        finally:
            connection.execute(drop)


def _template(connection: psycopg.Connection) -> str:
    """The name of the template and of its directory; both are made if either is missing."""
    name = PREFIX + _key()
    there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    if name in there and (CACHE / name).is_dir():
        return name
    for old in [MAKING, *(each for each in there if each.startswith(PREFIX))]:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(old)))
    for path in [path for path in CACHE.iterdir() if path.is_dir()]:
        shutil.rmtree(path)
    connection.execute(SQL("CREATE DATABASE {}").format(Identifier(MAKING)))
    (CACHE / MAKING).mkdir()
    _run("-m", "jcop.make.prepare", JCOP_DATABASE=MAKING, PRIVATE_DIR=str(CACHE / MAKING))
    with connect(MAKING) as made:
        # Spare the worker the documents of invented cases: half a minute's work that no test looks at.
        made.execute("DELETE FROM procrastinate_jobs")
        made.execute("VACUUM ANALYZE")
    rename = SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(MAKING), Identifier(name))
    connection.execute(rename)
    (CACHE / MAKING).rename(CACHE / name)
    return name


def _key() -> str:
    """Names the day and all that the demonstration is made of."""
    digest = hashlib.sha256(f"{timezone.localdate()} {secret_key()}".encode())
    for source in SOURCES:
        top = ROOT / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _run(*arguments: str, **settings: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jcop.settings", **settings}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
