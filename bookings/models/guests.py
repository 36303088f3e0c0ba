"""Persons without an account: who they say they are, proved by a code sent to them, and not for long."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from bookings.mail_kinds import Mail
from jcop.limits import one_after_another
from jcop.mail import post_code
from jcop.models import Centre
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel

CODE_VALID = timedelta(minutes=30)
# A code that was right lets its person go on, to another time if need be, without a second code.
GO_ON_FOR = timedelta(hours=1)
MOST_TRIES = 5
# How many codes within an hour and within a day: to one address of e-mail; of the network's see `make`.
PER_EMAIL = {timedelta(hours=1): 3, timedelta(days=1): 6}
DAY_IN_HOURS_OF_CODES = 3
KEPT = max(PER_EMAIL)

# One sentence for both limits, and for addresses that we know as for those that we do not.
TOO_MANY = (
    "W krótkim czasie poproszono o zbyt wiele kodów. Proszę użyć kodu z ostatniej wiadomości,"
    " spróbować za godzinę albo zadzwonić do Centrum."
)
NO_TRIES_LEFT = f"Kod wpisano błędnie {MOST_TRIES} razy i już nie działa. Proszę poprosić o nowy kod."
EXPIRED = "Ten kod już wygasł: był ważny 30 minut. Proszę poprosić o nowy kod."


class GuestQuerySet(models.QuerySet["Guest"]):
    def locked(self, pk: int) -> "Guest":
        """Locked until the transaction ends: whatever one guest gets only once is judged under it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def to_forget(self, today: date) -> Self:
        return self.filter(purge_on__lte=today)

    def forget(self, today: date) -> int:
        """Erase those whose time has come; what they were at stays, without them."""
        return self.to_forget(today).delete()[0]


