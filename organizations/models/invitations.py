from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from jcop.limits import one_after_another
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import Ruled
from organizations.mail_kinds import Mail
from organizations.models.organizations import Organization
from organizations.models.people import Membership

VALID_DAYS = 14
SALT = "organizations.invitation"
LIMITED_FOR = timedelta(days=7)
TOO_MANY = (
    "Do czasu weryfikacji organizacji przez Referat można wysłać tylko kilka zaproszeń w tygodniu."
    " Proszę poczekać albo zadzwonić do Referatu."
)
UNKNOWN = "Ten odnośnik nie jest zaproszeniem. Proszę użyć całego adresu z wiadomości."


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=VALID_DAYS)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, declined_at=None, revoked_at=None, expires_at__gt=at)

    def declined_since(self, at: datetime) -> Self:
        return self.filter(declined_at__gt=at)

    def refuse_too_many(self, organization: Organization, by: User, email: str, at: datetime) -> None:
        """ValidationError where nobody has verified the organisation and enough was sent within a week.

        Counted for the organisation, for the person and for the address; whoever counts the same waits.
        """
        one_after_another(f"invitations by {by.pk}", f"invitations to {email}")
        lately = self.filter(invited_at__gt=at - LIMITED_FOR)
        for same in (Q(organization=organization), Q(invited_by=by), Q(email=email)):
            if lately.filter(same).count() >= settings.INVITATIONS_BEFORE_VERIFICATION:
                raise ValidationError(TOO_MANY, code="too_many")


class Invitation(Ruled):
    """An e-mail address is invited to act for an organisation: once, for two weeks, until an answer."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adres e-mail")
    role = models.CharField("rola", max_length=10, choices=Membership.Role, default=Membership.Role.USER)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField("wysłano", default=timezone.now)
    expires_at = models.DateTimeField("ważne do", default=_expiry)
    accepted_at = models.DateTimeField("przyjęto", null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    declined_at = models.DateTimeField("odrzucono", null=True)
    revoked_at = models.DateTimeField("odwołano", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "zaproszenie"
        verbose_name_plural = "zaproszenia"
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(name="invitation_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="invitation_expires_after_sending", condition=Q(expires_at__gt=F("invited_at"))
            ),
            models.CheckConstraint(
                name="invitation_ends_once",
                condition=Q(accepted_at=None, declined_at=None)
                | Q(accepted_at=None, revoked_at=None)
                | Q(declined_at=None, revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.get_role_display()}"

    @property
    def is_pending(self) -> bool:
        ended = self.accepted_at or self.declined_at or self.revoked_at
        return not ended and self.expires_at > timezone.now()

    @property
    def link(self) -> str:
        """The path that accepts it: signed, so that it cannot be guessed; single use by its row."""
        return reverse("organizations:invitation", args=[signing.Signer(salt=SALT).sign(str(self.pk))])

    @classmethod
    def behind(cls, token: str) -> "Invitation":
        """The invitation of a link; ValidationError for a forged one."""
        try:
            pk = signing.Signer(salt=SALT).unsign(token)
            return cls.objects.select_related("organization").get(pk=pk)
        except (signing.BadSignature, cls.DoesNotExist):
            raise ValidationError(UNKNOWN, code="forged") from None

    @classmethod
    @transaction.atomic
    def send(cls, *, organization: Organization, email: str, role: str, by: User) -> "Invitation":
        """Invite an address; an earlier invitation of the same address gives way to the new one."""
        organization = Organization.objects.locked(organization.pk)
        email = User.objects.normalize_email(email)
        now = timezone.now()
        if not organization.may_start:
            raise ValidationError("Organizacja jest zawieszona albo zamknięta.", code="suspended")
        if organization.memberships.filter(user__email=email).exists():
            raise ValidationError({"email": "Ta osoba jest już użytkownikiem organizacji."})
        if not organization.is_verified:
            cls.objects.refuse_too_many(organization, by, email, now)
        cls.objects.pending(now).filter(organization=organization, email=email).update(revoked_at=now)
        invitation = cls.objects.create(organization=organization, email=email, role=role, invited_by=by)
        post(Mail.INVITATION_SENT, invitation, to=invitation)
        return invitation

    @transaction.atomic
    def revoke(self) -> Self:
        now = timezone.now()
        if not type(self).objects.pending(now).filter(pk=self.pk).update(revoked_at=now):
            raise ValidationError("To zaproszenie nie czeka już na przyjęcie.", code="illegal_move")
        self.revoked_at = now
        return self

    @transaction.atomic
    def decline(self, *, at: datetime | None = None) -> Self:
        """Whoever has the link says no; that needs no account."""
        at = at or timezone.now()
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db()
        self.refuse_void(at)
        self.declined_at = at
        self.save(update_fields=["declined_at"])
        return self

    def refuse_void(self, at: datetime) -> None:
        """ValidationError that says why nobody can accept it any more."""
        if self.revoked_at:
            raise ValidationError("To zaproszenie zostało odwołane.", code="revoked")
        if self.accepted_at:
            raise ValidationError("To zaproszenie zostało już przyjęte.", code="used")
        if self.declined_at:
            raise ValidationError(
                "To zaproszenie zostało odrzucone. Jeżeli to pomyłka, proszę poprosić o nowe.",
                code="declined",
            )
        if self.expires_at <= at:
            raise ValidationError("To zaproszenie straciło ważność. Proszę poprosić o nowe.", code="expired")

    @transaction.atomic
    def accept(self, *, by: User, at: datetime | None = None) -> Membership:
        """Make the invited person a member, or raise the role of one; each refusal says what to do next."""
        at = at or timezone.now()
        organization = Organization.objects.locked(self.organization_id)
        self.refresh_from_db()
        self.refuse_void(at)
        if by.email != self.email:
            raise ValidationError(
                "Zaproszenie wysłano na inny adres. Proszę zalogować się na konto z tym adresem.",
                code="foreign",
            )
        membership, is_new = Membership.objects.get_or_create(
            organization=organization, user=by, defaults={"role": self.role}
        )
        if not is_new and self.role == Membership.Role.KEEPER:
            membership.give_role(self.role)
        self.accepted_at, self.accepted_by = at, by
        self.save(update_fields=["accepted_at", "accepted_by"])
        return membership
