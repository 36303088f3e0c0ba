"""Files are capped as they come in, in every view, before anybody looks at them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.forms import FileField
from django.test import RequestFactory

from jcop.files.uploads import judge
from jcop.models import User

MEGABYTE = 2**20


def taken(user: object, *sizes: int) -> list[int]:
    """The bytes that are kept of files with these sizes, sent in one form."""
    return [file.size for file in sent(user, *sizes)]


def sent(user: object, *sizes: int) -> list[UploadedFile]:
    """What of files with these sizes reaches the form they were sent in."""
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    request = RequestFactory().post("/", {f"plik{number}": file for number, file in enumerate(files)})
    request.user = user
    kept = list(request.FILES.values())
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


def test_files_that_are_too_large_together_are_told_so_and_not_called_empty(settings):
    settings.ATTACHMENT_MAX_TOTAL_MB = 1
    alone, *others = sent(User(email="a@example.org"), 2 * MEGABYTE, MEGABYTE, 10)

    sentences = []
    for file in (alone, *others):
        with pytest.raises(ValidationError) as refusal:
            judge(FileField().clean(file))
        sentences += refusal.value.messages

    assert set(sentences) == {
        "Pliki z jednego formularza mogą mieć razem najwyżej 1 MB. Proszę wysłać je po kilka albo zmniejszyć."
    }


def test_nothing_is_taken_of_whoever_has_not_signed_in():
    assert taken(AnonymousUser(), 3 * MEGABYTE) == [0]
