"""Passkeys: whatever is posted instead of one is refused with a sentence, in our words."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from tests.factories import make_user

pytestmark = pytest.mark.django_db
BROKEN = [
    "",
    "x",
    "1",
    "[]",
    "{}",
    '{"id": "x"}',
    "[" * 5000 + "]" * 5000,
    "9" * 5000,
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": 1e999}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": ' + '{"a":' * 900 + "1" + "}" * 901,
    '{"id": 1, "rawId": 2, "response": {}, "type": "public-key"}',
]
ADD = "/konto/drugi-skladnik/klucze/dodaj/"


def signed_in(as_user):
    """A client that has just proved who it is, as after typing the password."""
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = as_user(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp(), "email": user.email}
    ]
    session.save()
    return client


def test_the_page_of_a_new_passkey_hands_the_browser_what_it_needs_and_no_inline_script(as_user):
    response = signed_in(as_user).get(ADD)

    text = response.content.decode()
    assert response.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "testserver"
    assert 'type="application/json"' in text
    assert text.count("<script") == 4
    assert "kod z aplikacji uwierzytelniającej" in " ".join(text.split())


@pytest.mark.parametrize("credential", BROKEN)
def test_what_is_no_passkey_is_refused_with_a_sentence(as_user, credential: str):
    client = signed_in(as_user)
    client.get(ADD)

    response = client.post(ADD, {"name": "laptop", "credential": credential})

    form = response.context["form"]
    assert response.status_code == 200
    assert form.errors
    assert 'value="laptop"' in response.content.decode()
