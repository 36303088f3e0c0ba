"""The second factor: demanded of each session of the desk, secrets sealed with a key outside the database."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest

# In a session: the factors that were enrolled in it.
ENROLLED = "enrolled_factors"
# Where the data of each kind of factor keep a secret. A passkey's holds a public key: nothing to hide.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
# What Fernet begins every token with; neither base32 nor hexadecimal digits do.
SEALED = "gAAAAA"
UNREADABLE = (
    "Portal nie może odczytać drugiego składnika tego konta."
    " Proszę zadzwonić do Centrum: administrator usunie go, a Państwo włączą nowy."
)


def has_second_factor(request: HttpRequest) -> bool:
    """Was a factor that the account still has given in this session, or enrolled in it?"""
    records = get_authentication_records(request, request.user)
    proved = {record.get("id") for record in records if record["method"] == "mfa"}
    proved.update(request.session.get(ENROLLED, []))
    return bool(proved) and Authenticator.objects.filter(user=request.user, pk__in=proved).exists()


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of factors are sealed before allauth stores them, and opened when it checks a code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Logowania dwuetapowego nie można teraz wyłączyć.",
        "cannot_generate_recovery_codes": "Kody zapasowe daje dopiero włączone logowanie dwuetapowe.",
        "incorrect_code": "Kod się nie zgadza. Proszę wpisać ten, który teraz pokazuje aplikacja.",
        "unverified_email": "Przed włączeniem logowania dwuetapowego proszę potwierdzić adres e-mail.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """ValidationError with a sentence when no key opens it: an empty secret would let everybody in."""
        try:
            return unseal(encrypted_text)
        except InvalidToken as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error


def seal(text: str) -> str:
    return _ring().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """InvalidToken when the key is not among ours any more."""
    return _ring().decrypt(sealed.encode()).decode()


@transaction.atomic
def seal_anew(factors: Iterable[Any]) -> int:
    """Seal with the newest key what lies open or under an older one; how many rows that were.

    What no key opens is left as it is: the key may come back. The secret is the same, so the trigger that
    traces changes of factors is told of the sealing.
    """
    newest, count = Fernet(_ring_keys()[0]), 0
    for factor in factors:
        name = SECRETS.get(factor.type, "")
        text = factor.data.get(name)
        if not text or (text.startswith(SEALED) and _opens(newest, text)):
            continue
        try:
            open_text = unseal(text) if text.startswith(SEALED) else text
        except InvalidToken:
            continue
        factor.data[name] = seal(open_text)
        with _untraced():
            factor.save(update_fields=["data"])
        count += 1
    return count


@contextmanager
def _untraced() -> Iterator[None]:
    """In the open transaction no trace of a changed factor is written within."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jcop.sealing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('jcop.sealing', 'off', true)")


def _opens(key: Fernet, sealed: str) -> bool:
    try:
        key.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _ring() -> MultiFernet:
    """The first key seals, every key opens."""
    return MultiFernet([Fernet(key) for key in _ring_keys()])


def _ring_keys() -> list[bytes]:
    words = [*settings.FACTOR_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_key_of(word) for word in words]


@lru_cache
def _key_of(word: str) -> bytes:
    """A key made of a setting's words, for this purpose alone (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jcop.factors").derive(word.encode())
    return urlsafe_b64encode(derived)
