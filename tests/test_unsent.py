"""A form whose session ended while somebody typed: nothing is lost or stored, no other site can use it."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jcop.models import Message, User
from organizations.models import Organization
from tests.factories import make_organization, make_user
from tests.organizations.test_register import filled
from tests.signed_in import sign_in_at_once
from tests.world import STAFF

pytestmark = pytest.mark.django_db
PATH = "/panel/rejestracja/stowarzyszenie/"
OURS = {"sec-fetch-site": "same-origin"}
TYPED = "Stowarzyszenie „Długo Pisane”"
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def strict(user: User | None = None) -> Client:
    """A browser whose form tokens are judged."""
    client = Client(enforce_csrf_checks=True)
    if user:
        sign_in_at_once(client, user)
    return client


def token(client: Client) -> str:
    page = client.get("/konto/haslo/nowe/").content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def carried(page: str) -> dict[str, list[str]]:
    """What the page's own form sends when its button is pressed."""
    form = page[page.index("data-unsent") :].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in INPUT.findall(form):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def refused(client: Client, path: str = PATH, **words: object) -> str:
    answer = client.post(path, {"csrfmiddlewaretoken": token(client), **words}, headers=OURS)
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    return answer.content.decode()


def test_what_was_typed_is_sent_again_after_a_sign_in_in_a_second_tab():
    client, person = strict(), make_user()
    words = filled(name=TYPED, street="ul. „Próbna” 1 <b>")

    page = refused(client, **words)
    again = carried(page)
    sign_in_at_once(client, person)
    answer = client.post(PATH, again | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})

    made = Organization.objects.get(name=TYPED)
    assert "Sesja się skończyła" in page
    assert {name: values[0] for name, values in again.items() if name in words} == {
        name: str(value) for name, value in words.items() if name in again
    }
    assert (answer.status_code, made.street, made.registered_by) == (302, words["street"], person)


def test_a_form_of_before_a_sign_in_comes_back_with_who_is_signed_in_and_is_sent_by_one_click():
    person = make_user()
    client = strict(person)
    old = token(client)
    client.cookies["csrftoken"] = "x" * 32

    answer = client.post(PATH, filled(name=TYPED) | {"csrfmiddlewaretoken": old}, headers=OURS)
    page = answer.content.decode()
    sent = client.post(PATH, carried(page), headers=OURS)

    assert (answer.status_code, str(person) in page, TYPED in page) == (403, True, True)
    assert (sent.status_code, Organization.objects.get(name=TYPED).registered_by) == (302, person)


def test_a_form_that_another_site_sent_gets_no_page_that_sends_it(case):
    hostile = [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "http://testserver/"},
        {},
    ]
    for client, who in ((strict(), "nobody"), (strict(make_user()), "somebody")):
        for headers in hostile:
            with case(who, *headers.items()):
                answer = client.post(PATH, filled(name=TYPED), headers=headers)

                page = answer.content.decode()
                assert (answer.status_code, "data-unsent" in page, TYPED in page) == (403, False, False)


def test_an_origin_of_this_host_is_proof_where_a_browser_says_no_more():
    answer = strict().post(PATH, filled(name=TYPED), headers={"origin": "http://testserver"})

    assert carried(answer.content.decode())["name"] == [TYPED]


def test_no_secret_is_carried(case):
    client = strict()
    secrets = {"password": "tajne-hasło", "password1": "tajne-hasło", "code": "123456", "totp": "654321"}
    for path in (PATH, "/konto/zaloguj/", "/konto/haslo/nowe/"):
        with case(path):
            sent = {
                "csrfmiddlewaretoken": "z" * 64,
                "login": "a@example.org",
                "about": "dwa słowa",
                **secrets,
            }
            page = client.post(path, sent, headers=OURS).content.decode()

            shown = {value for value in (*secrets.values(), sent["csrfmiddlewaretoken"]) if value in page}
            assert shown == set()
            assert ("dwa słowa" in page) == (path == PATH)


def test_a_file_is_named_and_asked_for_again():
    client = strict()
    file = SimpleUploadedFile("statut „nowy”.pdf", b"%PDF-1.7", "application/pdf")

    page = refused(client, path="/admin/jcop/document/add/", title="Nowy statut", file=file)

    assert "statut „nowy”.pdf" in page
    assert re.search(r'<input type="file" name="file" id="plik-1" multiple>', page)
    assert 'enctype="multipart/form-data"' in page
    assert "%PDF" not in page


def test_nothing_is_stored_and_another_account_of_the_same_browser_is_shown_nothing():
    client, other = strict(), make_organization()

    refused(client, name=TYPED, about="słowa, których nikt nie widzi")

    assert (Session.objects.count(), Message.objects.count(), set(client.cookies)) == (0, 0, {"csrftoken"})
    sign_in_at_once(client, other.registered_by)
    for path in (PATH, reverse("organizations:desk", args=[other.key]), "/"):
        page = client.get(path).content.decode()
        assert (TYPED in page, "których nikt nie widzi" in page) == (False, False)


def test_a_desk_without_its_second_factor_keeps_what_was_typed_too(case):
    for name, group in STAFF.items():
        with case(name):
            client = strict(make_user(groups=(group,)))
            page = refused(client, path="/admin/jcop/announcement/add/", title="Nowa wiadomość", code="x")

            assert "drugiego składnika" in page
            assert (carried(page)["title"], carried(page)["code"]) == (["Nowa wiadomość"], ["x"])


def test_a_button_alone_is_sent_again_too_and_does_not_lead_to_an_address_that_only_takes_posts():
    organization = make_organization()
    path = reverse("organizations:leave", args=[organization.key])

    page = refused(strict(), path=path)

    assert f'action="{path}"' in page
    assert f'href="{reverse("account_login")}"' in page
