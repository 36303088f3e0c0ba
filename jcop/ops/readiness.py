"""May this process be given visitors? A load balancer asks every few seconds, so it is judged seldom."""

import logging
import pkgutil
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from importlib import import_module
from threading import Lock
from time import monotonic

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg_pool import PoolTimeout

from jcop.models import Centre

logger = logging.getLogger(__name__)
# A judgement serves so long.
KEPT_SECONDS = 3.0
# Whoever asks waits so long for a new one; a database that is away may take longer to show it.
PATIENCE_SECONDS = 1.5


class Readiness:
    """The last judgement of this process, and the one being made: in a thread, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._judge: ThreadPoolExecutor | None = None
        self._judging: Future[list[str]] | None = None
        self._faults: list[str] = []
        self._until = 0.0

    def faults(self) -> list[str]:
        """What keeps visitors away, a line each."""
        with self._lock:
            if monotonic() < self._until:
                return self._faults
            # Not before gunicorn's fork, which threads do not survive.
            self._judge = self._judge or ThreadPoolExecutor(1, thread_name_prefix="readiness")
            self._judging = self._judging or self._judge.submit(judgement)
            judging = self._judging
        try:
            faults = judging.result(PATIENCE_SECONDS)
        except TooLate:
            return [f"database: no answer within {PATIENCE_SECONDS} s"]
        finally:
            with self._lock:
                if self._judging is judging and judging.done():
                    self._judging = None
        with self._lock:
            self._faults, self._until = faults, monotonic() + KEPT_SECONDS
        return faults


readiness = Readiness()


def judgement() -> list[str]:
    """Look at everything that a release has to bring along; the log says what is missing."""
    faults = [*static_faults(), *folder_faults()]
    try:
        faults += database_faults()
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        faults.append(f"database: {type(error).__name__}")
    finally:
        connections.close_all()
    if faults:
        logger.error("Not ready: %s", "; ".join(faults))
    return faults


def database_faults() -> list[str]:
    tables = [
        cache["LOCATION"] for cache in settings.CACHES.values() if cache["BACKEND"].endswith(".DatabaseCache")
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return ["migrations: none is applied"]
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = sorted(migrations_here() - set(cursor.fetchall()))
        if missing:
            return [f"migrations: {len(missing)} missing, {'.'.join(missing[0])} first"]
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL", [tables]
        )
        faults = [f"cache table: {name} is missing" for (name,) in cursor.fetchall()]
    if not Centre.objects.exists():
        faults.append("facts: not loaded")
    return faults


def migrations_here() -> set[tuple[str, str]]:
    """App and name of every migration of this release, by the names of the files: none is imported."""
    here = set()
    for app in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(app.label)
        try:
            package = import_module(module or "")
        except (ModuleNotFoundError, ValueError):
            continue
        here |= {
            (app.label, file.name)
            for file in pkgutil.iter_modules(getattr(package, "__path__", []))
            if file.name[0] not in "_~"
        }
    return here


def static_faults() -> list[str]:
    """Names of files by their content come from a manifest that `collectstatic` writes."""
    hashed = getattr(staticfiles_storage, "hashed_files", None)
    return ["static files: not collected"] if hashed == {} else []


def folder_faults() -> list[str]:
    """The folder of attachments takes a file."""
    try:
        settings.PRIVATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.PRIVATE_DIR) as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        return [f"folder of attachments: {error.strerror}"]
    return []
