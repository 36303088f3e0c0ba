"""What every test stands on: strict clients, the Centre's facts, jobs run on request."""

import gc
import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import InMemoryStorage, storages
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.template.backends import django as backend
from django.template.base import Template
from django.template.context import Context, RequestContext
from django.test import Client, TransactionTestCase, utils
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from pytest_django import DjangoDbBlocker

from agreements.models import Attachment, SignedScan
from tests import databases
from tests.files import pdf
from tests.rows import restore_rows, run_enqueued, undone
from tests.signed_in import sign_in_at_once
from tests.spacing import request_plain

pytest_plugins = ["tests.counting"]

# style= is let through in Django admin's own widgets only; scripts and handlers nowhere. JSON is data.
INLINE = re.compile(
    rb"<[^>]+\son[a-z]+\s*=|<script(?![^>]*\ssrc=)(?![^>]*\"application/(ld\+)?json\")", re.IGNORECASE
)


# Python 3.11 keeps frames in pieces of 16 KB, and asks the kernel for the next piece, and gives it back, at
# each call that crosses an edge: 9,000 times a second under Django's templates and queries, 7 µs each. A
# frame with so many words of stack makes its piece a megabyte, in which all calls below it have room.
ROOM = 70_000


def pytest_configure() -> None:
    for method in (pytest.Function.setup, pytest.Function.runtest):
        method.__code__ = method.__code__.replace(co_stacksize=ROOM)
    if not settings.OWN_SERVER and "JCOP_CLUSTER" not in os.environ:
        raise pytest.UsageError(
            "tests have a PostgreSQL of their own: type `make check`, or for those of your choice"
            " `.venv/bin/python -m jcop.make.postgres test .venv/bin/pytest …`"
        )
    # Tests count and race connections: each thread has one of its own, not one of a pool.
    settings.DATABASES["default"]["OPTIONS"].pop("pool")
    # Tests speak plain http, whichever database they were given.
    settings.SECURE_SSL_REDIRECT = False
    # Each test client would list all static files anew: 0.1 s of every request.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.CLAMAV_URL = ""
    # On a busy machine the half minute of a code may end before the code is sent.
    settings.MFA_TOTP_TOLERANCE = 1
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    utils.instrumented_test_render = render_recorded
    Client.request = request_plain
    # Not in settings: the model of attachments has already asked for its storage.
    storages.backends["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


# What takes ten seconds and more begins first, so that no process is left with it at the end.
LONG = ["tests/test_hostile.py", "tests/jcop/test_upgrades.py", "tests/bookings/test_moves.py", "tests/tour"]
LONG += ["tests/bookings/test_http_race.py", "tests/e2e/test_pages.py", "tests/e2e/test_journey.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(tuple(LONG)))


def pytest_collection_finish() -> None:
    """What was imported stays, and a test leaves few circles: looking for them took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def render_recorded(self: Template, context: Context) -> SafeString:
    """Tests ask for the context of a page, and not of its hundred parts: those are not copied for them.

    Takes the place of what Django renders with in tests (`instrumented_test_render`).
    """
    if isinstance(context, RequestContext) and context.template is self:
        template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)


def keep_in_memory(patch: pytest.MonkeyPatch) -> InMemoryStorage:
    storage = InMemoryStorage()
    for model in (Attachment, SignedScan):
        patch.setattr(model._meta.get_field("file"), "storage", storage)
    return storage


@pytest.fixture(scope="module")
def shared_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[InMemoryStorage]:
    """For what a module builds once: rolled back after its last test, each test in a savepoint of its own.

    Tests that commit (`transaction=True`) cannot stand in such a module.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), undone():
        if request.node.get_closest_marker("prints") is None:
            patch.setattr("jcop.files.pdf.render_html", lambda html: pdf())
        yield keep_in_memory(patch)


@pytest.fixture(autouse=True)
def files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> InMemoryStorage:
    """Attachments are kept in memory, and by each test on its own, or with the world that it shares."""
    if "shared_world" in request.fixturenames:
        return request.getfixturevalue("shared_world")
    return keep_in_memory(monkeypatch)


@pytest.fixture(autouse=True)
def blank_pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typesetting the documents of a request takes a second: done where a test is marked `prints`."""
    if request.node.get_closest_marker("prints") is None:
        monkeypatch.setattr("jcop.files.pdf.render_html", lambda html: pdf())


class StrictClient(Client):
    """Refuses pages that the Content-Security-Policy would break: inline scripts and handlers."""

    def request(self, **request: object) -> HttpResponse:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html"):
            assert not INLINE.search(response.content), "inline script or handler"
        return response


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database of this process, with the Centre's true facts and the office's groups."""
    name = f"test_{worker_id}"
    TransactionTestCase._fixture_teardown = restore_rows
    with databases.copy(name, databases.with_facts()):
        connection.settings_dict["NAME"] = name
        with django_db_blocker.unblock():
            # As in a server that has run for a while: no test counts the looking up of a table's type.
            ContentType.objects.get_for_models(*apps.get_models())
        yield
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture(autouse=True)
def quick_templates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where undefined names are let through, nobody looks up where they stand: most of a page's time."""
    if request.node.get_closest_marker("ignore_template_errors"):
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def plain_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are rendered as in production: Django's test client keeps a copy of every context."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.fixture
def no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who asks what an address answers, and of no page what stands on it: nothing is drawn."""
    monkeypatch.setattr(backend.Template, "render", lambda self, context=None, request=None: "")


@pytest.fixture
def run_jobs(db: None) -> Callable[[], list[str]]:
    """Run every enqueued job in this process and transaction, in order; the names of those run."""
    # Jobs lie in a table that is not a model of ours: the flush of a transactional test leaves them.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return run_enqueued


@pytest.fixture
def as_user(client: StrictClient) -> Iterator[Callable]:
    """`as_user(user)` gives the strict client signed in as that user."""

    def sign_in(user: object) -> StrictClient:
        return sign_in_at_once(client, user)

    return sign_in
