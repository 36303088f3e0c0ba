"""The demonstration's own pages: signing in by one button, and the mail that went out.

They exist only while settings.DEMO is on, which production refuses.
"""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jcop.models import User

NEWEST = 100


@dataclass(frozen=True)
class Account:
    """One role of the demonstration; the person is invented. `group` is the office's job, if any."""

    email: str
    name: str
    role_name: str
    description: str
    group: str = ""


ACCOUNTS = [
    Account(
        "opiekun@demo.example",
        "Anna Przykładowa",
        "Opiekun konta organizacji",
        "ma porozumienie, rezerwuje sale",
    ),
    Account(
        "nowa@demo.example",
        "Jan Nowoprzykładny",
        "Osoba bez organizacji",
        "może zarejestrować organizację",
    ),
    Account(
        "pracownik@demo.example",
        "Ewa Wymyślona",
        "Pracownik Centrum",
        "godziny, rezerwacje, ogłoszenia",
        "Pracownik Centrum",
    ),
    Account(
        "referat@demo.example",
        "Piotr Zmyślony",
        "Pracownik Referatu",
        "przyjmuje i rozpatruje zapotrzebowania",
        "Referat",
    ),
    Account(
        "zatwierdza@demo.example",
        "Maria Nieistniejąca",
        "Zatwierdzający",
        "zatwierdza porozumienia, odmawia",
        "Zatwierdzający",
    ),
    Account(
        "doradca@demo.example",
        "Karol Przykładny",
        "Doradca",
        "swoje porady i ich karty",
        "Doradca",
    ),
    Account("redaktor@demo.example", "Adam Zmyślański", "Redaktor", "ogłoszenia", "Redaktor"),
]


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's accounts, without a password."""
    known = [account.email for account in ACCOUNTS]
    user = get_object_or_404(User, email=request.POST.get("email", ""), email__in=known)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(resolve_url("admin:index" if user.is_staff else settings.LOGIN_REDIRECT_URL))


@dataclass(frozen=True)
class SentMail:
    to: str
    subject: str
    sent_at: datetime
    text: str


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every mail that the demonstration sent, newest first."""
    files = sorted(settings.MAIL_DIR.glob("*.log"), key=lambda path: path.stat().st_mtime)
    mails = [mail for path in reversed(files[-NEWEST:]) for mail in _mails(path)]
    return render(request, "jcop/demo_mail.html", {"mails": mails})


def _mails(path: Path) -> list[SentMail]:
    """The mails of one file, as Django's file backend writes them: each ends with a ruler of dashes."""
    sent_at = datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
    found = []
    for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
        if raw.strip():
            message = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            found.append(SentMail(str(message["To"]), str(message["Subject"]), sent_at, text))
    return found
