"""Deleting an account: what belongs to the person goes everywhere; cases stay, without the name."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from jcop.models import Message, User


@transaction.atomic
def forget(user: User) -> None:
    """Delete `user` and, app by app, what settings.FORGET says belongs to the person.

    History keeps the id, which then points to nobody. ValidationError with the reason when the
    account cannot go yet, and for staff, whose decisions stay signed.
    """
    if user.is_staff:
        raise ValidationError("Konto pracownika zamyka administrator.", code="staff")
    for path in settings.FORGET:
        import_string(path)(user)
    # Mails to the address, also those that failed or still wait: there is nobody left to tell.
    Message.objects.filter(text__address=user.email).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    users = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=users, object_id=str(user.pk)).delete()
    user.delete()


def forget_expired() -> None:
    """Delete what is past its time: kept papers, sessions and the devices they were of.

    Sheets of days name people, devices addresses of computers; Django waits for room.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < now()")
    SessionStore.clear_expired()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(living)).delete()


def forget_tries() -> None:
    """Delete counts of tries past their time: they name computers, and Django counts rows at every write."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tries WHERE expires < now()")
