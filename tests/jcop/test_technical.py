"""The office's desk without dead ends and without English: links, tables of libraries, the yearly review."""

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django.utils.html import escape
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from jcop.jobs import enqueue
from jcop.models import Centre, User
from tests.factories import make_agreement, make_booking, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def staff(*groups: str) -> User:
    user = (
        make_user(groups=groups)
        if groups
        else User.objects.create_superuser("root@example.org", full_name="R")
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


@pytest.mark.parametrize(("group", "links"), [("Pracownik Centrum", True), ("Zatwierdzający", False)])
def test_a_row_is_a_link_only_for_whoever_may_open_it(as_user, group: str, links: bool):
    agreement = make_agreement()
    booking = make_booking(agreement=agreement)

    page = as_user(staff(group)).get(f"/admin/agreements/agreement/{agreement.pk}/change/").content.decode()

    assert (f"/admin/bookings/booking/{booking.pk}/change/" in page) is links


@pytest.mark.parametrize("opens", [True, False])
def test_a_row_that_a_field_names_is_a_link_only_for_whoever_may_open_it(as_user, opens: bool):
    booking = make_booking()
    person = staff("Pracownik Centrum")
    person.groups.clear()
    names = ["view_booking", *(["view_organization", "view_agreement"] if opens else [])]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))

    page = as_user(person).get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()

    named = {
        row: f'/change/">{escape(str(row))}</a>' in page for row in (booking.organization, booking.agreement)
    }
    assert named == {booking.organization: opens, booking.agreement: opens}
    assert escape(booking.organization.name) in page


def test_a_failed_job_is_told_in_polish_and_tried_again(as_user):
    enqueue("send_message", message_id=1)
    client = as_user(staff())
    job = ProcrastinateJob.objects.latest("pk")

    page = client.get("/admin/procrastinate/procrastinatejob/").content.decode()
    answer = client.post(
        "/admin/procrastinate/procrastinatejob/",
        {"action": "retry", "_selected_action": [job.pk]},
        follow=True,
    )

    assert "czeka" in page
    assert "Nieudane zadania zostaną wykonane jeszcze raz." in answer.content.decode()


def test_permissions_of_a_group_are_told_in_polish(as_user):
    page = as_user(staff()).get(f"/admin/auth/group/{Group.objects.first().pk}/change/").content.decode()

    assert "aktualności: dodawanie" in page or "ogłoszenia: dodawanie" in page
    assert "Can add" not in page


def test_the_way_to_a_page_has_a_polish_name(as_user):
    page = as_user(staff("Referat")).get("/admin/agreements/agreement/").content.decode()

    assert re.findall(r'<nav aria-label="([^"]+)"', page) == ["Ścieżka do tej strony"]


def test_no_move_of_a_case_asks_for_a_choice_by_dashes(as_user):
    clerk = as_user(staff("Referat"))
    request = make_request(state="under_examination")
    rows = {"agreements/servicerequest": request.pk, "organizations/organization": request.organization_id}
    pages = [clerk.get(f"/admin/{table}/{pk}/change/") for table, pk in rows.items()]
    moves = [move["url"] for page in pages for move in page.context["moves"]]

    dashed = [url for url in moves if "---------" in clerk.get(url).content.decode()]

    assert len(moves) > len(rows)
    assert dashed == []


@pytest.mark.parametrize("reviewed", [True, False])
def test_the_desk_says_that_the_declaration_is_to_be_reviewed(as_user, reviewed: bool):
    today = timezone.localdate()
    Centre.objects.update(
        declaration_prepared_on=date(2025, 1, 1), declaration_reviewed_on=today if reviewed else None
    )

    page = as_user(staff("Referat")).get("/admin/").content.decode()

    waiting = page[page.index("queues-waiting") : page.index("queues-quiet")]
    assert ("przegląd deklaracji dostępności" in waiting) is not reviewed


def test_the_desk_warns_while_contacts_that_the_law_wants_are_missing(as_user):
    clerk = as_user(staff("Referat"))

    both = clerk.get("/admin/").content.decode()
    Centre.objects.update(data_officer="iod@um.example")
    one = clerk.get("/admin/").content.decode()
    Centre.objects.update(e_delivery="AE:PL-12345-67890-ABCDE-12")
    none = clerk.get("/admin/").content.decode()

    told = "w danych Centrum: inspektor ochrony danych, adres do e-Doręczeń"
    assert (told in both, "w danych Centrum: adres do e-Doręczeń" in one) == (True, True)
    assert "w danych Centrum:" not in none


def test_a_task_that_nobody_wrote_is_refused_when_it_is_asked_for():
    with pytest.raises(TaskNotFound):
        enqueue("send_mesage", message_id=1)
