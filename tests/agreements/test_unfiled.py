"""What an organisation has not filed is its own: nobody at the desk opens it, whatever the address."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agreements.models import ServiceRequest
from jcop.models import User
from tests.factories import make_attachment, make_request
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
PAGE = "admin:agreements_servicerequest_change"


@pytest.fixture(params=["Referat", "Zatwierdzający", "superuser"])
def desk(request, as_user) -> Client:
    clerk = make_worker("Referat" if request.param == "superuser" else request.param)
    User.objects.filter(pk=clerk.pk).update(is_superuser=request.param == "superuser")
    return as_user(clerk)


def test_a_draft_has_no_page_at_the_desk_and_a_filed_request_has(desk: Client):
    draft, filed = make_request(state=ServiceRequest.State.DRAFT), make_request()

    opened = [desk.get(reverse(PAGE, args=[request.pk])) for request in (draft, filed)]

    assert [response.status_code for response in opened] == [302, 200]
    assert opened[0].url == reverse("admin:index")
    assert "nie istnieje" in str(next(iter(get_messages(opened[0].wsgi_request))))


def test_neither_its_history_nor_a_move_nor_a_document_is_reached_by_address(desk: Client):
    draft = make_request(state=ServiceRequest.State.DRAFT)
    name = "admin:agreements_servicerequest"
    ways = {f"{name}_history": [], f"{name}_move": ["assign"], f"{name}_document": [1]}

    answers = {desk.get(reverse(way, args=[draft.pk, *rest])).status_code for way, rest in ways.items()}

    assert answers == {302, 404}


def test_a_file_of_a_draft_is_opened_by_its_organisation_alone(desk: Client):
    attachment = make_attachment()
    path = reverse("admin:agreements_attachment_download", args=[attachment.pk])
    before = desk.get(path).status_code

    attachment.request.submit()

    assert (before, desk.get(path).status_code) == (404, 200)
