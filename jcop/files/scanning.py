"""Asks the office's ClamAV about a file, where there is one (CLAMAV_URL)."""

import logging
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 20


def scan(content: BinaryIO | File) -> bool:
    """True when ClamAV finds the file clean, False when no ClamAV is set; else ValidationError."""
    if not settings.CLAMAV_URL:
        return False
    from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

    address = urlsplit(settings.CLAMAV_URL)
    content.seek(0)
    try:
        clamd = (
            ClamdUnixSocket(address.path, PATIENCE_SECONDS)
            if address.scheme == "unix"
            else ClamdNetworkSocket(address.hostname or "", address.port or 3310, PATIENCE_SECONDS)
        )
        status, name = clamd.instream(cast(BinaryIO, content)).get("stream", ("", None))
    except (ClamdError, OSError, ValueError) as error:
        status, name = "", str(error)
    finally:
        content.seek(0)
    if status == "FOUND":
        logger.warning("ClamAV found %s in a file, which was refused", name)
        raise ValidationError(
            "Program antywirusowy uznał ten plik za niebezpieczny, dlatego go nie przyjęliśmy.",
            code="infected",
        )
    if status != "OK":
        logger.error("ClamAV at %s did not scan a file: %s %s", settings.CLAMAV_URL, status, name)
        raise ValidationError(
            "Nie można teraz sprawdzić pliku programem antywirusowym, proszę spróbować później."
            " Wszystko, co już zapisano, zostaje.",
            code="unchecked",
        )
    return True
