"""Limits of what anybody may repeat: rivals for one count wait for each other until it is certain."""

from django.db import connection


def one_after_another(*keys: str) -> None:
    """Let whoever counts under one of these keys wait until this transaction ends; always in one order."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
