"""What mails are about: the kernel's own here, each app's in its module of this name; and who writes them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices

if TYPE_CHECKING:
    from jcop.models import Message

    Writer = Callable[[Message], Message.State]
    Hears = Callable[[Message], None]


class Mail(TextChoices):
    SECOND_FACTOR_RESET = "second_factor_reset", "usunięto drugi składnik logowania"
    ACCOUNT_INVITATION = "account_invitation", "zaproszenie do konta założonego w urzędzie"
    ACCOUNT_CODE = "account_code", "kod do konta"
    ACCOUNT_NOTICE = "account_notice", "powiadomienie o koncie"


@dataclass(frozen=True)
class Kind:
    """Polish words for a kind of mail, and the function that makes its text and hands it over.

    A mail is its organisation's, unless it `is_personal`: staff's, a guest's, the owner's of an account.
    What `is_optional` may be switched off at the organisation's desk: it reminds of what was told already,
    or repeats what the person has just done; no term runs from it. What `is_receipt` says to whoever acted
    that it came or was granted as asked, and reminds of it; everything else touches the whole organisation.
    Whoever keeps a list of who was reached hears when a mail is settled, in the transaction of that.
    """

    words: str
    write: "Writer"
    is_personal: bool = False
    is_optional: bool = False
    is_receipt: bool = False
    hears: "Hears | None" = None


KINDS: dict[str, Kind] = {}


def sends(
    *mails: TextChoices,
    is_personal: bool = False,
    optional: Collection[TextChoices] = (),
    receipts: Collection[TextChoices] = (),
    hears: "Hears | None" = None,
) -> "Callable[[Writer], Writer]":
    """Registers the function that writes these mails: it sends them and returns what became of them."""

    def register(write: "Writer") -> "Writer":
        for mail in mails:
            assert mail.value not in KINDS, f"two functions write {mail.value}"
            KINDS[mail.value] = Kind(
                words=str(mail.label),
                write=write,
                is_personal=is_personal,
                is_optional=mail in optional,
                is_receipt=mail in receipts,
                hears=hears,
            )
        return write

    return register
