from django.db import models
from django.db.models import Q


class MessageText(models.Model):
    """What cannot be made again when the mail is sent: a code, and where to; a notice of an account.

    The one place where a queued mail has an address or a text. It goes when the mail was sent or
    withdrawn, with a code when the code dies, and with the person.
    """

    message = models.OneToOneField(
        "jcop.Message", on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    address = models.EmailField("adres e-mail", db_index=True)
    subject = models.CharField("temat", max_length=300)
    body = models.TextField("treść")
    html = models.TextField("treść z formatowaniem", blank=True)

    class Meta:
        verbose_name = "treść wiadomości e-mail"
        verbose_name_plural = "treści wiadomości e-mail"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="message_text_has_address", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        return f"treść wiadomości {self.pk}"
