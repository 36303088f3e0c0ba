from datetime import date, timedelta
from typing import Self

import pghistory
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from agreements.models.clock import Clock, ClockQuerySet
from agreements.models.mending import Mending
from agreements.models.states import UNDECIDED, RequestState
from jcop.models import Centre, User
from jcop.rules import Ruled
from organizations.models import Organization

DAY = timedelta(days=1)
MOST_TWINS = 5


class ServiceRequestQuerySet(ClockQuerySet):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def filed(self) -> Self:
        return self.exclude(number=None)

    def unfinished(self) -> Self:
        """Drafts and cases without a result: what an organisation still has on its desk."""
        return self.filter(state=RequestState.DRAFT) | self.undecided()

    def on_desk(self) -> Self:
        """What an organisation waits for or has not read: unfinished, not concluded, a letter unopened."""
        from agreements.models.letters import CaseLetter

        unread = CaseLetter.objects.unread()
        unsigned = Q(state=RequestState.ACCEPTED, agreement__state__in=["prepared", "received"])
        unfinished = Q(state__in=[RequestState.DRAFT, *UNDECIDED])
        rows = self.filter(unfinished | unsigned | Q(pk__in=unread.values("request")))
        read = Prefetch("letters", unread.select_related("request__organization"), to_attr="unopened_letters")
        return rows.select_related("organization", "agreement").prefetch_related(read)

    def awaiting_set(self) -> Self:
        """A signed set is awaited: the first one, or the one for services granted in part."""
        live = self.filter(organization__in=Organization.objects.live())
        return live.filter(state=RequestState.SUBMITTED) | self.awaiting_new_set()

    def awaiting_new_set(self) -> Self:
        """Granted in part: nobody has signed the set for what was granted, and an agreement can follow."""
        starting = self.filter(organization__in=Organization.objects.starting())
        return starting.filter(state=RequestState.ACCEPTED, agreement__state="prepared")

    def expired(self, day: date) -> Self:
        """Drafts that nobody has filed for so long that they are given up."""
        kept = timedelta(days=Centre.objects.get().draft_days)
        return self.filter(state=RequestState.DRAFT, prepared_at__date__lt=day - kept)

    def forget(self) -> None:
        """Delete drafts with all that belongs to them."""
        from agreements.models.attachments import Attachment

        drafts = self.filter(state=RequestState.DRAFT)
        Attachment.objects.filter(request__in=drafts).purge()
        drafts.delete()

    def to_print(self) -> Self:
        """Sets that the office was asked to print."""
        return self.awaiting_set().filter(wants_print=True, printed_on=None)

    def under_examination(self) -> Self:
        return self.filter(state=RequestState.UNDER_EXAMINATION)

    def awaiting_correction(self) -> Self:
        return self.filter(state=RequestState.AWAITING_CORRECTION)

    def with_news(self) -> Self:
        """Cases with a message that nobody at the office has read."""
        return self.filter(messages__is_from_office=False, messages__read_at=None).distinct()

    def to_call(self, day: date) -> Self:
        """Cases with a letter that nobody has opened for days: it is time to telephone."""
        from agreements.models.letters import CaseLetter

        return self.filter(pk__in=CaseLetter.objects.unopened(day).values("request"))

    def led_by(self, user: User) -> Self:
        return self.filter(assigned_to=user)

    def twins(self, request: "ServiceRequest") -> list["ServiceRequest"]:
        """Others of the same organisation, filed within a day, for the same services."""
        at = request.submitted_at or timezone.now()
        near = self.of(request.organization).filter(submitted_at__range=(at - DAY, at + DAY))
        asked = list(request.wishes.order_by("service").values_list("service", flat=True))
        rows = near.exclude(pk=request.pk).exclude(state=RequestState.WITHDRAWN).order_by("pk")
        same = rows.annotate(asked=ArrayAgg("wishes__service", order_by="wishes__service")).filter(
            asked=asked
        )
        return list(same[:MOST_TWINS])

    @transaction.atomic
    def take_over(self, *, of: User, to: User) -> int:
        """Whoever is `to` leads what `of` led and nobody has decided; how many cases that are."""
        rows = self.undecided().led_by(of)
        keys = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        return self.filter(pk__in=keys).update(assigned_to=to)

    def by_due_date(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def found(self, words: str) -> Self:
        """By number („12/2026”), a part of the case sign, KRS, or words of the organisation's name.

        Names are found whatever case and diacritics.
        """
        number, _, year = words.strip().partition("/")
        if number.isdecimal() and year.isdecimal() and len(number) < 9 and len(year) == 4:
            return self.filter(number=int(number), year=int(year))
        organizations = Organization.objects.named_like(words)
        if words.strip().isdecimal() and len(words.strip()) <= 10:
            organizations = Organization.objects.filter(krs=words.strip().zfill(10))
        signed = self.exclude(case_sign="").filter(case_sign__icontains=words.strip())
        theirs = self.filter(organization__in=organizations)
        return self.filter(pk__in=theirs.order_by().values("pk").union(signed.order_by().values("pk")))


@pghistory.track(exclude=["form_key", "contact_name", "contact_phone", "need"])
class ServiceRequest(Ruled, Mending):
    """A zapotrzebowanie: what one organisation asks the Centre for, and what became of it.

    The fields and verbs stand by phase: `clock` (the term), `filing` (the applicant), `examining`,
    `deciding` and `mending` (the office).
    """

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "zapotrzebowanie"
        verbose_name_plural = "zapotrzebowania"
        ordering = ["-pk"]
        permissions = [
            ("receive_servicerequest", "Może przyjąć podpisany komplet"),
            ("examine_servicerequest", "Może rozpatrzyć zapotrzebowanie"),
            ("refuse_servicerequest", "Może odmówić zawarcia porozumienia"),
        ]
        indexes = [
            models.Index(
                name="request_queue",
                fields=["due_on", "id"],
                condition=Q(state__in=["submitted", "under_examination", "awaiting_correction"]),
            ),
            GinIndex(
                OpClass(Upper("case_sign"), "gin_trgm_ops"),
                name="request_by_case_sign",
                condition=~Q(case_sign=""),
            ),
            models.Index(
                name="request_to_recount",
                fields=["counts_from"],
                condition=Q(state__in=["submitted", "under_examination", "awaiting_correction"]),
            ),
        ]
        constraints = [
            *Clock.Meta.constraints,
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="request_numbered_iff_submitted",
                condition=Q(state="draft", number=None, submitted_at=None, submitted_on=None)
                | Q(state="withdrawn")
                | ~Q(state__in=["draft", "withdrawn"])
                & Q(
                    number__isnull=False,
                    year__isnull=False,
                    submitted_at__isnull=False,
                    submitted_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="request_decided_iff_decision",
                condition=Q(
                    state__in=["accepted", "refused", "left"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | ~Q(state__in=["accepted", "refused", "left"]) & Q(decided_at=None, decided_by=None),
            ),
            models.CheckConstraint(
                name="request_refusal_has_reason",
                condition=~Q(state__in=["refused", "left"]) | ~Q(refusal_reason=""),
                violation_error_message="Podaj uzasadnienie.",
            ),
            models.CheckConstraint(
                name="request_received_whole",
                condition=Q(received_on=None, received_channel="", copies_received=None)
                | Q(
                    received_on__isnull=False,
                    copies_received__isnull=False,
                    copies_received__range=(1, 9),
                )
                & ~Q(received_channel=""),
            ),
            models.CheckConstraint(
                name="request_examined_after_receipt",
                condition=~Q(state__in=["under_examination", "accepted"]) | Q(received_on__isnull=False),
            ),
            models.CheckConstraint(
                name="request_correction_stops_clock",
                condition=~Q(state="awaiting_correction") | Q(due_on=None),
            ),
            models.CheckConstraint(
                name="request_wanted_until_after_from",
                condition=Q(wanted_from=None) | Q(wanted_until=None) | Q(wanted_until__gte=F("wanted_from")),
                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
            ),
            models.UniqueConstraint(name="request_number_once", fields=["year", "number"]),
        ]

    def __str__(self) -> str:
        return f"zapotrzebowanie nr {self.reference}" if self.number else "zapotrzebowanie (robocze)"

    def get_absolute_url(self) -> str:
        return reverse("agreements:request", args=[self.organization.key, self.pk])

    @property
    def heading(self) -> str:
        """What its page is called beside the word „Zapotrzebowanie”."""
        if self.number:
            return f"nr {self.reference}"
        return "– wycofana wersja robocza" if self.state == RequestState.WITHDRAWN else "– wersja robocza"

    @property
    def reference(self) -> str:
        return f"{self.number}/{self.year}" if self.number else ""
