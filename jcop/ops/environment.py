"""The environment as settings read it; what is wrong with it ends every program with one sentence."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

env = Env()
POSTGRESQL = "django.db.backends.postgresql"
SHORTEST_KEY = 50
# In seconds, 0 for no end: how long a process waits for a lock, a statement runs, a transaction lies idle.
LIMITS = {
    "web": {"LOCK": 3, "STATEMENT": 15, "IDLE": 60},
    "worker": {"LOCK": 30, "STATEMENT": 300, "IDLE": 600},
}
TIMEOUTS = {"LOCK": "lock", "STATEMENT": "statement", "IDLE": "idle_in_transaction_session"}
AN_ADDRESS = validate.Regexp(
    r"^https?://([\w.-]+|\[[0-9a-fA-F:]+\])(:\d+)?/?$", error="It reads https://portal.example."
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@contextmanager
def refused_in_a_sentence() -> Iterator[None]:
    """Load the settings within: a missing, malformed or dangerous variable ends the program with code 1."""
    try:
        yield
    except (EnvError, ImproperlyConfigured) as error:
        sys.exit(str(error).strip())


def at_least(lowest: int) -> Callable[[Any], Any]:
    """For numbers that cannot be smaller."""
    return validate.Range(min=lowest, error=f"It must be {lowest} or more.")


def database(private: dict[str, str], *, connections: int) -> dict[str, Any]:
    """How Django reaches the server that DATABASE_URL names, or the `private` one without it.

    The pool belongs to one process and is opened by its first query, after gunicorn's fork.
    """
    seconds = env.int("DATABASE_CONNECT_SECONDS", 3, validate=at_least(1))
    server: dict[str, Any] = _own_server() if env.str("DATABASE_URL", "") else {**private}
    options = {
        # A pool that gave up is tried anew by the next request: it need not wait for a growing pause.
        "pool": {"min_size": 1, "max_size": connections, "timeout": seconds, "reconnect_timeout": seconds},
        "connect_timeout": seconds,
        # A server that is gone without a word is noticed within a minute.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        # Priced for spinning disks, 640 look-ups seem dearer than reading 100,000 bookings: 45 ms, not 3.
        "options": " ".join(["-c random_page_cost=1.1", *_limits()]),
    }
    return {**server, "ENGINE": "jcop.postgresql", "OPTIONS": {**server.get("OPTIONS", {}), **options}}


def _limits() -> list[str]:
    """What this kind of process may wait for: web and worker, as jcop/wsgi.py and manage.py say.

    Any other command may take as long as it needs.
    """
    process = env.str("JCOP_PROCESS", "command", validate=validate.OneOf(["command", *LIMITS]))
    usual = LIMITS.get(process, {})
    seconds = {
        name: env.int(f"{process.upper()}_{name}_SECONDS", usual[name], validate=at_least(0))
        for name in usual
    }
    return [f"-c {TIMEOUTS[name]}_timeout={limit}s" for name, limit in seconds.items()]


def _own_server() -> dict[str, Any]:
    """The server that DATABASE_URL names. Its value is never repeated: it holds a password."""
    try:
        parameters: dict[str, Any] = env.dj_db_url("DATABASE_URL")
    except EnvError:
        parameters = {}
    if parameters.get("ENGINE") != POSTGRESQL or not parameters["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL must read postgresql://user:password@host:5432/name, with any special"
            " character of the password written as %XX (# is %23, @ is %40, / is %2F)."
        )
    return parameters


def email_parameters() -> dict[str, Any]:
    """The mail server that EMAIL_URL names. Its value is never repeated: it may hold a password."""
    try:
        parameters: dict[str, Any] = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
    except EnvError:
        parameters = {}
    if not parameters.get("EMAIL_BACKEND") or not parameters["EMAIL_HOST"]:
        raise ImproperlyConfigured(
            "EMAIL_URL must read submission://user:password@host:587 or smtp://host:25, with any special"
            " character of the password written as %XX."
        )
    return parameters
