"""Who answers for a booking on the spot and what its guests need: kept apart, and not for long."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from jcop.hours import midnight
from jcop.personal import refuse_pesel
from jcop.phones import check_phone
from jcop.rules import Ruled

NEEDS_KEPT, NAMES_KEPT = timedelta(days=7), timedelta(days=90)


class ContactQuerySet(models.QuerySet["BookingContact"]):
    def forget(self, today: date) -> None:
        """Needs go a week after the use, names and telephones after ninety days."""
        used = self.filter(booking__ends_at__lt=midnight(today - NEEDS_KEPT))
        used.exclude(needs="").filter(Q(name__gt="") | Q(phone__gt="")).update(needs="")
        used.filter(name="", phone="").delete()
        self.filter(booking__ends_at__lt=midnight(today - NAMES_KEPT)).delete()


class BookingContact(Ruled):
    """Data of persons about one booking. In no history: once deleted, it is gone.

    The organisation sees it, and the staff who handle bookings; nobody else does.
    """

    booking = models.OneToOneField("bookings.Booking", on_delete=models.CASCADE, related_name="contact")
    name = models.CharField("osoba odpowiedzialna", max_length=150, blank=True, validators=[refuse_pesel])
    phone = models.CharField("telefon tej osoby", max_length=30, blank=True, validators=[check_phone])
    needs = models.CharField(
        "potrzeby związane z dostępnością", max_length=300, blank=True, validators=[refuse_pesel]
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "osoba odpowiedzialna i potrzeby"
        verbose_name_plural = "osoby odpowiedzialne i potrzeby"
        constraints = [
            models.CheckConstraint(
                name="booking_contact_says_something",
                condition=~Q(name="", phone="", needs=""),
                violation_error_message="Podaj osobę, telefon albo potrzeby.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.phone

    @classmethod
    def keep(cls, booking: Any, told: Mapping[str, str]) -> Self | None:
        """Keep what was told with the booking; nothing told, nothing kept."""
        return next(iter(cls.keep_all([booking], told)), None)

    @classmethod
    def keep_all(cls, bookings: Iterable[Any], told: Mapping[str, str]) -> list[Self]:
        """The same with each of several bookings, in one statement."""
        words = {field: word.strip() for field, word in told.items()}
        if not any(words.values()):
            return []
        return cls.objects.bulk_create(cls(booking=booking, **words) for booking in bookings)
