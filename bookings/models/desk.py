"""What the Centre's worker does with a booking: moves it, blocks a place, notes what came of it."""

import uuid
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.holding import Holding
from bookings.models.items import BookingItem
from bookings.models.places import Bookable
from bookings.models.taking import free_units
from jcop.limits import one_after_another
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import again_after_deadlock


class Channel(models.TextChoices):
    PORTAL = "portal", "w portalu"
    PHONE = "phone", "telefonicznie"
    IN_PERSON = "in_person", "osobiście"
    MAIL = "mail", "pocztą elektroniczną"


class Desk(Holding):
    channel = models.CharField(
        "zgłoszono", max_length=10, choices=Channel, default=Channel.PORTAL, db_default="portal"
    )
    persons_came = models.PositiveSmallIntegerField(
        "ile osób przyszło", null=True, blank=True, editable=False
    )
    remarks = models.CharField("uwagi po użyciu", max_length=500, blank=True, db_default="", editable=False)
    damage = models.CharField("szkody", max_length=500, blank=True, db_default="", editable=False)

    class Meta:
        abstract = True

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def block(
        cls,
        *,
        by: User | None,
        bookable: Bookable,
        starts_at: datetime,
        ends_at: datetime,
        reason: str,
        quantity: int = 1,
        public_title: str = "",
        form_key: uuid.UUID | None = None,
    ) -> Self:
        """Take a place for the Centre itself: no organisation, no rule but that it is free, a reason."""
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód blokady."})
        form_key = form_key or uuid.uuid4()
        things = (wishes.Thing(bookable, quantity),)
        wishes.refuse_nonsense(things, starts_at, ends_at)
        one_after_another(f"block {form_key}")
        existing = cls._base_manager.filter(form_key=form_key, kind="block").first()
        if existing:
            return existing
        taking = free_units(things, starts_at, ends_at)
        booking = cls._base_manager.create(
            form_key=form_key,
            kind="block",
            state="confirmed",
            starts_at=starts_at,
            ends_at=ends_at,
            purpose="other",
            public_title=public_title,
            exception_reason=reason.strip(),
            made_by=by,
        )
        BookingItem.objects.create(booking_id=booking.pk, bookable=bookable, quantity=quantity)
        booking._take(taking)
        return booking

    @again_after_deadlock
    @transaction.atomic
    def reschedule(
        self,
        *,
        starts_at: datetime,
        ends_at: datetime,
        note: str = "",
        place: Bookable | None = None,
        exception_reason: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Put the booking to another time or place, as agreed with the organisation; its state stays."""
        organization = self._locked("requested", "confirmed")
        self._refuse_hosted()
        fields, taking = self._elsewhere(
            organization,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            exception_reason=exception_reason,
            at=at or timezone.now(),
        )
        self._change(**fields, office_note=note.strip())
        self._put_elsewhere(taking, place)
        post(Mail.BOOKING_MOVED, self)
        return self

    @transaction.atomic
    def record_use(
        self, *, persons_came: int, remarks: str = "", damage: str = "", at: datetime | None = None
    ) -> Self:
        """It took place: how many persons came, what is worth noting, what was damaged."""
        self._refuse_before_start(at)
        return self._move("took_place", persons_came=persons_came, remarks=remarks, damage=damage)

    @transaction.atomic
    def record_no_show(self, *, remarks: str = "", at: datetime | None = None) -> Self:
        """Nobody came; the booking is counted as such and nothing is forbidden by itself."""
        self._refuse_before_start(at)
        return self._move("no_show", persons_came=None, remarks=remarks, damage="")

    def _refuse_before_start(self, at: datetime | None) -> None:
        if self.starts_at > (at or timezone.now()):
            raise ValidationError("Tej rezerwacji jeszcze nie było: zaczyna się później.", code="future")
