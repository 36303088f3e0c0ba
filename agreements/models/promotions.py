"""What an organisation tells residents through the Centre: its public events and its volunteering posts.

A text that was approved is never written over: a correction is a new row with the same key, and takes
the place of the approved one when the office approves it.
"""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.agreements import Agreement
from jcop.models import SHOWN, User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization
from organizations.models.organizations import KEY_LENGTH, new_key

LONGEST = timedelta(days=366)
KEPT = timedelta(days=365)
NO_AGREEMENT = (
    "Ogłaszać może organizacja, której porozumienie dziś obowiązuje i której konto nie jest zawieszone."
)
NO_CONTACT = (
    "Mieszkańcy muszą wiedzieć, gdzie zadzwonić lub napisać. Najpierw proszę podać w danych organizacji"
    " (dane do publikacji) telefon albo e-mail dla mieszkańców."
)
ADDRESSES = {"event": "agreements:event", "volunteering": "agreements:volunteering_post"}


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def waiting(self) -> Self:
        """For the office's word, the oldest first."""
        return self.filter(state=Promotion.State.SENT).order_by("sent_at", "pk")

    def shown(self, day: date) -> Self:
        """What residents read on `day`: approved, not over, of an organisation with an agreement in force."""
        agreements = Agreement.objects.in_force(day).filter(organization=OuterRef("organization"))
        may_start = [Organization.State.REGISTERED, Organization.State.VERIFIED]
        rows = self.filter(
            Exists(agreements),
            state=Promotion.State.APPROVED,
            shown_until__gte=day,
            organization__state__in=may_start,
        )
        return rows.select_related("organization").order_by(F("happens_on").asc(nulls_last=True), "-pk")

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def to_forget(self, day: date) -> Self:
        """Over for a year, or for a year neither shown nor waiting."""
        idle = [Promotion.State.RETURNED, Promotion.State.REPLACED, Promotion.State.WITHDRAWN]
        ended = day - KEPT
        return self.filter(Q(shown_until__lt=ended) | Q(state__in=idle, sent_at__date__lt=ended))


