"""What mails about organisations and their people are about."""

from django.db.models import TextChoices


class Mail(TextChoices):
    INVITATION_SENT = "invitation_sent", "zaproszenie do konta organizacji"
    ACCESS_ASKED = "access_asked", "prośba o dostęp do konta organizacji"
    ACCESS_ANSWERED = "access_answered", "odpowiedź na prośbę o dostęp"
    SUSPENDED = "organization_suspended", "zawieszono organizację"
    CLOSED = "organization_closed", "zamknięto konto organizacji"
    MEMBER_GONE = "member_gone", "usunięto konto osoby z organizacji"
    RESUMED = "organization_resumed", "przywrócono organizację"
