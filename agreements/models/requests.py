import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from agreements.models import deciding, examining, filing, mending
from agreements.models.attachments import Attachment
from agreements.models.declarations import Declaration
from agreements.models.letters import CaseLetter, Correction
from agreements.models.services import Detail, Service
from agreements.models.states import DECIDED, RETURNS, UNDECIDED, RequestState
from agreements.models.versions import RequestVersion, party_words
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, User
from jcop.moves import IllegalMove, Stateful
from jcop.opening.wording import full_date
from jcop.opening.workdays import DayOff, Term, deadline, term, workdays_after
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from jcop.typed.phones import check_phone
from organizations.models import Organization, Representative

S = RequestState
DAY = timedelta(days=1)
MOST_TWINS = 5
SOON_WORKDAYS = 3


class Channel(models.TextChoices):
    IN_PERSON = "in_person", "osobiście"
    POST = "post", "poczta"
    E_DELIVERY = "e_delivery", "e-Doręczenia"


class RequestedService(Ruled):
    """One service chosen in a request, with what the organisation wrote about its need."""

    request = models.ForeignKey("agreements.ServiceRequest", on_delete=models.CASCADE, related_name="wishes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField("odpowiedzi", default=dict, blank=True)
    is_declined = models.BooleanField("nieprzyznane", default=False, editable=False)

    class Meta:
        verbose_name = "wybrane świadczenie"
        verbose_name_plural = "wybrane świadczenia"
        ordering = ["service__position", "pk"]
        constraints = [models.UniqueConstraint(name="service_requested_once", fields=["request", "service"])]

    def __str__(self) -> str:
        return self.service.name

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and words of each answer that was given, in the order of the form."""
        return [(str(detail.label), self.answers[detail]) for detail in Detail if self.answers.get(detail)]


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def filed(self) -> Self:
        return self.exclude(number=None)

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def overdue(self, day: date) -> Self:
        """Without a result although the last day has passed entirely."""
        return self.undecided().filter(due_on__lt=day)

    def due_soon(self, day: date) -> Self:
        """The last day is today or within the next three working days."""
        until = workdays_after(day, SOON_WORKDAYS, office_day_off())
        return self.undecided().filter(due_on__range=(day, until))

    def recount(self, day_off: DayOff) -> dict[date, list[int]]:
        """Count the deadline of every open case anew; the keys of those moved, by the day counted from.

        One UPDATE for each day from which open cases are counted. Dates that the office has given with a
        reason stay.
        """
        moved: dict[date, list[int]] = {}
        running = self.undecided().filter(counts_from__isnull=False, extension_reason="")
        counts = running.order_by("counts_from", "counts_days").values_list("counts_from", "counts_days")
        for start, days in list(counts.distinct()):
            due_on = deadline(start, days, day_off)
            same = running.filter(counts_from=start, counts_days=days).exclude(due_on=due_on)
            keys = list(same.values_list("pk", flat=True))
            self.filter(pk__in=keys).update(due_on=due_on)
            moved.setdefault(start, []).extend(keys)
        return moved

    def unfinished(self) -> Self:
        """Drafts and cases without a result: what an organisation still has on its desk."""
        return self.filter(state=RequestState.DRAFT) | self.undecided()

    def on_desk(self) -> Self:
        """What an organisation waits for or has not read: unfinished, not concluded, a letter unopened."""
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
class ServiceRequest(Ruled, Stateful):
    """A zapotrzebowanie: what one organisation asks the Centre for, and what became of it.

    Its verbs stand by whose they are: `filing` (the applicant), `examining`, `deciding` and `mending`
    (the office).
    """

    State = RequestState
    Channel = Channel
    SOURCES: ClassVar = {
        S.SUBMITTED: frozenset({S.DRAFT}) | RETURNS,
        S.UNDER_EXAMINATION: frozenset({S.SUBMITTED}) | RETURNS,
        S.AWAITING_CORRECTION: frozenset({S.SUBMITTED, S.UNDER_EXAMINATION}),
        S.ACCEPTED: frozenset({S.UNDER_EXAMINATION}),
        S.REFUSED: frozenset(UNDECIDED),
        S.LEFT: frozenset({S.AWAITING_CORRECTION}),
        S.WITHDRAWN: frozenset({S.DRAFT, *UNDECIDED}),
    }
    state = models.CharField(
        "stan", max_length=20, choices=RequestState, default=RequestState.DRAFT, editable=False
    )
    counts_from = models.DateField("termin liczony od", null=True, editable=False)
    counts_days = models.PositiveSmallIntegerField("dni na rozpatrzenie", null=True, editable=False)
    due_on = models.DateField("termin rozpatrzenia", null=True, editable=False)
    extension_reason = models.TextField("powód nowego terminu", blank=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="requests", verbose_name="organizacja"
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Of what came on paper, which says it once for all services; in the portal each service is asked about.
    need = models.TextField(
        "opis potrzeby", blank=True, db_default="", editable=False, validators=[refuse_pesel]
    )
    services = models.ManyToManyField(Service, through=RequestedService, related_name="+")
    signatories = models.ManyToManyField(
        Representative, verbose_name="kto podpisuje", related_name="+", blank=True
    )
    contact_name = models.CharField(
        "osoba do kontaktu", max_length=150, blank=True, default="", db_default="", validators=[refuse_pesel]
    )
    contact_phone = models.CharField(
        "telefon osoby do kontaktu",
        max_length=30,
        blank=True,
        default="",
        db_default="",
        validators=[check_phone],
    )
    wanted_from = models.DateField("od kiedy", null=True, blank=True)
    wanted_until = models.DateField("do kiedy", null=True, blank=True)
    wants_print = models.BooleanField("wydruk przygotuje Referat", default=False, editable=False)
    is_paper = models.BooleanField("złożone na papierze", default=False, editable=False)
    prepared_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    prepared_at = models.DateTimeField("przygotowano", default=timezone.now, editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    number = models.PositiveIntegerField(null=True, editable=False)
    submitted_at = models.DateTimeField("złożono w portalu", null=True, editable=False)
    submitted_on = models.DateField("data złożenia", null=True, editable=False)
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="prowadzi"
    )
    case_sign = models.CharField("znak sprawy", max_length=60, blank=True, editable=False)
    printed_on = models.DateField("wydrukowano w Referacie", null=True, editable=False)
    received_on = models.DateField("data wpływu kompletu", null=True, editable=False)
    received_channel = models.CharField(
        "sposób wpływu", max_length=10, choices=Channel, blank=True, editable=False
    )
    receipt_number = models.CharField("numer z rejestru wpływów", max_length=60, blank=True, editable=False)
    copies_received = models.PositiveSmallIntegerField("liczba egzemplarzy", null=True, editable=False)
    received_mark = models.PositiveSmallIntegerField("podpisany wydruk", null=True, editable=False)
    decided_at = models.DateTimeField("rozpatrzono", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    refusal_reason = models.TextField("uzasadnienie", blank=True, editable=False)
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
            models.CheckConstraint(
                name="request_due_iff_counted",
                condition=Q(counts_from=None, counts_days=None, due_on=None, extension_reason="")
                | Q(counts_from__isnull=False, counts_days__isnull=False, due_on__isnull=False),
            ),
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

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def is_overdue(self) -> bool:
        return self.is_undecided and self.due_on is not None and self.due_on < timezone.localdate()

    def term(self) -> Term | None:
        """The count of the deadline with every day skipped, for people to check."""
        if self.counts_from is None or self.counts_days is None:
            return None
        return term(self.counts_from, self.counts_days, office_day_off())

    @classmethod
    def expected_term(cls, day: date) -> Term:
        """The term of a request that would come in on `day`."""
        return term(day, Centre.objects.get().review_days, office_day_off())

    def counted_from(self, day: date) -> dict[str, Any]:
        """The fields of a clock that starts on `day`."""
        days = Centre.objects.get().review_days
        due_on = deadline(day, days, office_day_off())
        return {"counts_from": day, "counts_days": days, "due_on": due_on, "extension_reason": ""}

    @property
    def may_edit(self) -> bool:
        """The applicant may change the content now; a suspended organisation begins nothing."""
        if self.state == self.State.DRAFT:
            return self.organization.may_start
        return self.state == self.State.AWAITING_CORRECTION

    @property
    def may_withdraw(self) -> bool:
        return self.may_move(self.State.WITHDRAWN)

    @property
    def expires_on(self) -> date:
        """When a draft that nobody files is deleted."""
        return timezone.localdate(self.prepared_at) + timedelta(days=Centre.objects.get().draft_days)

    @property
    def contact(self) -> str:
        """Whom the office may call about it."""
        return ", tel. ".join(words for words in (self.contact_name, self.contact_phone) if words)

    @property
    def period(self) -> str:
        """For when the services are asked, in words; empty where nobody said."""
        if not (self.wanted_from or self.wanted_until):
            return ""
        first = f"od {full_date(self.wanted_from)}" if self.wanted_from else ""
        last = f"do {full_date(self.wanted_until)}" if self.wanted_until else "bezterminowo"
        return " ".join(words for words in (first, last) if words)

    def printed(self) -> dict[str, Any]:
        """All that the set says about this case, as plain values."""
        organization = self.organization
        people = [(one.name, one.function) for one in self.signatories.all()]
        people += [("", "")] * (organization.signatures_required - len(people))
        wishes = self.wishes.filter(is_declined=False).select_related("service")
        return {
            "organization": party_words(organization),
            "signatories": [{"name": name, "function": function} for name, function in people],
            "wishes": [
                {"service": wish.service.name, "lines": [list(line) for line in wish.lines]}
                for wish in wishes
            ],
            "contact": self.contact,
            "period": self.period,
            "declarations": self.declared(),
            "need": self.need,
        }

    def declared(self) -> Sequence[Mapping[str, Any]]:
        """What was ticked, word for word; where nothing was, what is declared by signing the paper today."""
        made = Declaration.objects.filter(made__request=self.pk).values("text", "version")
        return list(made) or list(Declaration.objects.current().values("text", "version"))

    def may_print_anew(self, newest: RequestVersion) -> bool:
        """The set still has to be signed, and what it says is no longer what it would say."""
        return self.state == self.State.SUBMITTED and not newest.says(self.printed())

    @property
    def may_receive(self) -> bool:
        """A signed set is awaited: the first, one that cures defects, or one for what was granted."""
        return self.state in {S.SUBMITTED, S.AWAITING_CORRECTION} or self.awaits_new_set

    @property
    def awaits_new_set(self) -> bool:
        """Accepted in part: the set for the granted services is not signed yet."""
        return self.state == S.ACCEPTED and self.agreement.state == "prepared"

    @property
    def awaits_print(self) -> bool:
        return self.wants_print and self.printed_on is None and self.may_receive

    @cached_property
    def unopened_letters(self) -> list[CaseLetter]:
        """The newest first; nobody of the organisation has read them, and they still hold."""
        return list(self.letters.unread())

    @property
    def open_correction(self) -> Correction | None:
        return self.corrections.filter(closed_at=None).select_related("letter").first()

    @property
    def is_outdated_mark(self) -> bool:
        """The paper that was signed is not the newest print; the signed paper prevails."""
        newest = self.versions.first()
        return bool(self.received_mark and newest and self.received_mark != newest.number)

    @property
    def may_reopen(self) -> bool:
        return self.number is not None and (
            self.state == S.WITHDRAWN or (self.state in DECIDED and not self.agreement.number)
        )

    @property
    def restarting_correction(self) -> Correction | None:
        """The call that stopped the term which runs anew since it was answered."""
        last = self.corrections.exclude(closed_at=None).select_related("letter").first()
        if last is None or last.completed_on is None or self.counts_from is None:
            return None
        return last if self.counts_from in {last.completed_on, self.received_on} else None

    @property
    def may_mend(self) -> bool:
        """A set was noted, and nothing decided on it."""
        return self.is_undecided and self.received_on is not None

    def lock(self) -> Self:
        """Hold the row until the transaction ends, with what it says now."""
        type(self)._default_manager.select_for_update(no_key=True).get(pk=self.pk)
        self.refresh_from_db()
        return self

    def _lock_in(self, states: Collection[str]) -> Self:
        if self.lock().state not in states:
            raise IllegalMove(self)
        return self

    def _lock_called(self) -> Correction:
        """Lock a request that is called to cure defects; the call."""
        correction = self._lock_in({S.AWAITING_CORRECTION}).open_correction
        if correction is None:
            raise IllegalMove(self)
        return correction

    def _keep(self, **fields: Any) -> Self:
        """Set `fields` of a request that stays in its state."""
        type(self)._default_manager.filter(pk=self.pk).update(**fields)
        self.refresh_from_db()
        return self

    def _close_correction(self) -> None:
        """Nobody waits any longer for what the organisation was called to cure."""
        self.corrections.filter(closed_at=None).update(closed_at=timezone.now())

    prepare = classmethod(filing.prepare)
    wish = filing.wish
    choose = filing.choose
    answer = filing.answer
    sign = filing.sign
    copy = filing.copy
    refuse_unready = filing.refuse_unready
    submit = filing.submit
    print_anew = filing.print_anew
    withdraw = filing.withdraw
    receive_signed_set = examining.receive_signed_set
    take = examining.take
    note_print = examining.note_print
    check_formally = examining.check_formally
    call_for_correction = examining.call_for_correction
    send_correction = examining.send_correction
    complete_correction = examining.complete_correction
    answer_applicant = examining.answer_applicant
    note = examining.note
    extend = deciding.extend
    accept = deciding.accept
    refuse = deciding.refuse
    leave = deciding.leave
    reopen = deciding.reopen
    enter_paper = classmethod(mending.enter_paper)
    set_case_sign = mending.set_case_sign
    mend = mending.mend
    withdraw_mistaken = mending.withdraw_mistaken
    note_withdrawal = mending.note_withdrawal
