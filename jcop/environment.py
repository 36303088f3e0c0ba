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


def database_parameters() -> dict[str, Any]:
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
