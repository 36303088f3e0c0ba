"""What changes an agreement that is in force: an amendment (aneks), and the agreement that renews it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.concluding import AgreementState, party, refuse_dates, refuse_party
from agreements.models.ending import Ending
from agreements.models.grants import DAY, Grant, day_after
from agreements.models.services import Right, Service
from jcop.models import User
from jcop.models.messages import post
from jcop.personal import refuse_pesel
from jcop.rules import Ruled
from jcop.templatetags.polish import dzien
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

S = AgreementState
NO_END = date.max
NOT_AMENDED = "Aneks można zawrzeć tylko do porozumienia, którego nikt nie rozwiązał."
NOT_RENEWED = "Rozwiązanego porozumienia nie można przedłużyć: organizacja składa nowe zapotrzebowanie."


@pghistory.track(pghistory.InsertEvent())
class Amendment(Ruled):
    """An aneks: it keeps the number of its agreement and counts within it."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField("aneks nr", editable=False)
    signed_on = models.DateField("data zawarcia aneksu")
    valid_from = models.DateField("obowiązuje od")
    changes = models.CharField("co zmienia", max_length=500, validators=[refuse_pesel])
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField("odnotowano", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "aneks"
        verbose_name_plural = "aneksy"
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="amendment_number_once",
                fields=["agreement", "number"],
                violation_error_message="Aneks o tym numerze już jest.",
            ),
            models.CheckConstraint(
                name="amendment_says_what_changes",
                condition=~Q(changes=""),
                violation_error_message="Podaj, co zmienia aneks.",
            ),
            models.CheckConstraint(
                name="amendment_starts_after_signing",
                condition=Q(valid_from__gte=F("signed_on")),
                violation_error_message="Aneks obowiązuje najwcześniej od dnia zawarcia.",
            ),
        ]

    def __str__(self) -> str:
        return f"aneks nr {self.number}"

    @property
    def age(self) -> tuple[date, date, int]:
        """Of two amendments the greater is newer: concluded later or, on one day, to begin later."""
        return self.signed_on, self.valid_from, self.number


