"""The summary of errors in Django's own forms: each is named, leads to its field, and has the focus."""

import re

import pytest
from django.urls import reverse

from agreements.models import Service
from tests.jcop.test_admin import hours_form, staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SUMMARY = re.compile(r'<div class="error-summary" role="alert" tabindex="-1" autofocus>.*?</div>', re.DOTALL)


def summary(page: str) -> list[tuple[str, str]]:
    """Each sentence with the field to which it leads."""
    return re.findall(r'<a href="#([^"]*)">([^<]*)</a>', SUMMARY.search(page)[0])


def test_a_list_without_rows_says_so_and_its_count_declines_nothing(as_user):
    path = reverse("admin:agreements_servicerequest_changelist")

    page = as_user(staff("superuser")).get(path, {"q": "nic takiego"}).content.decode()

    assert "Nic nie znaleziono." in page
    assert "Razem: 0" in page


def test_rows_of_a_table_in_a_form_are_told_apart(as_user):
    path, typed = reverse("admin:jcop_hoursperiod_add"), [("8:00", "10:00"), ("9:00", ""), ("11:00", "")]

    page = as_user(staff("worker")).post(path, hours_form(*typed)).content.decode()

    told = "Godziny dnia {}: Do – To pole jest wymagane."
    assert summary(page) == [(f"id_spans-{n}-closes", told.format(n + 1)) for n in (1, 2)]


def test_fields_edited_in_a_list_are_told_and_keep_what_was_typed(as_user):
    path = reverse("admin:agreements_service_changelist")
    rows = list(Service.objects.order_by("pk"))
    typed = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Zapisz"}
    for n, row in enumerate(rows):
        typed |= {f"form-{n}-id": row.pk, f"form-{n}-position": "pierwsza" if n == 1 else row.position}

    page = as_user(staff("clerk")).post(path, typed).content.decode()

    [(field, told)] = summary(page)
    assert field == "id_form-1-position"
    assert told.startswith("Świadczenie 2: ")
    assert 'value="pierwsza"' in page
