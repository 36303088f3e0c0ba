"""What documents say as the city's lawyer reads them, and what stands on their paper."""

import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from agreements import pdf
from agreements.models import Agreement
from tests.agreements.test_life import enter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


class TestRegister:
    @pytest.mark.prints
    def test_numbers_stay_whole_and_those_of_a_day_stand_in_order_with_their_end(self):
        today = timezone.localdate()
        made = {n: enter(number=f"{n}/{today.year}", signed_on=today) for n in (120, 9, 20)}
        made[9].annul(reason="wpisane dwa razy")
        made[20].terminate(on=today, reason="wniosek organizacji")
        rows = Agreement.objects.register_of(today.year)

        text = words_of(pdf.register_pdf(today.year, rows, [], today + DAY))

        numbers = re.findall(rf"(?<!\S)(\d+/{today.year})(?!\S)", text)
        assert numbers == [f"{n}/{today.year}" for n in (9, 20, 120)]
        assert f"anulowane {today:%d.%m.%Y}: wpisane dwa razy" in text
        assert f"rozwiązane z dniem {today:%d.%m.%Y}: wniosek organizacji" in text