class Renewing(Ending):
    """Services are carried over as grants with dates, so that each day keeps what it was granted."""

    amendments: "RelatedManager[Amendment]"

    renews: Any = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewals",
        verbose_name="przedłuża",
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                name="agreement_renewed_once",
                fields=["renews"],
                condition=Q(state="concluded"),
                violation_error_message="To porozumienie zostało już przedłużone.",
            ),
        ]

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
    def renewal(self) -> Self | None:
        """The agreement that goes on where this one ends; it stays when this one is ended or annulled."""
        renewal: Any = type(self).objects.filter(renews=self.pk, state=S.CONCLUDED).first()
        return renewal

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

    @transaction.atomic
    def amend(
        self,
        *,
        by: User,
        signed_on: date,
        valid_from: date,
        changes: str,
        services: Collection[Service],
        valid_until: date | None = None,
    ) -> Amendment:
        """Change services and the last day from `valid_from` on; what was granted before stays as it was.

        An amendment that is older than another which was entered before holds until that one's first
        day, and leaves the last day to it: see `Amendment.age`.
        """
        organization = Organization.objects.locked(self.organization_id)
        refuse_party(organization)
        self.refresh_from_db()
        self._refuse_amendment(signed_on, valid_from, valid_until)
        if not services:
            raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
        if not changes.strip():
            raise ValidationError({"changes": "Podaj, co zmienia aneks."})
        amendment = Amendment(
            agreement_id=self.pk,
            number=self.amendments.count() + 1,
            signed_on=signed_on,
            valid_from=valid_from,
            changes=changes.strip(),
            recorded_by=by,
        )
        amendment.full_clean(exclude=["agreement", "recorded_by"])
        newer = [other.valid_from for other in self.amendments.all() if other.age > amendment.age]
        amendment.save()
        stop = min(newer, default=NO_END)
        if valid_from < stop:
            self._regrant(services, valid_from, stop)
            if all(service.right != Right.BOX for service in services):
                self.box_loans.filter(during__startswith__lt=stop).cut(valid_from - DAY)
        if not newer:
            self._end_on(valid_until)
        self.change_requests.settle("amendment")
        post(Mail.AGREEMENT_AMENDED, self, parts=[amendment])
        return amendment

    def _refuse_amendment(self, signed_on: date, valid_from: date, valid_until: date | None) -> None:
        if self.state != S.CONCLUDED or self.terminated_on:
            raise ValidationError(NOT_AMENDED)
        assert self.signed_on is not None
        assert self.valid_from is not None
        if self.signed_on > signed_on:
            raise ValidationError({"signed_on": "Aneks nie może być wcześniejszy niż porozumienie."})
        refuse_dates(signed_on, valid_from, valid_until, timezone.localdate())
        if valid_from < max(signed_on, self.valid_from):
            raise ValidationError({"valid_from": "Aneks obowiązuje najwcześniej od dnia zawarcia."})
        if self.valid_until and valid_from > self.valid_until:
            raise ValidationError(
                {"valid_from": f"Porozumienie wygasa {self.valid_until:%d.%m.%Y}: potrzebne jest nowe."}
            )
        first = (renewal := self.renewal) and renewal.valid_from
        if renewal and first and (valid_until is None or valid_until >= first):
            why = f"Od {first:%d.%m.%Y} obowiązuje już porozumienie nr {renewal.number}, które to przedłuża:"
            raise ValidationError({"valid_until": f"{why} proszę podać dzień wcześniejszy."})

    def _end_on(self, last: date | None) -> None:
        """Another last day; boxes that went back with the old one go back with it."""
        type(self).objects.filter(pk=self.pk).update(valid_until=last)
        self.box_loans.stretch(self.valid_until, last)
        self.valid_until = last
        if last:
            self.box_loans.cut(last)

    def _regrant(self, services: Collection[Service], first: date, stop: date) -> None:
        """On the days from `first` on and before `stop` exactly `services` are granted; others stay."""
        held = {
            (
                grant.service_id,
                grant.valid_from,
                day_after(grant.valid_until) or NO_END,
            ): grant
            for grant in self.grants.all()
        }
        spans = [(service.pk, first, stop) for service in services]
        for service, begins, ends in held:
            spans += [(service, begins, min(ends, first)), (service, max(begins, stop), ends)]
        joined: list[tuple[int, date, date]] = []
        for service, begins, ends in sorted(span for span in spans if span[1] < span[2]):
            goes_on = joined and joined[-1][::2] == (service, begins)
            joined.append((service, joined.pop()[1] if goes_on else begins, ends))
        gone = [grant.pk for span, grant in held.items() if span not in joined]
        self.grants.filter(pk__in=gone).delete()
        Grant.objects.bulk_create(
            Grant(
                agreement_id=self.pk,
                service_id=service,
                valid_from=begins,
                valid_until=None if ends == NO_END else ends - DAY,
            )
            for service, begins, ends in joined
            if (service, begins, ends) not in held
        )

    @transaction.atomic
    def renew(
        self,
        *,
        by: User,
        signed_on: date,
        number: str = "",
        number_meant: bool = False,
        valid_until: date | None = None,
        services: Collection[Service] | None = None,
        at: datetime | None = None,
    ) -> Self:
        """A new agreement from the day after this one ends, with its services unless told otherwise."""
        at = at or timezone.now()
        organization = Organization.objects.locked(self.organization_id)
        refuse_party(organization)
        self.refresh_from_db()
        first = self._first_renewed_day()
        refuse_dates(signed_on, first, valid_until, timezone.localdate(at))
        assert self.signed_on is not None
        if signed_on < self.signed_on:
            raise ValidationError({"signed_on": "Przedłużenie nie może być wcześniejsze niż porozumienie."})
        kept = services if services is not None else self.granted_on(first - DAY)
        if not kept:
            raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
        last, first = first - DAY, max(first, signed_on)
        renewal: Any = type(self).objects.create(
            organization=organization,
            renews_id=self.pk,
            state=S.CONCLUDED,
            **self.take_number(number, signed_on.year, is_meant=number_meant),
            signed_on=signed_on,
            valid_from=first,
            valid_until=valid_until,
            concluded_at=at,
            concluded_by=by,
            **party(organization),
        )
        renewal._grant(kept, first)
        if any(service.right == Right.BOX for service in kept):
            self.box_loans.carry(last, renewal, by)
        self.change_requests.settle("renewal")
        post(Mail.AGREEMENT_CONCLUDED, renewal)
        return renewal

    def _first_renewed_day(self) -> date:
        if self.terminated_on:
            raise ValidationError(NOT_RENEWED, code="terminated")
        if self.state != S.CONCLUDED:
            raise ValidationError("Przedłużyć można tylko zawarte porozumienie.", code="not_concluded")
        if not (first := day_after(self.valid_until)):
            raise ValidationError(
                "Porozumienie zawarto na czas nieokreślony: nie trzeba go przedłużać.", code="endless"
            )
        if self.renewal:
            raise ValidationError("To porozumienie zostało już przedłużone.", code="renewed")
        return first
