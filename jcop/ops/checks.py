"""What `manage.py check --deploy` says about the environment beside Django's own checks.

What is dangerous never comes so far: with it the settings are refused, and nothing starts.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def check_environment(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A system check tagged `security`, for deployments only."""
    site = urlsplit(settings.SITE_URL)
    private = Path(settings.PRIVATE_DIR)
    judged = [
        (bool(settings.ALLOWED_HOSTS), "ALLOWED_HOSTS is empty: name the portal's hosts."),
        ("*" not in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS lets every host pass: name the portal's own."),
        (
            site.hostname not in (None, "localhost", "127.0.0.1"),
            "SITE_URL is not set: mails would link to this machine. Put the portal's address there.",
        ),
        (not settings.HTTPS or site.scheme == "https", "SITE_URL must begin with https://, as HTTPS is on."),
        (
            _is_address(settings.DEFAULT_FROM_EMAIL),
            "DEFAULT_FROM_EMAIL is no address: write it as name@host or Name <name@host>.",
        ),
        (_is_writable(private), f"PRIVATE_DIR: {private} cannot be written by this user."),
    ]
    return [
        Error(sentence, id=f"jcop.E{number:03}")
        for number, (is_right, sentence) in enumerate(judged, start=2)
        if not is_right
    ]


def _is_address(sender: str) -> bool:
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        return False
    return True


def _is_writable(folder: Path) -> bool:
    """May we write there, or make it?"""
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
