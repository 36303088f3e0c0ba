"""Files are capped as they come in, in every view, before anybody looks at them."""

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from jcop.models import User

MEGABYTE = 2**20


def taken(user: object, *sizes: int) -> list[int]:
    """The bytes that are kept of files with these sizes, sent in one form."""
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    request = RequestFactory().post("/", {f"plik{number}": file for number, file in enumerate(files)})
    request.user = user
    kept = [file.size for file in request.FILES.values()]
    request.close()
    return kept


def test_file_beyond_the_limit_is_cut_a_little_above_it(settings):
    settings.ATTACHMENT_MAX_MB = 1

    [size] = taken(User(email="a@example.org"), 3 * MEGABYTE)

    assert MEGABYTE < size < 2 * MEGABYTE


def test_files_of_one_form_are_cut_together(settings):
    settings.ATTACHMENT_MAX_MB = settings.ATTACHMENT_MAX_TOTAL_MB = 1

    first, second, third = taken(User(email="a@example.org"), MEGABYTE, MEGABYTE, MEGABYTE)

    assert first == MEGABYTE
    assert second + third < MEGABYTE


def test_nothing_is_taken_of_whoever_has_not_signed_in():
    assert taken(AnonymousUser(), 3 * MEGABYTE) == [0]
