"""Pages as tests compare them: a no-break space is a space, and what glues a word together is not there.

Where a line may end is the subject of `tests/jcop/test_typography.py` and of a rule of the house; the test
of anything else says its words as people type them.
"""

from django.http import HttpResponse
from django.test import Client

_requested = Client.request


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u2060", "")


def request_plain(self: Client, **request: object) -> HttpResponse:
    """Ask as Django's client does, for a page in plain spaces; takes the place of `Client.request`."""
    response = _requested(self, **request)
    is_page = response.get("Content-Type", "").startswith("text/html")
    if is_page and not response.streaming and not response.has_header("Content-Encoding"):
        response.content = plain(response.content.decode()).encode()
    return response
