"""The demonstration's papers say that they are invented, and programs can read them."""

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from bookings.demo.papers import CLERK, put_up
from jcop.models import Document, DocumentVersion
from tests.factories import make_user


def tagged_in(file: bytes) -> str:
    """The language of a tagged document."""
    with pikepdf.open(BytesIO(file)) as document:
        assert document.Root.MarkInfo.Marked
        return str(document.Root.Lang)


@pytest.mark.prints
@pytest.mark.django_db
def test_they_are_of_every_kind_tagged_and_told_to_be_invented():
    make_user(CLERK.email, groups=("Referat",))

    for _ in range(2):
        put_up(timezone.now())

    files = [bytes(content) for content in DocumentVersion.objects.values_list("content", flat=True)]
    texts = ["".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages) for file in files]
    assert set(Document.objects.published().values_list("kind", flat=True)) == set(Document.Kind)
    assert Document.objects.get(slug="regulamin").versions.count() == 2
    assert [tagged_in(file) for file in files] == ["pl"] * 5
    assert all("To jest przykład." in text for text in texts)
