"""Mail servers that do not take a mail: nobody listens, the address is refused, come back later."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: list) -> int:
        raise ConnectionRefusedError("nobody listens")


class Refusing(BaseEmailBackend):
    """As smtplib tells it: by the address, which must not reach a log."""

    code = 550

    def send_messages(self, email_messages: list) -> int:
        raise SMTPRecipientsRefused(
            {to: (self.code, b"refused") for mail in email_messages for to in mail.to}
        )


class Busy(Refusing):
    code = 451


class Faulty(BaseEmailBackend):
    """A program with a fault, whose words name an address as well."""

    def send_messages(self, email_messages: list) -> int:
        raise TypeError(f"cannot send to {email_messages[0].to}")
