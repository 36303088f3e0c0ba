"""Times that were wanted in a zapotrzebowanie: proposals to agree on once the agreement is concluded."""

from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agreements.models import Agreement, Detail, RequestedService
from agreements.models.services import BOOKED
from jcop.models import User
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel


class WantedTimesQuerySet(models.QuerySet["WantedTimes"]):
    def granted(self) -> Self:
        """What a concluded agreement lets the organisation book."""
        return self.filter(
            request__agreement__state="concluded", is_declined=False, service__right__in=BOOKED
        )

    def to_agree(self, today: date) -> Self:
        """Granted, written about, and nobody has talked about it with the organisation yet."""
        lasting = Agreement.objects.lasting(today).starting().filter(request=OuterRef("request"))
        settled = WantedTimesSettled.objects.filter(wish=OuterRef("pk"))
        return (
            self.granted()
            .filter(Exists(lasting), ~Exists(settled), answers__has_key=Detail.TIMES)
            .exclude(answers__contains={Detail.TIMES: ""})
            .order_by("request__agreement__concluded_at", "pk")
        )


class WantedTimes(RequestedService):
    """What an organisation wrote of the times that would suit it; nobody types it again."""

    objects: ClassVar = WantedTimesQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = "terminy do uzgodnienia"
        verbose_name_plural = "terminy do uzgodnienia"

    def __str__(self) -> str:
        return f"{self.request.organization}: {self.service}"

    @property
    def is_open(self) -> bool:
        return not WantedTimesSettled.objects.filter(wish=self.pk).exists()

    def agree(self, *, by: User, note: str = "") -> "WantedTimesSettled":
        """The worker has talked with the organisation, and what could be booked is booked."""
        return self._settle("agreed", by, note)

    def set_aside(self, *, by: User, note: str = "") -> "WantedTimesSettled":
        """There is nothing to agree: the organisation books by itself, or wants it no more."""
        return self._settle("not_needed", by, note)

    def _settle(self, outcome: str, by: User, note: str) -> "WantedTimesSettled":
        try:
            with transaction.atomic():
                return WantedTimesSettled.objects.create(
                    wish=self, outcome=outcome, note=note.strip(), settled_by=by
                )
        except IntegrityError as error:
            raise ValidationError("Ktoś już to załatwił.", code="illegal_move") from error


class WantedTimesSettled(Ruled):
    """What became of the times wanted in a zapotrzebowanie."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "uzgodniono"
        NOT_NEEDED = "not_needed", "niepotrzebne"

    wish = models.OneToOneField(
        "agreements.RequestedService", on_delete=models.CASCADE, related_name="times_settled"
    )
    outcome = models.CharField("wynik", max_length=10, choices=Outcome)
    note = models.CharField("uwagi", max_length=300, blank=True, validators=[refuse_pesel])
    settled_at = models.DateTimeField("załatwiono", default=timezone.now, editable=False)
    settled_by = models.ForeignKey(
        "jcop.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="załatwił(a)"
    )

    class Meta:
        verbose_name = "wynik uzgodnień"
        verbose_name_plural = "wyniki uzgodnień"
        constraints = [
            models.CheckConstraint(
                name="wanted_times_outcome_known", condition=Q(outcome__in=["agreed", "not_needed"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.wish}: {self.get_outcome_display()}"
