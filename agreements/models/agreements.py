from datetime import date, datetime, timedelta
from itertools import pairwise
from math import inf
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import ExtractYear, Greatest, Least
from django.urls import reverse
from django.utils import timezone

from agreements.models import asking, concluding, drafting, ending, renewing, signing
from agreements.models.boxes import BoxLoan
from agreements.models.changes import NOT_NOW, SET_WAITS, WAITS, Amendment, ChangeDraft, ChangeRequest
from agreements.models.grants import Grant
from agreements.models.services import Service
from agreements.models.states import AgreementState, EndMode, RequestState
from agreements.numbering import serial_of, written
from jcop.models import SHOWN, Centre, User
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.templatetags.polish import dzien
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization
from organizations.models.organizations import OrganizationQuerySet

S = AgreementState
K = ChangeRequest.Kind
UNCOLLECTED_AFTER = EXPIRED_WITHIN = timedelta(days=7)
ENDS_WITHIN = timedelta(days=30)
FAR = 20  # A number further than that from the next one is asked about.


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def starting(self) -> Self:
        """Of organisations that may begin something: what is refused to others waits, and in no queue."""
        return self.filter(organization__in=Organization.objects.starting())

    def in_force(self, day: date) -> Self:
        """Concluded, begun, and neither expired nor terminated before `day` (dates are inclusive)."""
        return self.lasting(day).filter(valid_from__lte=day)

    def lasting(self, day: date) -> Self:
        """Concluded and not over on `day`, also when it has not begun yet."""
        return self.alias(last_day=Least("valid_until", "terminated_on")).filter(
            Q(last_day=None) | Q(last_day__gte=day), state="concluded"
        )

    def parties(self) -> OrganizationQuerySet:
        """The organisations that have one of these agreements."""
        return Organization.objects.filter(Exists(self.filter(organization=OuterRef("pk"))))

    def granting(self, right: str, day: date) -> Self:
        """In force on `day` and granting a service with that right on that day."""
        grants = Grant.objects.on(day).filter(service__right=right, agreement=OuterRef("pk"))
        return self.in_force(day).filter(Exists(grants))

    def by_right(self) -> Self:
        """One row for each right ever granted, with its first and last day: as `granting`, for all days."""
        return self.filter(state="concluded", grants__isnull=False).annotate(
            right=F("grants__service__right"),
            granted_from=Greatest("valid_from", "grants__valid_from"),
            granted_until=Least("valid_until", "terminated_on", "grants__valid_until"),
        )

    def registered(self) -> Self:
        """Those that have a number: what the register of agreements lists."""
        return self.filter(state__in=["concluded", "annulled"])

    def numbered_in(self, year: int) -> Self:
        return self.registered().filter(signed_on__year=year)

    def numbered_like(self, number: str, year: int) -> Self:
        """Of the year, with a number that differs by zeros in front alone: „07/2025” and „7/2025”."""

        def bare(text: Any) -> Func:
            zeros = Value(r"(^|[^0-9])0+([0-9])")
            return Func(text, zeros, Value(r"\1\2"), Value("g"), function="regexp_replace")

        alike = self.numbered_in(year).exclude(number=number).alias(bare=bare(F("number")))
        return alike.filter(bare=bare(Value(number)))

    def register_of(self, year: int) -> list[Any]:
        """The year as the register is put on file: by day and, within a day, by number."""
        pattern = Centre.objects.get().agreement_number_pattern
        model: Any = self.model
        annulled = model.pgh_event_model._base_manager.filter(pgh_obj=OuterRef("pk"), state="annulled")
        numbered = self.numbered_in(year).select_related("organization__authority", "request")
        rows = numbered.annotate(
            annulled_at=Subquery(annulled.order_by("pgh_id").values("pgh_created_at")[:1])
        )

        def place(agreement: Any) -> tuple[date, float, str]:
            serial = serial_of(agreement.number, pattern, year)
            return agreement.signed_on, serial or inf, agreement.number

        return sorted(rows.prefetch_related("grants__service"), key=place)

    def _serials(self, year: int, pattern: str) -> set[int]:
        """The numbers of these rows that follow the office's pattern in that year."""
        numbers = self.numbered_in(year).values_list("number", flat=True)
        return {serial for number in numbers if (serial := serial_of(number, pattern, year))}

    def _in_sequence(self) -> Self:
        """What the next number follows: neither cancelled nor far from its neighbours on purpose."""
        return self.exclude(state="annulled").filter(is_number_far=False)

    def gaps(self, year: int) -> list[str]:
        """Numbers of the year that were passed over, as ranges: shown, not forbidden."""
        pattern = Centre.objects.get().agreement_number_pattern
        last = max(self._in_sequence()._serials(year, pattern), default=0)
        used = [0, *sorted(serial for serial in self._serials(year, pattern) if serial <= last)]
        passed = [(before + 1, after - 1) for before, after in pairwise(used) if after - before > 1]
        return [str(first) if first == end else f"{first}–{end}" for first, end in passed]

    def proposed_number(self, year: int) -> str:
        """The number behind the highest of the sequence by the office's pattern; staff may type another."""
        pattern = Centre.objects.get().agreement_number_pattern
        serial = max(self._in_sequence()._serials(year, pattern), default=0) + 1
        taken = set(self.numbered_in(year).values_list("number", flat=True))
        while written(pattern, serial, year) in taken:
            serial += 1
        return written(pattern, serial, year)

    def is_far(self, number: str, year: int) -> bool:
        """Does it follow the office's pattern, and lie more than `FAR` from the next one?"""
        pattern = Centre.objects.get().agreement_number_pattern
        serial, following = (serial_of(each, pattern, year) for each in (number, self.proposed_number(year)))
        return serial is not None and following is not None and abs(serial - following) > FAR

    def awaiting_signature(self) -> Self:
        """Signed by the organisation, the request accepted: the city's turn."""
        return self.starting().filter(state="received", request__state=RequestState.ACCEPTED)

    def uncollected(self, day: date) -> Self:
        """Concluded a week before `day`, and the organisation's copy still lies at the office."""
        return self.filter(
            state="concluded",
            request__isnull=False,
            handed_over_on=None,
            concluded_at__date__lte=day - UNCOLLECTED_AFTER,
        )

    def without_box(self, day: date) -> Self:
        """Granting a box today or from a later day on, with none lent for that day: the worker's turn."""
        loans = BoxLoan.objects.filter(agreement=OuterRef("agreement"), during__contains=OuterRef("first"))
        last = Least("agreement__valid_until", "agreement__terminated_on", "valid_until")
        grants = Grant.objects.filter(agreement=OuterRef("pk"), service__right="box").alias(
            first=Greatest(Value(day), F("valid_from")), last=last
        )
        bare = grants.filter(Q(last=None) | Q(last__gte=F("first"))).filter(~Exists(loans))
        return self.lasting(day).starting().filter(Exists(bare))

    def begun_later(self, day: date) -> Self:
        """Concluded already, in force only after `day`."""
        return self.filter(state="concluded", valid_from__gt=day)

    def expired(self, day: date, within: timedelta = EXPIRED_WITHIN) -> Self:
        """Over on `day`, since a few days, and nothing that renews it."""
        return (
            self.alias(end=Least("valid_until", "terminated_on"))
            .filter(organization__in=Organization.objects.live())
            .filter(state="concluded", end__lt=day, end__gte=day - within)
            .exclude(Exists(self._renewals()))
        )

    def asking(self) -> Self:
        """Of which the organisation has asked something that the office has not answered."""
        waiting = ChangeRequest.objects.waiting()
        return self.starting().filter(Exists(waiting.filter(agreement=OuterRef("pk"))))

    def to_change(self) -> Self:
        """An aneks or a renewal is printed, and nothing recorded has overtaken it."""
        drafts = ChangeDraft.objects.filter(agreement=OuterRef("pk"), withdrawn_at=None)
        overtaken = Amendment.objects.filter(
            agreement=OuterRef("agreement"), recorded_at__gte=OuterRef("made_at")
        )
        amending = Exists(drafts.filter(~Exists(overtaken), kind="amendment"))
        renewing = Exists(drafts.filter(kind="renewal")) & ~Exists(self._renewals())
        return self.starting().filter(amending | renewing, state="concluded", terminated_on=None)

    def _renewals(self) -> "AgreementQuerySet":
        return Agreement.objects.filter(renews=OuterRef("pk"), state="concluded")

    def ending(self, day: date, within: timedelta = ENDS_WITHIN) -> Self:
        """In force on `day`, with a last day soon after, and nothing that renews it."""
        return (
            self.in_force(day)
            .alias(end=Least("valid_until", "terminated_on"))
            .filter(organization__in=Organization.objects.live())
            .filter(~Exists(self._renewals()), end__lte=day + within)
        )


