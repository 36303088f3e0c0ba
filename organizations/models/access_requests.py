from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from jcop.models import Trace, User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.mail_kinds import Mail
from organizations.models.organizations import Organization
from organizations.models.people import Membership


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def open(self) -> Self:
        return self.filter(state=AccessRequest.State.OPEN)

    def for_keepers(self) -> Self:
        """What a keeper answers: whoever registered a record that nobody verified may be a stranger to it."""
        return self.of_live().exclude(organization__state=Organization.State.REGISTERED)

    def of_live(self) -> Self:
        """A closed account has no users; what was asked of it waits, in case it is opened again."""
        return self.exclude(organization__state=Organization.State.CLOSED)

    def awaiting_office(self, at: datetime) -> Self:
        """Unanswered for a week, or about a record that nobody has verified: the Referat's to decide."""
        overdue = models.Q(asked_at__lte=at - timedelta(days=AccessRequest.DAYS_TO_ANSWER))
        unverified = models.Q(organization__state=Organization.State.REGISTERED)
        keeperless = ~models.Exists(
            Membership.objects.filter(organization=models.OuterRef("organization"), role="keeper")
        )
        return self.open().of_live().filter(overdue | unverified | models.Q(keeperless))


class AccessRequest(Ruled, Stateful):
    """A person asks to act for an organisation that is in the portal already."""

    class State(models.TextChoices):
        OPEN = "open", "czeka na odpowiedź"
        GRANTED = "granted", "przyjęta"
        DECLINED = "declined", "odrzucona"

    SOURCES: ClassVar = {State.GRANTED: frozenset({State.OPEN}), State.DECLINED: frozenset({State.OPEN})}
    DAYS_TO_ANSWER = 7

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="access_requests", verbose_name="organizacja"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_requests")
    message = models.CharField("kim Państwo są w organizacji", max_length=300, validators=[refuse_pesel])
    state = models.CharField("stan", max_length=10, choices=State, default=State.OPEN, editable=False)
    asked_at = models.DateTimeField("kiedy", default=timezone.now, editable=False)
    answered_at = models.DateTimeField("odpowiedź", null=True, editable=False)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "prośba o dostęp"
        verbose_name_plural = "prośby o dostęp"
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="access_asked_once",
                fields=["organization", "user"],
                condition=models.Q(state="open"),
                violation_error_message="Prośba o dostęp do tej organizacji już czeka na odpowiedź.",
            ),
            models.CheckConstraint(
                name="access_answered_iff_closed",
                condition=models.Q(state="open", answered_at=None)
                | models.Q(state__in=["granted", "declined"], answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organization}"

    @classmethod
    @transaction.atomic
    def ask(cls, *, organization: Organization, by: User, message: str) -> "AccessRequest":
        """Ask once; nothing about the organisation's people is revealed by the answer."""
        organization = Organization.objects.locked(organization.pk)
        if organization.memberships.filter(user=by).exists():
            raise ValidationError("Działają już Państwo w imieniu tej organizacji.", code="member")
        asked = cls.objects.open().filter(organization=organization, user=by).first()
        if asked:
            return asked
        asked = cls.objects.create(organization=organization, user=by, message=message.strip())
        if organization.state != Organization.State.REGISTERED:
            post(Mail.ACCESS_ASKED, asked)
        return asked

    def grant(self, *, by: User, role: str = Membership.Role.USER) -> Self:
        """Make the person a member. The office may appoint a keeper after checking the extract."""
        return self._answer(self.State.GRANTED, by, role)

    @transaction.atomic
    def appoint(self, *, by: User) -> Self:
        """The office's answer: the person becomes a keeper, whoever else is one."""
        self._answer(self.State.GRANTED, by, Membership.Role.KEEPER)
        Trace.objects.create(
            kind=Trace.Kind.KEEPER_APPOINTED,
            account=self.user_id,
            by=by.pk,
            organization=self.organization_id,
            reason="przyjęta prośba o dostęp",
        )
        return self

    def decline(self, *, by: User) -> Self:
        return self._answer(self.State.DECLINED, by, None)

    @transaction.atomic
    def _answer(self, state: str, by: User, role: str | None) -> Self:
        organization = Organization.objects.locked(self.organization_id)
        if organization.state == Organization.State.REGISTERED and not by.is_staff:
            raise ValidationError("Tę prośbę rozpatruje Referat.", code="unverified")
        self._move(state, answered_at=timezone.now(), answered_by=by)
        if role:
            membership, _ = Membership.objects.get_or_create(organization=organization, user=self.user)
            if role == Membership.Role.KEEPER:
                membership.give_role(role)
        post(Mail.ACCESS_ANSWERED, self, to=self.user)
        return self
