"""What a log may say. Loaded before the apps are: nothing of Django here."""

import logging
import re

# What follows one of these in an address opens something to whoever has it: a feed, a signed link.
SECRET = re.compile(r"/(subskrypcja|odnosnik|zaproszenie)/[^\s\"'?#]+")


class HideSecrets(logging.Filter):
    """Keeps the secret half of an address out of the log, whatever went wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if SECRET.search(f"{record.msg} {record.args}"):
            record.msg, record.args = SECRET.sub(r"/\1/…", record.getMessage()), ()
        return True
