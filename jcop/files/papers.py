"""Papers that somebody at the desk asks for: a job typesets them, and the cache keeps them for a day."""

import hashlib

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from jcop.files import pdf

ONE_DAY = 24 * 60 * 60
# Beside the default cache, which belongs to the limits of tries alone.
cache = ConnectionProxy(caches, "papers")


def key_of(words: str) -> str:
    """By all that a paper says (HTML), so that a word that comes or goes makes another paper."""
    return f"paper-{hashlib.sha256(words.encode()).hexdigest()}"


def keep(words: str) -> None:
    """Typeset it, unless it is there, for whoever asks today."""
    if key_of(words) not in cache:
        cache.set(key_of(words), pdf.render_html(words), timeout=ONE_DAY)
