from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel


class MessageQuerySet(models.QuerySet["Message"]):
    def unread_by_office(self) -> Self:
        return self.filter(is_from_office=False, read_at=None)

    def unread_by_applicant(self) -> Self:
        return self.filter(is_from_office=True, read_at=None)

    def read(self) -> int:
        """The other side has seen them now."""
        return self.update(read_at=timezone.now())


class Message(Ruled):
    """One message between the applicant and the office, about one request."""

    request = models.ForeignKey(
        "agreements.ServiceRequest", on_delete=models.CASCADE, related_name="messages"
    )
    is_from_office = models.BooleanField("od urzędu", default=False)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField("wiadomość", max_length=3000, validators=[refuse_pesel])
    sent_at = models.DateTimeField("wysłano", default=timezone.now)
    read_at = models.DateTimeField("przeczytano", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość"
        verbose_name_plural = "wiadomości"
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(
                name="message_unread", fields=["request", "is_from_office"], condition=models.Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%d.%m.%Y %H:%M}"

    @classmethod
    @transaction.atomic
    def write(cls, *, request: Any, text: str, by: User, is_from_office: bool) -> "Message":
        """The applicant gets a mail that a message waits; the office finds it in its queue."""
        message = cls(request=request, text=text.strip(), author=by, is_from_office=is_from_office)
        message.full_clean(exclude=["request", "author", "read_at"])
        message.save()
        if is_from_office:
            post(Mail.MESSAGE_SENT, request, parts=[message])
        return message


class Note(Ruled):
    """A remark of the office to itself about a case; the applicant never sees it."""

    request = models.ForeignKey("agreements.ServiceRequest", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="kto")
    text = models.TextField("treść", max_length=3000, validators=[refuse_pesel])
    written_at = models.DateTimeField("zapisano", default=timezone.now)

    class Meta:
        verbose_name = "notatka"
        verbose_name_plural = "notatki"
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.written_at:%d.%m.%Y %H:%M} {self.author}"
