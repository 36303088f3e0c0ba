"""What a consultation was about, who asked for it, and the card that the adviser writes after it."""

from datetime import date, datetime, timedelta
from typing import Any, Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bookings.models.guests import Guest
from bookings.models.places import FOUNDING, Bookable, Topic
from bookings.signed import link_for
from jcop.models import Centre, User
from jcop.opening.hours import midnight
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel


def refuse_wrong_advice(bookable: Bookable, topic: str, length: timedelta) -> None:
    """An adviser advises in their own topics, and for as long as they always do."""
    if bookable.kind != Bookable.Kind.ADVICE or length != bookable.slot:
        raise ValidationError({"bookable": "Proszę wybrać jeden z podanych terminów."})
    if topic not in bookable.topics:
        raise ValidationError({"topic": "Ten doradca nie doradza w tej sprawie. Proszę wybrać inny termin."})


class AdviceVisitQuerySet(models.QuerySet["AdviceVisit"]):
    def whole(self) -> Self:
        """With all that its card says."""
        rows = self.select_related("booking__organization", "guest", "recorded_by")
        return rows.prefetch_related("booking__items__bookable")

    def of_guests(self) -> Self:
        """Whose guest is still known, so that a link may lead there."""
        return self.filter(guest__isnull=False, booking__organization=None)

    def advised_by(self, user: User) -> Self:
        return self.filter(booking__items__bookable__adviser=user)

    def to_confirm(self) -> Self:
        return self.filter(booking__state="requested")

    def ahead(self, at: datetime) -> Self:
        return self.filter(booking__holds=True, booking__starts_at__gt=at)

    def without_card(self, at: datetime) -> Self:
        """Over, and the adviser has neither written the card nor noted that nobody came."""
        rows = self.filter(booking__ends_at__lte=at, recorded_at=None)
        return rows.filter(booking__state__in=["confirmed", "took_place"])

    def open_of(self, guest: Guest, at: datetime) -> Self:
        return self.filter(guest=guest, booking__holds=True, booking__ends_at__gt=at)

    def forget(self, today: date) -> int:
        """What people wrote of themselves goes with them, and after the Centre's set time."""
        old = midnight(today - timedelta(days=Centre.objects.get().guest_days))
        gone = Q(booking__organization=None, guest=None) | Q(booking__ends_at__lt=old)
        return self.exclude(about="", name="").filter(gone).update(about="", name="")