class Guest(Ruled):
    """Somebody without an account: a founder who asks for advice, a resident at a training.

    One row for an address of e-mail that its owner confirmed. Who it is stands with each sign-up and
    each visit, for a family may have one address. In no history, and on no job: once deleted, the person
    is gone. Whatever refers to a guest does it with SET_NULL, or goes too; names go with it.
    """

    email = models.EmailField("adres e-mail", unique=True)
    confirmed_at = models.DateTimeField("potwierdzono adres", editable=False)
    purge_on = models.DateField("usunąć dane dnia", editable=False)
    # What was to be sent to the person goes with them.
    mails = GenericRelation("jcop.Message", "recipient_id", "recipient_type")

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = "gość"
        verbose_name_plural = "goście"
        ordering = ["purge_on", "pk"]
        indexes = [models.Index(name="guest_purge", fields=["purge_on"])]
        constraints = [
            models.CheckConstraint(
                name="guest_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Adres e-mail zapisujemy małymi literami.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def keep_for(self, day: date) -> Self:
        """Something of theirs is on `day`: keep the person until the Centre's set time after it."""
        last = day + timedelta(days=Centre.objects.get().guest_days)
        type(self).objects.filter(pk=self.pk).update(purge_on=Greatest(F("purge_on"), last))
        self.purge_on = max(self.purge_on, last)
        return self


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def forget(self, at: datetime) -> int:
        """A day later nothing is left of who asked for a code, from where and what for."""
        return self.filter(made_at__lte=at - KEPT).delete()[0]


class Introduction(Ruled):
    """Somebody gave a name and an e-mail and was sent a code; the right code makes a guest of them.

    `wish` is what they were at (plain values, each page reads its own), so that no session is needed.
    `key` is the form key of what it leads to: a code sent twice leads to the first result.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField("imię i nazwisko", max_length=150, validators=[refuse_pesel])
    email = models.EmailField("adres e-mail")
    wish = models.JSONField("czego dotyczy", default=dict, blank=True)
    code_hash = models.CharField(max_length=64, editable=False)
    client_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("poproszono o kod", editable=False)
    tries = models.PositiveSmallIntegerField("prób", default=0, editable=False)
    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, null=True, editable=False, related_name="introductions"
    )
    confirmed_at = models.DateTimeField("potwierdzono", null=True, editable=False)
    mails = GenericRelation("jcop.Message", "recipient_id", "recipient_type")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = "prośba o kod"
        verbose_name_plural = "prośby o kod"
        ordering = ["-made_at"]
        indexes = [
            models.Index(name="introduction_by_email", fields=["email", "made_at"]),
            models.Index(name="introduction_by_client", fields=["client_hash", "made_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="introduction_tries_limited",
                condition=Q(tries__lte=MOST_TRIES),
                violation_error_message=NO_TRIES_LEFT,
            ),
            models.CheckConstraint(
                name="introduction_confirmed_iff_guest",
                condition=Q(guest=None, confirmed_at=None)
                | Q(guest__isnull=False, confirmed_at__isnull=False),
                violation_error_message="Potwierdzony adres ma gościa.",
            ),
        ]

    def __str__(self) -> str:
        return f"prośba o kod {self.pk}"

    @property
    def link_version(self) -> str:
        """Its link stays good for as long as the introduction itself: what it makes is made once by `key`."""
        return str(self.key)

    @property
    def link_until(self) -> datetime:
        return self.made_at + CODE_VALID + GO_ON_FOR

    def is_confirmed(self, at: datetime) -> bool:
        """Its guest may still go on with what they were at."""
        return self.confirmed_at is not None and at < self.confirmed_at + GO_ON_FOR

    @classmethod
    @transaction.atomic
    def make(
        cls,
        *,
        name: str,
        email: str,
        client: str,
        wish: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Send a code to `email`, unless too many were sent lately: there, or for `client`, an IP address.

        A class signs up from one network: `settings.SIGN_UPS_PER_NETWORK` in an hour, three times as many in
        a day. Nobody learns from the answer whether the address is known to the portal.
        """
        at = at or timezone.now()
        email = email.strip().lower()
        client_hash = _digest("client", client)
        one_after_another(f"email {email}", f"client {client_hash}")
        hourly = settings.SIGN_UPS_PER_NETWORK
        per_client = {timedelta(hours=1): hourly, timedelta(days=1): hourly * DAY_IN_HOURS_OF_CODES}
        for asked, limits in ((Q(email=email), PER_EMAIL), (Q(client_hash=client_hash), per_client)):
            for span, most in limits.items():
                if cls._base_manager.filter(asked, made_at__gt=at - span).count() >= most:
                    raise ValidationError(TOO_MANY, code="too_many")
        code = f"{secrets.randbelow(10**6):06}"
        key = uuid.uuid4()
        made = cls._base_manager.create(
            key=key,
            name=name.strip(),
            email=email,
            wish=dict(wish or {}),
            code_hash=_digest("code", f"{key} {code}"),
            client_hash=client_hash,
            made_at=at,
        )
        post_code(
            Mail.GUEST_CODE,
            "bookings/email/guest_code",
            address=made.email,
            to=made,
            context={"code": code, "centre": Centre.objects.get()},
            ends_at=at + CODE_VALID,
        )
        return made

    def answer(self, code: str, *, at: datetime | None = None) -> Guest:
        """The guest, once `code` is the right one; a refusal is a ValidationError on `code`.

        A try counts even when it is refused: never call this inside a transaction that the refusal
        rolls back. The right code twice, at once or later, gives the same guest.
        """
        at = at or timezone.now()
        with transaction.atomic():
            asked = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            refusal = asked._refusal(code, at)
            if refusal is None and asked.guest is None:
                asked._confirm(at)
        if refusal:
            raise ValidationError({"code": refusal})
        self.refresh_from_db()
        assert self.guest is not None
        return self.guest

    def _refusal(self, code: str, at: datetime) -> ValidationError | None:
        """What is wrong with this try, which is counted; its row is locked."""
        is_right = constant_time_compare(_digest("code", f"{self.key} {code.strip()}"), self.code_hash)
        if at >= self.made_at + CODE_VALID:
            return ValidationError(EXPIRED, code="expired")
        if is_right and self.guest_id:
            return None
        if self.tries >= MOST_TRIES:
            return ValidationError(NO_TRIES_LEFT, code="no_tries")
        if is_right:
            return None
        self.tries += 1
        self.save(update_fields=["tries"])
        left = MOST_TRIES - self.tries
        if not left:
            return ValidationError(NO_TRIES_LEFT, code="no_tries")
        return ValidationError(f"Ten kod jest nieprawidłowy. Pozostało prób: {left}.", code="wrong")

    def _confirm(self, at: datetime) -> None:
        """Make the guest, or know that of the address again."""
        row = Guest(email=self.email, confirmed_at=at, purge_on=timezone.localdate(at) + timedelta(days=1))
        Guest.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["email"], update_fields=["confirmed_at"]
        )
        self.guest, self.confirmed_at = row, at
        self.save(update_fields=["guest", "confirmed_at"])


def _digest(what: str, value: str) -> str:
    """Keyed with SECRET_KEY: a copy of the database tells neither codes nor addresses of computers."""
    return salted_hmac(f"bookings.guest.{what}", value, algorithm="sha256").hexdigest()
