"""The end of an agreement: the dates that say whether it is in force, termination, annulment."""

from calendar import monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.boxes import BoxLoan
from agreements.models.concluding import AgreementState
from agreements.models.signing import Signing
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.templatetags.polish import dzien
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from agreements.models.agreements import Agreement
    from agreements.models.asking import ChangeRequestQuerySet
    from agreements.models.boxes import BoxLoanQuerySet

S = AgreementState


class EndMode(models.TextChoices):
    BY_ORGANIZATION = "by_org", "wypowiedzenie przez organizację, z miesięcznym wyprzedzeniem"
    BY_CITY = "by_city", "wypowiedzenie przez Miasto, z miesięcznym wyprzedzeniem"
    AGREED = "agreed", "za porozumieniem stron"
    BREACH = "breach", "przez Miasto bez wypowiedzenia, z powodu naruszenia zasad"
    # Of before the portal asked who gave notice.
    NOTICE = "notice", "wypowiedzenie, z miesięcznym wyprzedzeniem"


NOTICES = {EndMode.BY_ORGANIZATION, EndMode.BY_CITY, EndMode.NOTICE}


# What an agreement has only together with its number.
OF_NUMBER = (
    "number",
    "is_number_far",
    "signed_on",
    "valid_from",
    "valid_until",
    "concluded_at",
    "concluded_by",
    "party_name",
    "party_address",
    "party_representation",
    "remarks",
    "handed_over_on",
    "handed_over_to",
    "handed_over_copies",
    "terminated_on",
    "end_mode",
    "noticed_on",
    "end_reason",
)


def month_later(day: date) -> date:
    """A month by the Civil Code (art. 112): the same day of the next month, or its last."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Ending(Signing):
    """How long an agreement is in force, and how it ends before its time."""

    EndMode = EndMode
    box_loans: "BoxLoanQuerySet"
    change_requests: "ChangeRequestQuerySet"
    # Read by `register_of`.
    annulled_at: datetime | None = None
    annulled_numbers: "RelatedManager[Agreement]"

    terminated_on = models.DateField("rozwiązane z dniem", null=True, editable=False)
    end_mode = models.CharField(
        "sposób rozwiązania", max_length=10, choices=EndMode, blank=True, editable=False
    )
    noticed_on = models.DateField("wypowiedziano", null=True, editable=False)
    end_reason = models.CharField("powód zakończenia", max_length=300, blank=True, editable=False)
    number_of: Any = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="annulled_numbers",
        verbose_name="anulowany numer porozumienia",
    )

    class Meta:
        abstract = True

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

    @transaction.atomic
    def terminate(
        self, *, on: date, reason: str, mode: str = EndMode.AGREED, noticed_on: date | None = None
    ) -> Self:
        """End the agreement after the day `on`; it stays concluded, its dates say the rest."""
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db(fields=["valid_from", "valid_until"])
        self._refuse_end(on, mode, noticed_on)
        told = {"terminated_on": on, "end_reason": reason.strip(), "end_mode": mode, "noticed_on": noticed_on}
        rows = type(self).objects.filter(pk=self.pk, state=S.CONCLUDED, terminated_on=None)
        if not rows.update(**told):
            raise ValidationError("Tego porozumienia nie można rozwiązać.", code="illegal_move")
        for name, value in told.items():
            setattr(self, name, value)
        self.box_loans.cut(on)
        self.change_requests.settle("notice")
        self.change_requests.decline(f"Porozumienie kończy się {dzien(on)}")
        post(Mail.AGREEMENT_TERMINATED, self)
        return self

    def _refuse_end(self, on: date, mode: str, noticed_on: date | None) -> None:
        if self.valid_from and on < self.valid_from:
            raise ValidationError({"on": "Porozumienie nie może kończyć się przed początkiem."})
        if self.valid_until and on > self.valid_until:
            raise ValidationError({"on": f"Porozumienie wygasa już {self.valid_until:%d.%m.%Y}."})
        if noticed_on and noticed_on > timezone.localdate():
            raise ValidationError({"noticed_on": "Data wypowiedzenia nie może być z przyszłości."})
        if mode not in NOTICES:
            return
        if noticed_on is None:
            raise ValidationError({"noticed_on": "Podaj dzień, w którym doręczono wypowiedzenie."})
        if on < (earliest := month_later(noticed_on)):
            raise ValidationError(
                {
                    "on": f"Wypowiedziane porozumienie obowiązuje jeszcze miesiąc, do {earliest:%d.%m.%Y}."
                    " Wcześniej może się skończyć za porozumieniem stron albo z powodu naruszenia zasad."
                }
            )

    @property
    def may_go_on(self) -> bool:
        return self.state == S.CONCLUDED and self.terminated_on is not None

    @transaction.atomic
    def go_on(self, *, reason: str) -> Self:
        """Take a termination back: boxes that ended with it are lent on, unless somebody else has them.

        Bookings that were cancelled do not come back; who reads the mail about it is told so.
        """
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db(fields=["state", "terminated_on", "valid_until"])
        if not self.may_go_on:
            raise IllegalMove(self)
        ended = self.terminated_on
        whole: dict[str, Any] = {"terminated_on": None, "end_reason": "", "end_mode": "", "noticed_on": None}
        with pghistory.context(reason=reason.strip()):
            type(self).objects.filter(pk=self.pk).update(**whole)
        for name, value in whole.items():
            setattr(self, name, value)
        self.box_loans.stretch(ended, self.valid_until)
        post(Mail.AGREEMENT_GOES_ON, self)
        return self

    @transaction.atomic
    def annul(self, *, reason: str) -> Self:
        """Cancel a number that was given by mistake: a row of the register that is never given again.

        The agreement of a request is received once more, to be concluded anew; its number, and all that bears
        it, becomes a row of its own, which is returned. One that came from paper is itself that row.
        """
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db()
        self._move(S.ANNULLED, end_reason=reason.strip())
        self.box_loans.cut(timezone.localdate())
        self.change_requests.decline("Numer porozumienia anulowano.")
        row = self._part_from_number() if self.request_id else self
        post(Mail.AGREEMENT_ANNULLED, row)
        return row

    def _part_from_number(self) -> Self:
        rows: Any = type(self).objects
        blank = type(self)()
        numbered = {name: getattr(self, name) for name in OF_NUMBER}
        self._move(S.RECEIVED, **{name: getattr(blank, name) for name in OF_NUMBER})
        row: Self = rows.create(
            organization_id=self.organization_id, state=S.ANNULLED, number_of_id=self.pk, **numbered
        )
        for papers in ("grants", "amendments", "drafts", "scans"):
            getattr(self, papers).update(agreement=row)
        rows.filter(renews=self.pk).update(renews=row)
        return row

    @property
    def annulled_number(self) -> str:
        """Its own number once it is cancelled, or the last that it had."""
        row = self if self.number else self.annulled_numbers.order_by("pk").last()
        return row.number if row else ""
