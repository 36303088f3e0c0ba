from datetime import date, timedelta
from typing import Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from jcop.models import Trace, User
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.models.organizations import Organization, OrganizationQuerySet

MANDATE_WARNING_DAYS = 30
LAST_KEEPER = "To jedyny opiekun konta organizacji. Najpierw trzeba przekazać opiekę innej osobie."


class Membership(Ruled):
    """A person who acts for an organisation in the portal; not the same as one who may sign."""

    class Role(models.TextChoices):
        KEEPER = "keeper", "opiekun konta organizacji"
        USER = "user", "użytkownik konta"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("rola", max_length=10, choices=Role, default=Role.USER)
    since = models.DateTimeField("od", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "użytkownik organizacji"
        verbose_name_plural = "użytkownicy organizacji"
        ordering = ["role", "since"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["organization", "user"],
                violation_error_message="Ta osoba jest już użytkownikiem organizacji.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_keeper_remains",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("role"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM organizations_membership WHERE organization_id = OLD.organization_id
                    ) AND NOT EXISTS (
                        SELECT FROM organizations_membership
                        WHERE organization_id = OLD.organization_id AND role = 'keeper'
                    ) THEN
                        RAISE EXCEPTION 'organization % would have users but no keeper', OLD.organization_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'membership_keeper_remains';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="traced",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF (NEW.organization_id, NEW.user_id)
                        IS DISTINCT FROM (OLD.organization_id, OLD.user_id)
                    THEN
                        INSERT INTO jcop_trace (kind, account, organization, detail)
                        SELECT 'member_removed', OLD.user_id, OLD.organization_id, OLD.role
                        WHERE TG_OP <> 'INSERT'
                        UNION ALL SELECT 'member_added', NEW.user_id, NEW.organization_id, NEW.role
                        WHERE TG_OP <> 'DELETE';
                    ELSIF NEW.role <> OLD.role THEN
                        INSERT INTO jcop_trace (kind, account, organization, detail)
                        VALUES ('role_changed', NEW.user_id, NEW.organization_id, NEW.role);
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    @property
    def is_keeper(self) -> bool:
        return self.role == self.Role.KEEPER

    @transaction.atomic
    def give_role(self, role: str) -> Self:
        """Hand the keeping over, or take it back; the last keeper stays one."""
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db(fields=["role"])
        if self.is_keeper and role != self.Role.KEEPER:
            self._refuse_last_keeper()
        self.role = role
        self.save(update_fields=["role"])
        return self

    @transaction.atomic
    def end(self) -> None:
        """The person no longer acts for the organisation; the organisation keeps all it has."""
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db(fields=["role"])
        if self.is_keeper:
            self._refuse_last_keeper()
        self.delete()

    def _refuse_last_keeper(self) -> None:
        keepers = self.organization.memberships.filter(role=self.Role.KEEPER)
        if not keepers.exclude(pk=self.pk).exists():
            raise ValidationError(LAST_KEEPER, code="last_keeper")

    @classmethod
    @transaction.atomic
    def appoint(cls, *, organization: Organization, user: User, reason: str) -> "Membership":
        """The office puts a keeper in place: a person leaves, the organisation stays."""
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód: kto i na jakiej podstawie."})
        Organization.objects.locked(organization.pk)
        membership, _ = cls.objects.update_or_create(
            organization=organization, user=user, defaults={"role": cls.Role.KEEPER}
        )
        Trace.objects.create(
            kind=Trace.Kind.KEEPER_APPOINTED,
            account=user.pk,
            organization=organization.pk,
            reason=reason.strip(),
        )
        return membership


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def mandate_ending(self, day: date) -> Self:
        """Mandates that have ended by `day` or end within the next month."""
        return self.filter(mandate_until__lte=day + timedelta(days=MANDATE_WARNING_DAYS))

    def organizations(self) -> OrganizationQuerySet:
        """The live organisations that one of these people represents."""
        mine = self.filter(organization=models.OuterRef("pk"))
        return Organization.objects.live().filter(models.Exists(mine))


class Representative(Ruled):
    """A person entitled to sign for the organisation: name and function, nothing more."""

    class Basis(models.TextChoices):
        BOARD = "board", "zarząd"
        REPRESENTATIVE = "representative", "przedstawiciel"
        PROXY = "proxy", "pełnomocnik"
        LIQUIDATOR = "liquidator", "likwidator"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="representatives")
    position = models.PositiveSmallIntegerField("kolejność", default=1)
    name = models.CharField("imię i nazwisko", max_length=150, validators=[refuse_pesel])
    function = models.CharField("funkcja", max_length=100, validators=[refuse_pesel])
    basis = models.CharField("podstawa", max_length=15, choices=Basis, default=Basis.BOARD)
    mandate_from = models.DateField("kadencja od", null=True, blank=True)
    mandate_until = models.DateField("kadencja do", null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="compared_changed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF (NEW.name, NEW.function, NEW.basis, NEW.mandate_from, NEW.mandate_until)
                        IS DISTINCT FROM
                        (OLD.name, OLD.function, OLD.basis, OLD.mandate_from, OLD.mandate_until)
                    THEN
                        UPDATE organizations_organization SET to_verify_since = now()
                        WHERE id = coalesce(NEW.organization_id, OLD.organization_id)
                            AND state = 'verified' AND to_verify_since IS NULL;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]
        verbose_name = "osoba uprawniona do reprezentowania"
        verbose_name_plural = "osoby uprawnione do reprezentowania"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="representative_mandate_ends_after_start",
                condition=models.Q(mandate_from=None)
                | models.Q(mandate_until=None)
                | models.Q(mandate_until__gte=models.F("mandate_from")),
                violation_error_message="Kadencja kończy się wcześniej, niż się zaczyna.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.function}"


class Verification(models.Model):
    """Who compared the entries of an organisation with which extract, and when. Never changed."""

    class Source(models.TextChoices):
        KRS = "krs", "odpis z KRS"
        CITY = "city", "ewidencja prowadzona przez Prezydenta Miasta"
        STATUTE = "statute", "statut lub uchwała o wyborze"
        OTHER = "other", "inny dokument"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="verifications")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="kto")
    at = models.DateTimeField("kiedy", default=timezone.now)
    source = models.CharField("z czym porównano", max_length=10, choices=Source)
    extract_on = models.DateField("stan na dzień", null=True, blank=True)
    has_same_name = models.BooleanField("nazwa i numer się zgadzają", default=False)
    has_same_address = models.BooleanField("adres się zgadza", default=False)
    has_same_representatives = models.BooleanField(
        "osoby uprawnione i liczba podpisów się zgadzają", default=False
    )
    note = models.CharField("uwagi", max_length=300, blank=True, validators=[refuse_pesel])

    class Meta:
        verbose_name = "weryfikacja"
        verbose_name_plural = "weryfikacje"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}: {self.get_source_display()}"
