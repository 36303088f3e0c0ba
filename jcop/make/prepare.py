"""Brings the database and the static files up to date before `make run` serves them.

One process for all of it, because starting Django costs more than the work on a second start.
Progress goes to standard error; the demonstration's accounts, if there are any, to standard output.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from environs import EnvError

from jcop.make.initdb import OLDEST_SUPPORTED
from jcop.make.processes import Failure, plain_speech
from jcop.migrating import version_conflict

MAY_CREATE = """
    SELECT has_schema_privilege('public', 'CREATE')
        AND has_database_privilege(current_database(), 'CREATE')
"""


def main() -> None:
    """Do it all, in order."""
    with plain_speech():
        try:
            django.setup()
            if settings.OWN_SERVER:
                check_server()
            announce("4/6 Database: tables and the Centre's facts")
            if conflict := version_conflict():
                raise Failure(conflict)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("facts", verbosity=0)
            if settings.DEMO:
                call_command("demo", verbosity=0)
            announce("5/6 Static files")
            collect_static_files()
            if settings.DEMO:
                call_command("demo", accounts=True)
        except (CommandError, EnvError, ImproperlyConfigured, OperationalError) as error:
            raise Failure(str(error).strip()) from None


def announce(step: str) -> None:
    """Say what is being done now."""
    print(step, file=sys.stderr, flush=True)


def check_server() -> None:
    """Refuse a server that does not answer, is too old or does not let us make tables."""
    database = settings.DATABASES["default"]
    where = "DATABASE_URL: the database {NAME} at {HOST} for {USER}".format_map(database)
    try:
        with psycopg.connect(**{"connect_timeout": 5, **connection.get_connection_params()}) as link:
            version = link.info.server_version // 10_000
            may_create = link.execute(MAY_CREATE).fetchone() == (True,)
    except psycopg.OperationalError as error:
        reasons = [line for line in str(error).splitlines() if not line.startswith("\t")]  # those are hints
        raise Failure(f"{where}: {reasons[-1]}") from None
    if version < OLDEST_SUPPORTED:
        raise Failure(f"{where}: PostgreSQL {OLDEST_SUPPORTED} or newer is needed, this is {version}.")
    if not may_create:
        raise Failure(f"{where}: this user must own the database, to make tables in it.")


def collect_static_files() -> None:
    """Run collectstatic if a file has changed since: compressing all of them takes seconds."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.update(f"{path} {Path(storage.path(path)).stat().st_mtime_ns}\n".encode())
    note = Path(settings.STATIC_ROOT) / "collected"
    if not note.exists() or note.read_text() != found.hexdigest():
        note.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        note.write_text(found.hexdigest())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jcop.settings")
    main()
