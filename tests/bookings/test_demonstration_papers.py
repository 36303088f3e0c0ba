"""The demonstration's papers say that they are invented, and programs can read them."""

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from bookings.demonstration_papers import CLERK, put_up
from jcop.models import Document, DocumentVersion
from tests.factories import make_user


@pytest.mark.django_db
def test_they_are_of_every_kind_tagged_and_told_to_be_invented():
    make_user(CLERK.email, groups=("Referat",))

    for _ in range(2):
        put_up(timezone.now())

    files = [bytes(content) for content in DocumentVersion.objects.values_list("content", flat=True)]
    roots = [pikepdf.open(BytesIO(file)).Root for file in files]
    texts = ["".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages) for file in files]
    assert set(Document.objects.published().values_list("kind", flat=True)) == set(Document.Kind)
    assert Document.objects.get(slug="regulamin").versions.count() == 2
    assert [(bool(root.MarkInfo.Marked), str(root.Lang)) for root in roots] == [(True, "pl")] * 5
    assert all("To jest przykład." in text for text in texts)
