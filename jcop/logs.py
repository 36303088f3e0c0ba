"""What a log may say. Loaded before the apps are: nothing of Django here."""

import logging
import re

FEED = "/subskrypcja/"
SECRET = re.compile(rf"{FEED}[^\s\"'?#]+")


class HideSecrets(logging.Filter):
    """Keeps the secret half of a feed's address out of the log, whatever went wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if FEED in f"{record.msg} {record.args}":
            record.msg, record.args = SECRET.sub(f"{FEED}…", record.getMessage()), ()
        return True