@pghistory.track(exclude=["handed_over_to"])
class Agreement(Ruled, Stateful):
    """A porozumienie lets one organisation use the Centre for a stated period.

    Its verbs stand by phase: `concluding` (up to the number), `signing` (its paper), `ending`, `renewing`,
    `drafting` (the paper of both changes) and `asking` (what its organisation asks for).
    """

    State = AgreementState
    EndMode = EndMode
    SOURCES: ClassVar = {
        S.PREPARED: frozenset({S.RECEIVED, S.ABANDONED}),
        S.RECEIVED: frozenset({S.PREPARED, S.ABANDONED, S.ANNULLED}),
        S.CONCLUDED: frozenset({S.RECEIVED}),
        S.ABANDONED: frozenset({S.PREPARED, S.RECEIVED}),
        S.ANNULLED: frozenset({S.CONCLUDED}),
    }
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="agreements", verbose_name="organizacja"
    )
    request = models.OneToOneField(
        "agreements.ServiceRequest",
        on_delete=models.PROTECT,
        related_name="agreement",
        null=True,
        blank=True,
        editable=False,
        verbose_name="zapotrzebowanie",
    )
    state = models.CharField("stan", max_length=10, choices=S, default=S.PREPARED, editable=False)
    number = models.CharField("numer porozumienia", max_length=50, blank=True, editable=False)
    # Given with a confirmation: the sequence of the year goes on without it.
    is_number_far = models.BooleanField(default=False, db_default=False, editable=False)
    signed_on = models.DateField("data zawarcia", null=True, editable=False)
    valid_from = models.DateField("obowiązuje od", null=True, editable=False)
    valid_until = models.DateField("obowiązuje do", null=True, editable=False)
    concluded_at = models.DateTimeField("zatwierdzono", null=True, editable=False)
    concluded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zatwierdził(a)",
    )
    party_name = models.CharField("strona", max_length=400, blank=True, editable=False)
    party_address = models.CharField("adres strony", max_length=300, blank=True, editable=False)
    party_representation = models.TextField("reprezentacja strony", blank=True, editable=False)
    remarks = models.CharField("uwagi", max_length=500, blank=True, validators=[refuse_pesel])
    # How many, never who: the names are in Signature and can be erased.
    signatures_noted = models.PositiveSmallIntegerField("odnotowane podpisy", null=True, editable=False)
    handed_over_on = models.DateField("egzemplarz wydano", null=True, editable=False)
    handed_over_to = models.CharField("komu wydano", max_length=200, blank=True, editable=False)
    handed_over_copies = models.PositiveSmallIntegerField("ile egzemplarzy wydano", null=True, editable=False)
    terminated_on = models.DateField("rozwiązane z dniem", null=True, editable=False)
    end_mode = models.CharField(
        "sposób rozwiązania", max_length=10, choices=EndMode, blank=True, editable=False
    )
    noticed_on = models.DateField("wypowiedziano", null=True, editable=False)
    end_reason = models.CharField("powód zakończenia", max_length=300, blank=True, editable=False)
    number_of = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="annulled_numbers",
        verbose_name="anulowany numer porozumienia",
    )
    renews = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewals",
        verbose_name="przedłuża",
    )
    # Read by `register_of`.
    annulled_at: datetime | None = None

    objects = AgreementQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "porozumienie"
        verbose_name_plural = "porozumienia"
        ordering = ["-pk"]
        permissions = [
            ("conclude_agreement", "Może zatwierdzić porozumienie"),
            ("file_agreement", "Może odnotować podpisy, skan, wydanie egzemplarza i uwagi"),
            ("end_agreement", "Może rozwiązać albo anulować porozumienie"),
        ]
        indexes = [
            models.Index(
                name="agreement_in_force",
                fields=["organization", "valid_from"],
                condition=Q(state="concluded"),
            ),
            models.Index(name="agreement_by_signing", fields=["signed_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreement_handed_over_after_signing",
                condition=Q(handed_over_on=None, handed_over_to="", handed_over_copies=None)
                | Q(
                    handed_over_on__isnull=False,
                    signed_on__isnull=False,
                    handed_over_copies__isnull=False,
                    handed_over_copies__range=(1, 9),
                    handed_over_on__gte=F("signed_on"),
                ),
                violation_error_message="Egzemplarz można wydać najwcześniej w dniu zawarcia.",
            ),
            models.UniqueConstraint(
                name="agreement_renewed_once",
                fields=["renews"],
                condition=Q(state="concluded"),
                violation_error_message="To porozumienie zostało już przedłużone.",
            ),
            models.CheckConstraint(
                name="agreement_state_known",
                condition=Q(state__in=["prepared", "received", "concluded", "abandoned", "annulled"]),
            ),
            models.CheckConstraint(
                name="agreement_concluded_whole",
                condition=Q(
                    state__in=["concluded", "annulled"],
                    signed_on__isnull=False,
                    valid_from__isnull=False,
                    concluded_at__isnull=False,
                    concluded_by__isnull=False,
                )
                & ~Q(number="")
                & ~Q(party_name="")
                | Q(
                    state__in=["prepared", "received", "abandoned"],
                    number="",
                    signed_on=None,
                    valid_from=None,
                    valid_until=None,
                    terminated_on=None,
                    concluded_at=None,
                    concluded_by=None,
                ),
                violation_error_message="Zawarte porozumienie ma numer, datę i początek obowiązywania.",
            ),
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=(Q(valid_until=None) | Q(valid_until__gte=F("valid_from")))
                & (Q(terminated_on=None) | Q(terminated_on__gte=F("valid_from"))),
                violation_error_message="Porozumienie nie może kończyć się przed początkiem.",
            ),
            models.CheckConstraint(
                name="agreement_ended_has_reason",
                condition=Q(terminated_on=None) & ~Q(state="annulled") | ~Q(end_reason=""),
                violation_error_message="Podaj powód.",
            ),
            models.CheckConstraint(
                name="agreement_end_mode_known",
                condition=Q(end_mode="", noticed_on=None)
                | Q(
                    terminated_on__isnull=False,
                    end_mode__in=["by_org", "by_city", "agreed", "breach", "notice"],
                ),
            ),
            models.CheckConstraint(
                name="agreement_number_set_aside",
                condition=Q(number_of=None) | Q(state="annulled", request=None),
            ),
            models.UniqueConstraint(
                F("number"),
                ExtractYear("signed_on"),
                name="agreement_number_once",
                condition=~Q(number=""),
                violation_error_message="Porozumienie o tym numerze w tym roku już istnieje.",
            ),
            # The target of the composite foreign key of bookings: an agreement of this organisation.
            models.UniqueConstraint(name="agreement_of_organization", fields=["id", "organization"]),
        ]

    def __str__(self) -> str:
        return f"porozumienie nr {self.number}" if self.number else "porozumienie (bez numeru)"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.organization.key, self.pk])

    @property
    def scope(self) -> str:
        """The granted services, each named once; before the conclusion those that it is about to grant."""
        granted = [grant.service for grant in self.grants.all()] or self.to_grant
        return ", ".join(dict.fromkeys(service.name for service in granted))

    @property
    def to_grant(self) -> list[Service]:
        """What the city signs for, once it concludes."""
        if not self.request or self.state not in {S.PREPARED, S.RECEIVED}:
            return []
        models.prefetch_related_objects([self.request], "wishes__service")
        return [wish.service for wish in self.request.wishes.all() if not wish.is_declined]

    @property
    def may_record_signatures(self) -> bool:
        return self.state == S.RECEIVED

    @property
    def may_hand_over(self) -> bool:
        return self.state == S.CONCLUDED and self.handed_over_on is None

    @property
    def copies_words(self) -> str:
        """How many copies came in and how many were handed out, as the register says it."""
        received = self.request.copies_received if self.request else None
        parts = [f"wpłynęło {received}"] if received else []
        if self.handed_over_on:
            parts.append(f"wydano {self.handed_over_copies} ({self.handed_over_on:%d.%m.%Y})")
        return ", ".join(parts)

    @property
    def signatures_words(self) -> str:
        """How many the paper must bear, for whoever is about to rely on it."""
        return f"Wymagana liczba podpisów organizacji: {self.organization.signatures_required}."

    def missing_signatures(self) -> int:
        """How many are missing of those required; 0 also while nobody has noted who signed."""
        if self.signatures_noted is None:
            return 0
        return max(0, self.organization.signatures_required - self.signatures_noted)

    @property
    def last_day(self) -> date | None:
        return min((d for d in (self.valid_until, self.terminated_on) if d), default=None)

    @property
    def term(self) -> str:
        """„01.02.2026 – 31.12.2026”, as lists say it."""
        if self.valid_from is None:
            return ""
        end = f"{self.last_day:%d.%m.%Y}" if self.last_day else "bezterminowo"
        return f"{self.valid_from:%d.%m.%Y} – {end}"

    @property
    def end_words(self) -> str:
        """Who ended it and how: „wypowiedzenie przez Miasto, …, doręczone 3 marca 2027 r.”."""
        served = f", doręczone {dzien(self.noticed_on)}" if self.noticed_on else ""
        return f"{self.get_end_mode_display()}{served}"

    @property
    def loans_carried(self) -> list[BoxLoan]:
        """Boxes that go back when the agreement ends."""
        return list(self.box_loans.carried(timezone.localdate()).select_related("box"))

    @property
    def boxes_of_others(self) -> list[BoxLoan]:
        """Loans to others that begin when the boxes of this agreement go back: it cannot be lent on."""
        ending = [loan for loan in self.loans_carried if loan.during.upper]
        return [
            other
            for loan in ending
            for other in self.box_loans.against(loan, DateRange(loan.during.upper, None)).select_related(
                "box", "agreement__organization"
            )
        ]

    @property
    def may_terminate(self) -> bool:
        return self.state == S.CONCLUDED and self.terminated_on is None

    def is_in_force(self, day: date) -> bool:
        return (
            self.state == S.CONCLUDED
            and self.valid_from is not None
            and self.valid_from <= day
            and (self.last_day is None or day <= self.last_day)
        )

    def status(self, day: date) -> str:
        """The state as people ask for it on `day`: obowiązujące, wygasłe, rozwiązane…"""
        if self.state != S.CONCLUDED:
            return self.get_state_display()
        if self.is_in_force(day):
            ended = self.terminated_on is not None and self.terminated_on == self.last_day
            return f"rozwiązane, obowiązuje do {self.last_day:%d.%m.%Y}" if ended else "obowiązujące"
        if self.valid_from and day < self.valid_from:
            return "zawarte, jeszcze nie obowiązuje"
        return "rozwiązane" if self.terminated_on == self.last_day else "wygasłe"

    def status_with_end(self, day: date) -> str:
        """The same with the day and the reason of an end, as the register on file says it."""
        words = self.status(day)
        if self.state == S.ANNULLED and self.annulled_at:
            words += f" {timezone.localdate(self.annulled_at):%d.%m.%Y}"
        elif words == "rozwiązane":
            words += f" z dniem {self.terminated_on:%d.%m.%Y}"
        return f"{words}: {self.end_reason}" if self.end_reason else words

    @property
    def may_go_on(self) -> bool:
        return self.state == S.CONCLUDED and self.terminated_on is not None

    @property
    def as_annulled(self) -> "Agreement":
        """The row of its cancelled number: itself, or the last that was parted from it."""
        return self if self.number else self.annulled_numbers.latest("pk")

    @property
    def may_amend(self) -> bool:
        """Not one that was ended, also if its last day is still to come."""
        runs = self.valid_until is None or self.valid_until >= timezone.localdate()
        return self.may_terminate and runs and self.organization.may_start

    @property
    def may_renew(self) -> bool:
        may_start = self.may_terminate and self.organization.may_start
        return may_start and self.valid_until is not None and self.renewal is None

    @property
    def renewal(self) -> "Agreement | None":
        """The agreement that goes on where this one ends; it stays when this one is ended or annulled."""
        return type(self).objects.filter(renews=self.pk, state=S.CONCLUDED).first()

    def amendments_in_turn(self) -> list[tuple[Amendment, str]]:
        """Each amendment, and from when it holds; a newer one that begins no later leaves it no day."""
        amendments = list(self.amendments.all())
        turns = []
        for amendment in amendments:
            newer = [other for other in amendments if other.age > amendment.age]
            follows = min(newer, key=lambda other: other.valid_from, default=None)
            words = f"obowiązuje od {dzien(amendment.valid_from)}"
            if follows and follows.valid_from <= amendment.valid_from:
                words = f"nie obowiązuje: zastąpił go aneks nr {follows.number}"
            turns.append((amendment, words))
        return turns

    def granted_on(self, day: date) -> list[Service]:
        return [
            grant.service
            for grant in Grant.objects.on(day).filter(agreement=self.pk).select_related("service")
        ]

    def draft_to_sign(self, kind: str) -> ChangeDraft | None:
        """The newest of that kind that nothing recorded has overtaken."""
        newest = self.drafts.filter(kind=kind, withdrawn_at=None).first()
        if newest is None:
            return None
        if kind == ChangeDraft.Kind.RENEWAL:
            return newest if self.may_renew else None
        overtaken = self.amendments.filter(recorded_at__gte=newest.made_at).exists()
        return newest if self.may_amend and not overtaken else None

    @property
    def drafts_to_sign(self) -> list[ChangeDraft]:
        return [draft for kind in ChangeDraft.Kind if (draft := self.draft_to_sign(kind))]

    @property
    def waiting_requests(self) -> list[ChangeRequest]:
        return list(self.change_requests.waiting())

    @property
    def kinds_to_ask(self) -> list[str]:
        """What the office may do, and of what neither a request nor a set waits; nobody ends what is over."""
        taken = {asked.kind for asked in self.waiting_requests}
        may = {K.AMENDMENT: self.may_amend, K.RENEWAL: self.may_renew, K.NOTICE: self.may_amend}
        return [
            kind
            for kind, allowed in may.items()
            if allowed and kind not in taken and not self._draft_of(kind)
        ]

    def why_not_ask(self, kind: str) -> str:
        if self.change_requests.waiting().filter(kind=kind).exists():
            return WAITS
        return SET_WAITS if self._draft_of(kind) else NOT_NOW

    def _draft_of(self, kind: str) -> bool:
        return kind != K.NOTICE and self.draft_to_sign(kind) is not None

    prepare = classmethod(concluding.prepare)
    remark = concluding.remark
    return_for_signature = concluding.return_for_signature
    restore = concluding.restore
    abandon = concluding.abandon
    conclude = concluding.conclude
    enter_existing = classmethod(concluding.enter_existing)
    take_number = classmethod(concluding.take_number)
    refuse_unready = concluding.refuse_unready
    record_signatures = signing.record_signatures
    hand_over = signing.hand_over
    give_to = signing.give_to
    attach_scan = signing.attach_scan
    terminate = ending.terminate
    go_on = ending.go_on
    annul = ending.annul
    amend = renewing.amend
    renew = renewing.renew
    draft_amendment = drafting.draft_amendment
    draft_renewal = drafting.draft_renewal
    withdraw_draft = drafting.withdraw_draft
    ask = asking.ask
    decline_request = asking.decline_request
