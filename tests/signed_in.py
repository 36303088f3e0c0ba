"""Who is signed in without the sign-in page, as after the second factor too if the account has any."""

from django.conf import settings
from django.test import Client

from jcop.factors import ENROLLED
from jcop.models import User


def sign_in_at_once(client: Client, user: User) -> Client:
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[ENROLLED] = [factor.pk for factor in user.authenticator_set.all()]
    session.save()
    return client
