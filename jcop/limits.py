"""Limits of what anybody may repeat: rivals for one count wait for each other until it is certain."""

from django.db import connection


def one_after_another(*keys: str) -> None:
    """Let whoever counts under one of these keys wait until this transaction ends; always in one order."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def account_limits(per_network: int, code_mails: str) -> dict[str, str]:
    """What django-allauth counts: by address of the network generously, by address of e-mail strictly.

    A class or an office stands behind one network address, so it may do `per_network` things of a kind in an
    hour. Five wrong passwords for one address hold it up for five minutes, and a mailbox gets few mails.
    """
    network = f"{per_network}/h/ip"
    return {
        "signup": network,
        "login": network,
        "login_failed": f"{network},5/300s/key",
        "request_login_code": f"{network},3/m/key",
        "reset_password": f"{network},5/m/key",
        "reset_password_from_key": network,
        "confirm_email": code_mails,
    }
