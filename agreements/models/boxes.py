"""Contact boxes of the Centre and to whom each is lent; an agreement that grants it is the ground."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.grants import DAY, Grant, day_after
from agreements.models.services import Right
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import Ruled
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement


class BoxQuerySet(models.QuerySet["Box"]):
    def free_on(self, day: date) -> Self:
        return self.filter(is_active=True).exclude(loans__in=BoxLoan.objects.on(day))


class Box(Ruled):
    """One numbered contact box (skrzynka kontaktowa) on the wall."""

    number = models.PositiveSmallIntegerField(
        "numer skrzynki", unique=True, error_messages={"unique": "Skrzynka o tym numerze już jest."}
    )
    is_active = models.BooleanField("w użyciu", default=True)

    objects = BoxQuerySet.as_manager()
    loans: "BoxLoanQuerySet"

    class Meta:
        verbose_name = "skrzynka kontaktowa"
        verbose_name_plural = "skrzynki kontaktowe"
        ordering = ["number"]
        permissions = [("lend_box", "Może użyczać skrzynek kontaktowych")]

    def __str__(self) -> str:
        return f"skrzynka nr {self.number}"

    def loan_on(self, day: date) -> "BoxLoan | None":
        return BoxLoan.objects.on(day).filter(box=self).select_related("agreement__organization").first()

    @transaction.atomic
    def lend(self, *, agreement: "Agreement", on: date, by: User, until: date | None = None) -> "BoxLoan":
        """Lend the box from the day `on`, at the longest while the agreement grants it."""
        organization = Organization.objects.locked(agreement.organization_id)
        agreement.refresh_from_db()
        if not organization.may_start:
            raise ValidationError({"agreement": "Organizacja jest zawieszona albo zamknięta."})
        if not self.is_active:
            raise ValidationError("Tej skrzynki się nie używa.", code="inactive")
        last = self._last_granted_day(agreement, on)
        if until and until < on:
            raise ValidationError({"until": "Koniec jest wcześniejszy niż początek."})
        if until and last and until > last:
            raise ValidationError({"until": f"Porozumienie daje skrzynkę tylko do {last:%d.%m.%Y}."})
        end = until or last
        loan = BoxLoan(box=self, agreement=agreement, during=DateRange(on, day_after(end)), lent_by=by)
        others = BoxLoan.objects.filter(box=self, during__overlap=loan.during)
        if other := others.select_related("agreement__organization").first():
            party = f"{other.agreement.organization} ({other.agreement})"
            raise ValidationError(f"{str(self).capitalize()} jest w tym czasie użyczona: {party}.")
        loan.save()
        post(Mail.BOX_LENT, agreement, parts=[loan])
        return loan

    @staticmethod
    def _last_granted_day(agreement: "Agreement", on: date) -> date | None:
        grant = (
            Grant.objects.on(on)
            .filter(agreement=agreement, service__right=Right.BOX)
            .order_by(models.F("valid_until").desc(nulls_first=True))
            .first()
        )
        if grant is None or not agreement.is_in_force(on):
            raise ValidationError(
                {"agreement": "To porozumienie nie daje w tym dniu prawa do skrzynki kontaktowej."},
                code="no_right",
            )
        return min((day for day in (grant.valid_until, agreement.last_day) if day), default=None)

    @transaction.atomic
    def take_back(self, *, on: date) -> None:
        """The organisation gives the box up; `on` is the last day of a loan that has begun."""
        begun = BoxLoan.objects.filter(box=self, during__startswith__lte=timezone.localdate())
        loan = begun.on(on).first()
        if loan is None:
            raise ValidationError({"on": "W tym dniu nikt nie ma tej skrzynki."})
        Organization.objects.locked(loan.agreement.organization_id)
        BoxLoan.objects.filter(pk=loan.pk).cut(on)

    @transaction.atomic
    def call_off(self, *, loan: "BoxLoan") -> None:
        """A loan that has not begun is not to be: it goes whole."""
        Organization.objects.locked(loan.agreement.organization_id)
        if not self.loans.to_come(timezone.localdate()).filter(pk=loan.pk).exists():
            raise ValidationError("To użyczenie już się zaczęło albo go nie ma.", code="begun")
        loan.delete()


class BoxLoanQuerySet(models.QuerySet["BoxLoan"]):
    def on(self, day: date) -> Self:
        return self.filter(during__contains=day)

    def of(self, organization: Organization) -> Self:
        return self.filter(agreement__organization=organization)

    def carried(self, day: date) -> Self:
        """Not over on `day`."""
        return self.filter(Q(during__endswith=None) | Q(during__endswith__gt=day))

    def to_come(self, day: date) -> Self:
        """Begins after `day`."""
        return self.filter(during__startswith__gt=day)

    def against(self, loan: "BoxLoan", during: DateRange) -> "BoxLoanQuerySet":
        """Other loans of its box on any of these days."""
        return self.model.objects.filter(box=loan.box_id, during__overlap=during).exclude(pk=loan.pk)

    def cut(self, last: date) -> None:
        """Let no loan go on after the day `last`; one that would begin later is given up."""
        if not (stop := day_after(last)):
            return
        for loan in self.carried(stop):
            if loan.during.lower > last:
                loan.delete()
            else:
                loan.during = DateRange(loan.during.lower, stop)
                loan.save(update_fields=["during"])

    def stretch(self, old: date | None, new: date | None) -> None:
        """Loans that ended with their agreement end with it still, now that its last day is another.

        A box that somebody else has by then stays theirs: see `without_box`.
        """
        if not (stop := day_after(old)):
            return
        for loan in self.filter(during__endswith=stop):
            during = DateRange(loan.during.lower, day_after(new))
            if not self.against(loan, during).exists():
                loan.during = during
                loan.save(update_fields=["during"])

    def carry(self, last: date, renewal: "Agreement", by: User) -> None:
        """Boxes lent up to `last` are lent on by the agreement that renews, if nobody else has them."""
        assert renewal.valid_from is not None
        during = DateRange(renewal.valid_from, day_after(renewal.valid_until))
        for loan in self.filter(during__endswith=last + DAY):
            if self.against(loan, during).exists():
                continue
            BoxLoan.objects.create(box=loan.box, agreement=renewal, during=during, lent_by=by)


class BoxLoan(Ruled):
    """A box lent for a time; no two loans of one box overlap."""

    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="loans", verbose_name="skrzynka")
    agreement: Any = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        related_name="box_loans",
        verbose_name="porozumienie",
    )
    during = DateRangeField("w czasie")
    lent_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    lent_at = models.DateTimeField("użyczono", default=timezone.now, editable=False)

    objects = BoxLoanQuerySet.as_manager()

    class Meta:
        verbose_name = "użyczenie skrzynki"
        verbose_name_plural = "użyczenia skrzynek"
        ordering = ["-during"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="box_lent_to_one_at_a_time",
                expressions=[("box", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message="Ta skrzynka jest w tym czasie użyczona innej organizacji.",
            ),
            models.CheckConstraint(
                name="box_loan_begins",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.box)

    @property
    def last_day(self) -> date | None:
        return self.during.upper - DAY if self.during.upper else None


def give_back(organization: Organization) -> None:
    """Loans end with the account, today; one that has not begun is not to be. The caller holds its lock."""
    BoxLoan.objects.of(organization).cut(timezone.localdate())