# The words are free text: they lie here and nowhere else, so that deleting a row erases them.
@pghistory.track(exclude=["form_key", "title", "text", "place", "times"])
class Promotion(Ruled, Stateful):
    """An event or a volunteering post that an organisation announces and the office approves."""

    class Kind(models.TextChoices):
        EVENT = "event", "wydarzenie"
        VOLUNTEERING = "volunteering", "wolontariat"

    class State(models.TextChoices):
        SENT = "sent", "czeka na akceptację"
        RETURNED = "returned", "do poprawy"
        APPROVED = "approved", "zaakceptowane"
        REPLACED = "replaced", "zastąpione nową treścią"
        WITHDRAWN = "withdrawn", "wycofane"

    OPEN: ClassVar = {State.SENT, State.RETURNED}
    # What each decision of the office is told by.
    NEWS: ClassVar = {
        State.APPROVED: Mail.PROMOTION_APPROVED,
        State.RETURNED: Mail.PROMOTION_RETURNED,
        State.WITHDRAWN: Mail.PROMOTION_TAKEN_DOWN,
    }
    SOURCES: ClassVar = {
        State.SENT: frozenset({State.SENT, State.RETURNED}),
        State.RETURNED: frozenset({State.SENT}),
        State.APPROVED: frozenset({State.SENT}),
        State.REPLACED: frozenset({State.APPROVED}),
        State.WITHDRAWN: frozenset({State.SENT, State.RETURNED, State.APPROVED}),
    }

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="promotions", verbose_name="organizacja"
    )
    # Its address for residents, the same for every version.
    key = models.CharField(max_length=KEY_LENGTH, default=new_key, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("rodzaj", max_length=12, choices=Kind, editable=False)
    state = models.CharField("stan", max_length=10, choices=State, default=State.SENT, editable=False)
    title = models.CharField("tytuł", max_length=120, validators=[refuse_pesel])
    text = models.TextField(
        "treść",
        max_length=3000,
        validators=[refuse_pesel],
        help_text="Pusty wiersz zaczyna nowy akapit. Bez imion i nazwisk: mieszkańcy zobaczą obok telefon"
        " i e-mail dla mieszkańców z danych organizacji.",
    )
    place = models.CharField("miejsce", max_length=200, validators=[refuse_pesel])
    happens_on = models.DateField("dzień wydarzenia", null=True, blank=True)
    times = models.CharField("godziny", max_length=200, validators=[refuse_pesel])
    shown_until = models.DateField(
        "widoczne do", help_text="Ostatni dzień, w którym mieszkańcy to przeczytają."
    )
    sent_at = models.DateTimeField("wysłano", default=timezone.now, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField("rozstrzygnięto", null=True, editable=False)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="rozstrzygnął(a)",
    )
    reason = models.CharField("powód", max_length=300, blank=True, editable=False)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "ogłoszenie organizacji"
        verbose_name_plural = "ogłoszenia organizacji"
        ordering = ["-sent_at", "-pk"]
        permissions = [("approve_promotion", "Może zaakceptować ogłoszenie organizacji")]
        constraints = [
            models.CheckConstraint(
                name="promotion_state_known",
                condition=Q(state__in=["sent", "returned", "approved", "replaced", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="promotion_kind_known", condition=Q(kind__in=["event", "volunteering"])
            ),
            models.CheckConstraint(
                name="promotion_event_has_day",
                condition=Q(kind="event", happens_on__isnull=False) | ~Q(kind="event") & Q(happens_on=None),
                violation_error_message="Podaj dzień wydarzenia.",
            ),
            models.CheckConstraint(
                name="promotion_decided_iff_decision",
                condition=Q(
                    state__in=["approved", "returned", "replaced", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(state__in=["sent", "withdrawn"], decided_at=None, decided_by=None),
            ),
            models.CheckConstraint(
                name="promotion_returned_has_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
                violation_error_message="Napisz, co trzeba poprawić.",
            ),
            models.UniqueConstraint(
                name="promotion_shown_once",
                fields=["key"],
                condition=Q(state="approved"),
                violation_error_message="Nowsza treść tego ogłoszenia jest już zaakceptowana.",
            ),
            models.UniqueConstraint(
                name="promotion_corrected_once_at_a_time",
                fields=["key"],
                condition=Q(state__in=["sent", "returned"]),
                violation_error_message="Poprawiona treść już czeka: można ją zmienić na liście ogłoszeń.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(ADDRESSES[self.kind], args=[self.key])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def may_be_corrected(self) -> bool:
        return self.state in {*self.OPEN, self.State.APPROVED}

    def is_over(self, day: date) -> bool:
        return self.state == self.State.APPROVED and self.shown_until < day

    def status(self, day: date) -> str:
        return "zakończone" if self.is_over(day) else self.get_state_display()

    @classmethod
    @transaction.atomic
    def send(
        cls, *, organization: Organization, by: User, form_key: uuid.UUID, kind: str, **words: Any
    ) -> "Promotion":
        """Ask the office to show it; the same form sent twice gives the first."""
        cls._refuse_without_ground(organization)
        sent = cls.objects.of(organization).filter(form_key=form_key).first()
        return (
            sent
            or cls(organization=organization, kind=kind, form_key=form_key, sent_by=by, **words)._entered()
        )

    @transaction.atomic
    def correct(self, *, by: User, form_key: uuid.UUID, **words: Any) -> "Promotion":
        """Other words for a text that waits or came back; an approved one stays until these are approved."""
        self._refuse_without_ground(self.organization)
        self.refresh_from_db()
        sent = type(self).objects.filter(key=self.key, form_key=form_key).first()
        if sent and sent.pk != self.pk:
            return sent
        if self.state == self.State.APPROVED:
            told = {"organization": self.organization, "key": self.key, "kind": self.kind, "sent_by": by}
            return type(self)(form_key=form_key, **told, **words)._entered()
        for name, value in words.items():
            setattr(self, name, value)
        self._judge()
        undecided = {"decided_at": None, "decided_by": None, "reason": ""}
        return self._move(self.State.SENT, sent_at=timezone.now(), sent_by=by, **undecided, **words)

    @transaction.atomic
    def approve(self, *, by: User) -> "Promotion":
        """Show it to residents, in the place of what was approved before."""
        self._refuse_without_ground(self.organization)
        if self.shown_until < timezone.localdate():
            raise ValidationError("Dzień, do którego ogłoszenie miało być widoczne, już minął.", code="past")
        for shown in type(self).objects.filter(key=self.key, state=self.State.APPROVED):
            shown._move(self.State.REPLACED)
        return self._decided(self.State.APPROVED, by)

    @transaction.atomic
    def return_for_correction(self, *, by: User, reason: str) -> "Promotion":
        Organization.objects.locked(self.organization_id)
        return self._decided(self.State.RETURNED, by, reason=reason.strip())

    @transaction.atomic
    def take_down(self, *, by: User, reason: str) -> "Promotion":
        """The office hides what it had approved."""
        Organization.objects.locked(self.organization_id)
        return self._decided(self.State.WITHDRAWN, by, reason=reason.strip())

    @transaction.atomic
    def withdraw(self) -> "Promotion":
        """The organisation wants it shown no longer; a correction that waits goes with it."""
        Organization.objects.locked(self.organization_id)
        self._move(self.State.WITHDRAWN)
        for waiting in type(self).objects.filter(key=self.key, state__in=self.OPEN):
            waiting._move(self.State.WITHDRAWN)
        return self

    def _decided(self, to: str, by: User, **told: Any) -> "Promotion":
        self._move(to, decided_at=timezone.now(), decided_by=by, **told)
        post(self.NEWS[self.State(to)], self)
        return self

    def _entered(self) -> "Promotion":
        self._judge()
        self.save()
        return self

    def _judge(self) -> None:
        self.full_clean(exclude=["organization", "sent_by"])
        today = timezone.localdate()
        days = {"happens_on": self.happens_on, "shown_until": self.shown_until}
        if past := {name: "Ten dzień już minął." for name, day in days.items() if day and day < today}:
            raise ValidationError(past)
        if self.shown_until > today + LONGEST:
            raise ValidationError({"shown_until": "Ogłoszenie może być widoczne najwyżej przez rok."})

    @classmethod
    def _refuse_without_ground(cls, organization: Organization) -> None:
        """Under the organisation's lock: its agreement, its state and how residents reach it."""
        missing = cls.missing_ground(Organization.objects.locked(organization.pk), timezone.localdate())
        if missing:
            raise ValidationError(missing, code="no_ground")

    @staticmethod
    def missing_ground(organization: Organization, day: date) -> str:
        """Why the organisation may not announce anything on `day`; empty when it may."""
        if not organization.may_start or not Agreement.objects.of(organization).in_force(day).exists():
            return NO_AGREEMENT
        return "" if organization.public_phone or organization.public_email else NO_CONTACT
