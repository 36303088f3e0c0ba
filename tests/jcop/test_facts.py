"""`manage.py facts` runs at every release: what the office made of a fact is not undone."""

import pytest
from django.core.management import call_command

from agreements.models import Declaration, Defect, Service
from jcop.models import Announcement, Centre, HouseRules, LoadedFact, PersonsLimit

pytestmark = pytest.mark.django_db
# Of every kind: the field that names a row.
KINDS = {
    Service: "name",
    Declaration: "text",
    Defect: "text",
    Announcement: "slug",
    PersonsLimit: "wording",
    HouseRules: "title",
}


def rows() -> dict[str, list[dict[str, object]]]:
    return {str(kind): list(kind.objects.order_by("pk").values()) for kind in [*KINDS, Centre]}


@pytest.mark.parametrize("act", ["change", "delete"])
def test_facts_leave_what_the_office_made_of_them(act):
    Centre.objects.update(phone="32 111 22 33")
    for kind, field in KINDS.items():
        first = kind.objects.filter(pk__in=kind.objects.order_by("pk").values("pk")[:1])
        first.update(**{field: "Po zmianie"}) if act == "change" else first.delete()
    before = rows()

    call_command("facts")

    assert rows() == before


def test_a_fact_whose_address_the_office_took_meanwhile_gives_way():
    service = Service.objects.get(code="sala")
    LoadedFact.objects.filter(key="service:sala").delete()

    call_command("facts")

    assert Service.objects.get(code="sala") == service
