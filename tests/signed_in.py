"""Who is signed in without the sign-in page, as after the second factor too if the account has any."""

import time

from django.conf import settings
from django.test import Client

from jcop.accounts.factors import ENROLLED
from jcop.accounts.sessions import BEGAN, USED
from jcop.models import User


def sign_in_at_once(client: Client, user: User) -> Client:
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[ENROLLED] = [factor.pk for factor in user.authenticator_set.all()]
    if user.is_staff:
        session[BEGAN] = session[USED] = int(time.time())  # or the first page writes it, among its statements
    session.save()
    return client