class AdviceVisit(Ruled):
    """One consultation: its topic, for an organisation or for a guest who is only founding one.

    In no history, because what it holds of persons has to be erasable; the state, the time and the
    place of a consultation are its booking's, which is tracked.
    """

    booking = models.OneToOneField(
        "bookings.Booking", on_delete=models.CASCADE, related_name="visit", verbose_name="termin"
    )
    guest = models.ForeignKey(
        "bookings.Guest",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="osoba bez konta",
    )
    name = models.CharField(
        "imię i nazwisko osoby bez konta",
        max_length=150,
        blank=True,
        db_default="",
        validators=[refuse_pesel],
    )
    topic = models.CharField("temat", max_length=25, choices=Topic)
    about = models.CharField("czego dotyczy", max_length=500, blank=True, validators=[refuse_pesel])
    content = models.TextField("krótka treść porady", max_length=2000, blank=True, validators=[refuse_pesel])
    follow_up = models.CharField("co dalej", max_length=500, blank=True, validators=[refuse_pesel])
    recorded_at = models.DateTimeField("kartę zapisano", null=True, editable=False)
    recorded_by = models.ForeignKey(
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="kartę zapisał(a)",
    )

    objects = AdviceVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "porada"
        verbose_name_plural = "porady"
        ordering = ["booking__starts_at", "pk"]
        default_permissions = ("view",)
        permissions = [("record_advicevisit", "Może potwierdzać porady i pisać karty porad")]
        constraints = [
            models.CheckConstraint(
                name="advice_visit_topic_known",
                condition=Q(topic__in=Topic.values),
                violation_error_message="Proszę wybrać temat.",
            ),
            models.CheckConstraint(
                name="advice_visit_guest_is_founding",
                condition=Q(guest=None) | Q(topic__in=sorted(FOUNDING)),
                violation_error_message="Bez porozumienia doradzamy tylko osobom, które zakładają"
                " organizację.",
            ),
            models.CheckConstraint(
                name="advice_visit_name_of_guest",
                condition=Q(name="") | Q(guest__isnull=False),
                violation_error_message="Imię i nazwisko zapisujemy tylko przy osobie bez konta.",
            ),
            models.CheckConstraint(
                name="advice_visit_card_whole",
                condition=Q(recorded_at=None, content="", follow_up="")
                | (Q(recorded_at__isnull=False) & ~Q(content="")),
                violation_error_message="Karta porady ma krótką treść.",
            ),
        ]
        triggers = [
            # Whose guest is erased has no name either.
            pgtrigger.Trigger(
                name="visit_name_goes_with_guest",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("guest_id"),
                condition=pgtrigger.Q(new__guest__isnull=True),
                func="NEW.name := ''; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="visit_is_of_one_party",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b WHERE b.id = NEW.booking_id
                        AND (b.kind <> 'advice' OR (b.organization_id IS NULL) = (NEW.guest_id IS NULL))
                    ) THEN
                        RAISE EXCEPTION 'visit % is not of an organisation or else of a guest', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'advice_visit_of_one_party';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}, {timezone.localtime(self.booking.starts_at):%d.%m.%Y %H:%M}"

    @property
    def link_version(self) -> str:
        """Every change of the booking uses the links up that were sent before it."""
        return str(self.booking.sequence)

    @property
    def link_until(self) -> datetime:
        return self.booking.ends_at

    @property
    def page(self) -> str:
        """Where whoever asked for it sees it: an organisation in its panel, a guest under a signed link."""
        if self.booking.organization:
            return self.booking.get_absolute_url()
        return reverse("bookings:visit", args=[link_for(self, "visit", until=self.link_until)])

    @property
    def number(self) -> str:
        """Of its card, for people to name it by."""
        return f"{self.pk}/{timezone.localtime(self.booking.starts_at).year}"

    @property
    def party(self) -> str:
        """Who came, as far as the Centre may still know."""
        if self.booking.organization:
            return str(self.booking.organization)
        return self.name or "osoba zakładająca organizację (dane usunięte)"

    @property
    def adviser(self) -> str:
        """By what the adviser is called in public, never by name."""
        return ", ".join(str(item.bookable) for item in self.booking.items.all())

    def confirm(self) -> None:
        self.booking.confirm()

    def propose(self, *, starts_at: datetime, **told: Any) -> None:
        """As of every booking; it takes as long as the adviser's talks do."""
        length = self.booking.items.select_related("bookable").get().bookable.slot
        self.booking.propose(starts_at=starts_at, ends_at=starts_at + length, **told)

    def refuse(self, *, reason: str) -> None:
        self.booking.refuse(reason=reason)

    def cancel(self, *, reason: str) -> None:
        self.booking.cancel(reason=reason)

    def record_no_show(self, *, remarks: str = "") -> None:
        self.booking.record_no_show(remarks=remarks)

    @transaction.atomic
    def record(
        self,
        *,
        by: User | None,
        persons_came: int,
        content: str,
        follow_up: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Write the card after the visit, or correct it; the booking took place by that."""
        at = at or timezone.now()
        if not content.strip():
            raise ValidationError({"content": "Proszę krótko napisać, czego dotyczyła porada."})
        booking = self.booking
        booking.refresh_from_db()
        if booking.state == "took_place":
            booking.correct_use(persons_came=persons_came)
        else:
            booking.record_use(persons_came=persons_came, at=at)
        told: dict[str, Any] = {
            "content": content.strip(),
            "follow_up": follow_up.strip(),
            "recorded_at": at,
            "recorded_by": by,
        }
        type(self).objects.filter(pk=self.pk).update(**told)
        for name, value in told.items():
            setattr(self, name, value)
        return self
