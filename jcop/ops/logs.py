"""What a log may say. Loaded before the apps are: nothing of Django here."""

import logging
import re
from typing import Any

# What follows one of these in an address opens something to whoever has it: a feed, a signed link.
SECRET = re.compile(r"/(subskrypcja|odnosnik|zaproszenie)/[^\s\"'?#]+")


class HideSecrets(logging.Filter):
    """Keeps the secret half of an address out of the log, whatever went wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if SECRET.search(f"{record.msg} {record.args}"):
            record.msg, record.args = SECRET.sub(r"/\1/…", record.getMessage()), ()
        return True


class NoTraceOfRefusals(logging.Filter):
    """One line for a request that Django refuses (foreign Host, too many fields): it is no error of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_refused = record.name == "django.request" and record.levelno < logging.ERROR
        if is_refused or record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
        return True


def configured(level: str) -> dict[str, Any]:
    """The setting LOGGING: everything from `level` up goes to the console, of the portal's own counts all."""
    filters = {kind.__name__: {"()": kind} for kind in (HideSecrets, NoTraceOfRefusals)}
    console = {"class": "logging.StreamHandler", "formatter": "plain", "filters": list(filters)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "filters": filters,
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        # What was counted or started anew is worth its line whatever the level: a few a day.
        "loggers": {"agreements.sweeping": {"level": "INFO"}},
    }
