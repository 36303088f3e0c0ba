"""The applicant's side of a request: drafting, filing, correcting, withdrawing."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.clock import Clock
from agreements.models.declarations import Declaration, MadeDeclaration
from agreements.models.services import Service
from agreements.models.versions import RequestVersion, party_words
from agreements.models.wishes import RequestedService
from agreements.numbering import next_number
from jcop.models import Centre, User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.personal import refuse_pesel
from jcop.phones import check_phone
from jcop.wording import full_date
from organizations.models import Organization, Representative

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from agreements.models.agreements import Agreement
    from agreements.models.letters import Correction

Answers = Mapping[str, str]
NO_SERVICES = "Wybierz co najmniej jedno świadczenie."


class Filing(Clock):
    """What the applicant does. Nothing of a draft is lost: each step saves what it asks."""

    wishes: "RelatedManager[RequestedService]"
    corrections: "RelatedManager[Correction]"
    versions: "RelatedManager[RequestVersion]"
    agreement: "Agreement"

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name="organizacja",
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

    class Meta:
        abstract = True

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

    @classmethod
    @transaction.atomic
    def prepare(
        cls,
        *,
        organization: Organization,
        by: User,
        form_key: uuid.UUID,
        wishes: Mapping[Service, Answers],
    ) -> Self:
        """A draft with the chosen services; the same form sent twice gives the first draft."""
        organization = Organization.objects.locked(organization.pk)
        existing = cls._default_manager.filter(organization=organization, form_key=form_key).first()
        if existing:
            return existing
        refuse_start(organization)
        request = cls._default_manager.create(organization=organization, prepared_by=by, form_key=form_key)
        request.wish(wishes)
        request.signatories.set(organization.representatives.all()[: organization.signatures_required])
        return request

    def lock(self) -> Self:
        """Hold the row until the transaction ends, with what it says now."""
        type(self)._default_manager.select_for_update(no_key=True).get(pk=self.pk)
        self.refresh_from_db()
        return self

    def wish(self, wishes: Mapping[Service, Answers]) -> None:
        """Put the services with their answers in the place of those chosen before."""
        self.wishes.exclude(service__in=wishes).delete()
        for service, answers in wishes.items():
            said = {key: words.strip() for key, words in answers.items() if words.strip()}
            self.wishes.update_or_create(service=service, defaults={"answers": said})

    @transaction.atomic
    def choose(self, services: Iterable[Service]) -> None:
        """Choose services; what was written about those that stay is kept."""
        self._refuse_edit()
        said = {wish.service_id: wish.answers for wish in self.wishes.all()}
        self.wish({service: said.get(service.pk, {}) for service in services})

    @transaction.atomic
    def answer(self, wishes: Mapping[Service, Answers]) -> None:
        self._refuse_edit()
        self.wish(wishes)

    @transaction.atomic
    def sign(self, signatories: Iterable[Representative], *, wants_print: bool, **beside: Any) -> None:
        """Say who will sign the set, and whether the office is asked to print it.

        Beside: whom the office may call (contact_name, contact_phone), for when (wanted_from, wanted_until).
        """
        self._refuse_edit()
        self.signatories.set(signatories)
        for name, value in {"wants_print": wants_print, **beside}.items():
            setattr(self, name, value)
        self.save(update_fields=["wants_print", *beside])

    def _refuse_edit(self) -> None:
        if self.lock().state == self.State.DRAFT:
            refuse_start(self.organization)
        if not self.may_edit:
            raise IllegalMove(self)

    def copy(self, *, by: User, form_key: uuid.UUID) -> Self:
        """A new draft that asks for the same, as far as the catalogue still offers it."""
        wishes = self.wishes.filter(service__is_offered=True).select_related("service")
        return type(self).prepare(
            organization=self.organization,
            by=by,
            form_key=form_key,
            wishes={wish.service: wish.answers for wish in wishes},
        )

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

    def refuse_unready(self) -> None:
        """What must be true before it is filed, as sentences for the person who files it."""
        chosen = list(self.wishes.select_related("service"))
        if not chosen:
            raise ValidationError(NO_SERVICES, code="no_services")
        if gone := [wish.service.name for wish in chosen if not wish.service.is_offered]:
            raise ValidationError(
                f"Tego już nie ma w ofercie: {', '.join(gone)}. Proszę wrócić do wyboru świadczeń.",
                code="service_withdrawn",
            )

    @transaction.atomic
    def submit(
        self,
        *,
        declarations: Iterable[Declaration] | None = None,
        at: datetime | None = None,
        on: date | None = None,
    ) -> Self:
        """File the request: number, deadline, and the agreement and set that go with it.

        Without `declarations` they were made on paper, which came `on` that day.
        """
        from agreements.models.agreements import Agreement  # That module imports this one.

        at = at or timezone.now()
        today = on or timezone.localdate(at)
        organization = Organization.objects.locked(self.organization_id)
        if self.lock().state != self.State.DRAFT:
            raise IllegalMove(self)
        refuse_start(organization)
        self.refuse_unready()
        if declarations is not None:
            self._declare(list(declarations), at)
        Agreement.prepare(self)  # type: ignore[arg-type]
        RequestVersion.of(self)
        # What came on paper has its set: that it came is the mail of the act.
        if not self.is_paper:
            post(Mail.REQUEST_SUBMITTED, self)
        centre = Centre.objects.get()
        counts = {} if centre.clock_starts == Centre.ClockStart.RECEIPT else self.counted_from(today)
        return self._move(
            self.State.SUBMITTED,
            submitted_at=at,
            submitted_on=today,
            year=today.year,
            **counts,
            number=next_number("request", today.year),
        )

    def _declare(self, made: list[Declaration], at: datetime) -> None:
        if missing := set(Declaration.objects.current()) - set(made):
            words = "; ".join(sorted(one.text for one in missing))
            raise ValidationError(
                f"Proszę złożyć wszystkie oświadczenia. Brakuje: {words}", code="undeclared"
            )
        MadeDeclaration.objects.bulk_create(
            MadeDeclaration(request_id=self.pk, declaration=one, made_at=at) for one in made
        )

    def may_print_anew(self, newest: RequestVersion) -> bool:
        """The set still has to be signed, and what it says is no longer what it would say."""
        return self.state == self.State.SUBMITTED and not newest.says(self.printed())

    @transaction.atomic
    def print_anew(self) -> None:
        """Make the set again if what it says has changed; for a set that is still to be signed."""
        if self.lock().state == self.State.SUBMITTED:
            RequestVersion.of(self)

    @transaction.atomic
    def withdraw(self) -> Self:
        was_filed = self.lock().state != self.State.DRAFT
        self._move(self.State.WITHDRAWN)
        if was_filed:
            self._close_correction()
            self.agreement.abandon()
            if clerk := getattr(self, "assigned_to", None):
                post(Mail.REQUEST_WITHDRAWN, self, to=clerk)
        return self

    def _close_correction(self) -> None:
        """Nobody waits any longer for what the organisation was called to cure."""
        self.corrections.filter(closed_at=None).update(closed_at=timezone.now())


def refuse_start(organization: Organization) -> None:
    """An organisation that may begin nothing, or never agree, is told why."""
    if not organization.may_start:
        raise ValidationError(
            "Organizacja jest zawieszona albo zamknięta i nie może składać zapotrzebowań.",
            code="suspended",
        )
    if not organization.may_agree:
        raise ValidationError(
            "Grupa bez rejestru nie może zawrzeć porozumienia. Z doradztwa można skorzystać bez niego.",
            code="no_capacity",
        )
