import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.module_loading import import_string

from jcop.limits import one_after_another
from jcop.models import SHOWN, Trace, User
from jcop.models.messages import post
from jcop.moves import IllegalMove, Stateful
from jcop.rules import Ruled
from jcop.typed.names import refuse_disguise
from jcop.typed.personal import refuse_pesel
from jcop.typed.phones import check_phone
from jcop.typed.search import Plain
from organizations.mail_kinds import Mail
from organizations.models.authorities import Canonical, RegisterAuthority
from organizations.registers import NUMBER_PHRASE, REGISTER_OF, LegalForm, Register, forms_of

if TYPE_CHECKING:
    from organizations.models.people import Representative

KEY_LENGTH = 10
KEY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
ASKED_FOR = timedelta(days=30)
# However they are typed, names in the register have others.
QUOTES = re.compile(r"[\"'„”“‟«»‚‘’]+")


def new_key() -> str:
    """A random public key: it stands in addresses, so it tells nothing and cannot be counted through."""
    return get_random_string(KEY_LENGTH, KEY_ALPHABET)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def of(self, user: User) -> Self:
        return self.filter(memberships__user=user)

    def live(self) -> Self:
        return self.exclude(state=Organization.State.CLOSED)

    def starting(self) -> Self:
        """Those that may begin something: neither suspended nor closed."""
        return self.filter(state__in=[Organization.State.REGISTERED, Organization.State.VERIFIED])

    def deserted(self, at: datetime) -> Self:
        """Verified ones whose last user went within a month: the office asks who acts for them now."""
        gone = Trace.objects.filter(
            kind=Trace.Kind.MEMBER_REMOVED, organization=OuterRef("pk"), at__gt=at - ASKED_FOR
        )
        return self.filter(Exists(gone), state=Organization.State.VERIFIED, memberships=None)

    def to_verify(self) -> Self:
        """Able to agree, and never compared with a register, or changed since."""
        changed = Q(state=Organization.State.REGISTERED) | Q(to_verify_since__isnull=False)
        return self.starting().filter(changed).exclude(legal_form__in=forms_of(Register.NONE))

    def listed(self) -> Self:
        """Verified and not objecting to the public directory; an agreement is the directory's question."""
        return self.filter(state=Organization.State.VERIFIED, is_listed=True)

    def named_like(self, words: str) -> Self:
        """Names that contain every word of `words`, whatever the case, the diacritics and the quotes."""
        rows = self
        for word in QUOTES.sub(" ", words).split():
            rows = rows.alias(plain_name=Plain(Lower("name"))).filter(
                plain_name__contains=Plain(Lower(Value(word)))
            )
        return rows

    def sought(self, words: str) -> Self:
        """By words of the name, or by a whole number of any register."""
        digits = "".join(sign for sign in words if sign.isdecimal())
        number = Q(register_number__iexact=words.strip())
        if digits:
            number |= Q(krs=digits.zfill(10)) | Q(nip=digits) | Q(regon=digits)
        return self.filter(number) | self.named_like(words)

    def working_in(self, area: str, *, legal_form: str) -> Self:
        """In that field and of that form; an empty word means any."""
        narrowed = {"areas__contains": [area]} if area else {}
        return self.filter(**narrowed | ({"legal_form": legal_form} if legal_form else {}))

    def by_name(self, *, words: str, after: str = "") -> Self:
        """In Polish alphabetical order, searched for `words`, from behind the one whose key is `after`.

        Whoever searches gets the index of words: ordered by the bare name, PostgreSQL would rather read
        all names in order and hope to meet matches soon. A page begins behind a name and not at a number,
        so that the two-hundredth costs what the first does.
        """
        rows = self.named_like(words)
        last = Organization._base_manager.filter(key=after).values("name", "pk").first() if after else None
        if last:
            rows = rows.filter(name__gte=last["name"]).exclude(name=last["name"], pk__lte=last["pk"])
        return rows.order_by(*[Lower("name")] if words else [], "name", "pk")

    def same_as(self, fields: dict[str, Any]) -> Self:
        """Live organisations that share a number with `fields`: KRS, NIP, REGON or that of one register."""
        same = Q(pk__in=[])
        for name in ("krs", "nip", "regon"):
            if fields.get(name):
                same |= Q(**{name: fields[name]})
        if fields.get("register_number"):
            number = Canonical(Value(fields["register_number"]))
            same |= Q(
                legal_form=fields["legal_form"], authority=fields.get("authority"), canonical_number=number
            )
        return self.live().alias(canonical_number=Canonical("register_number")).filter(same)

    def locked(self, pk: int | None) -> "Organization":
        """The row, locked against every verb that gives, takes or uses this organisation's rights."""
        return self.select_for_update(no_key=True).get(pk__exact=pk)


class OrganizationManager(models.Manager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def register(
        self, *, by: User, representatives: Sequence["Representative"], **fields: Any
    ) -> "Organization":
        """Register an organisation with `by` as its keeper; the same form sent twice gives the first."""
        form_key = fields.pop("form_key")
        if not by.is_staff:
            self._refuse_too_many(by, form_key)
        organization, is_new = self.get_or_create(form_key=form_key, registered_by=by, defaults=fields)
        if not is_new:
            return organization
        organization.memberships.create(user=by, role="keeper")
        for position, representative in enumerate(representatives, start=1):
            representative.organization = organization
            representative.position = position
            representative.save()
        return organization

    def _refuse_too_many(self, by: User, form_key: uuid.UUID) -> None:
        """ValidationError where one account has registered enough other organisations since yesterday."""
        one_after_another(f"registrations by {by.pk}")
        lately = self.filter(registered_by=by, registered_at__gt=timezone.now() - timedelta(days=1))
        if lately.exclude(form_key=form_key).count() >= settings.REGISTRATIONS_PER_DAY:
            raise ValidationError(
                "Z tego konta zarejestrowano dziś już kilka organizacji. Następne proszę zarejestrować jutro"
                " albo zadzwonić do Referatu.",
                code="too_many",
            )


# That somebody changed where mail and calls go, and when; never to what.
CONTACTS_TRACED = pgtrigger.Trigger(
    name="contacts_traced",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("email", "phone", "public_email", "public_phone"),
    func="""
        INSERT INTO jcop_trace (kind, organization, detail)
        SELECT 'contact_changed', NEW.id, field
        FROM unnest(ARRAY['email', 'phone', 'public_email', 'public_phone']) AS field
        WHERE to_jsonb(NEW)->>field <> to_jsonb(OLD)->>field;
        RETURN NULL;
    """,
)


NOT_COMPARED = "W międzyczasie zmieniono dane organizacji albo zarząd. Proszę porównać je jeszcze raz."
# What a verification has compared was changed since, by whomever: it is to be compared again.
COMPARED = (
    *("name", "legal_form", "krs", "register_number", "authority_id"),
    *("street", "postal_code", "city", "representation", "signatures_required"),
)
COMPARED_CHANGED = pgtrigger.Trigger(
    name="compared_changed",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf(*COMPARED),
    func=f"""
        IF NEW.state = 'verified' AND NEW.to_verify_since IS NULL
            AND ({", ".join(f"NEW.{name}" for name in COMPARED)})
            IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in COMPARED)})
        THEN
            NEW.to_verify_since = now();
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track(
    exclude=["form_key", "key", "email", "phone", "public_phone", "public_email", "to_verify_since"]
)
class Organization(Ruled, Stateful):
    """A non-governmental organisation that uses the Centre or wants to."""

    Form = LegalForm

    class State(models.TextChoices):
        REGISTERED = "registered", "zarejestrowana"
        VERIFIED = "verified", "zweryfikowana"
        SUSPENDED = "suspended", "zawieszona"
        CLOSED = "closed", "zamknięta"

    class Area(models.TextChoices):
        """Fields of public-benefit work in short: groups of art. 4 ust. 1 UDPPiW."""

        HELP = "help", "pomoc społeczna i rodzina"
        HEALTH = "health", "zdrowie i niepełnosprawność"
        CHILDREN = "children", "dzieci i młodzież"
        SENIORS = "seniors", "seniorzy"
        EDUCATION = "education", "nauka i edukacja"
        CULTURE = "culture", "kultura i tradycja"
        SPORT = "sport", "sport i turystyka"
        ECOLOGY = "ecology", "ekologia i zwierzęta"
        RIGHTS = "rights", "prawa obywatelskie i społeczność lokalna"
        RESCUE = "rescue", "ratownictwo i bezpieczeństwo"
        OTHER = "other", "inna działalność pożytku publicznego"

    SOURCES: ClassVar = {
        State.REGISTERED: frozenset({State.SUSPENDED, State.CLOSED}),
        State.VERIFIED: frozenset({State.REGISTERED, State.SUSPENDED, State.CLOSED}),
        State.SUSPENDED: frozenset({State.REGISTERED, State.VERIFIED}),
        State.CLOSED: frozenset({State.REGISTERED, State.VERIFIED, State.SUSPENDED}),
    }

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField("stan", max_length=10, choices=State, default=State.REGISTERED, editable=False)
    state_reason = models.CharField("powód zmiany stanu", max_length=300, blank=True, editable=False)
    legal_form = models.CharField("forma prawna", max_length=25, choices=LegalForm)
    other_form = models.CharField(
        "jaka forma prawna",
        max_length=100,
        blank=True,
        default="",
        db_default="",
        validators=[refuse_pesel, refuse_disguise],
        help_text="Tylko gdy wyżej wybrano inną formę prawną.",
    )
    name = models.CharField(
        "pełna nazwa", max_length=400, db_collation="pl-x-icu", validators=[refuse_pesel, refuse_disguise]
    )
    krs = models.CharField("numer KRS", max_length=10, null=True, blank=True)
    register_number = models.CharField(
        "numer w innym rejestrze", max_length=100, null=True, blank=True, validators=[refuse_pesel]
    )
    authority = models.ForeignKey(
        RegisterAuthority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kto prowadzi ewidencję",
        help_text="Puste: Prezydent Miasta Jastrzębie-Zdrój.",
    )
    nip = models.CharField("NIP", max_length=10, null=True, blank=True)
    regon = models.CharField("REGON", max_length=14, null=True, blank=True)
    street = models.CharField("ulica i numer", max_length=150, validators=[refuse_pesel])
    postal_code = models.CharField(
        "kod pocztowy",
        max_length=6,
        validators=[RegexValidator(r"^\d{2}-\d{3}$", "Kod pocztowy ma postać 44-335.")],
    )
    city = models.CharField("miejscowość", max_length=100, validators=[refuse_pesel])
    phone = models.CharField("telefon organizacji", max_length=30, blank=True, validators=[check_phone])
    email = models.EmailField("e-mail organizacji", blank=True)
    e_delivery = models.CharField("adres do e-Doręczeń", max_length=30, blank=True)
    areas = ArrayField(
        models.CharField(max_length=10, choices=Area),
        verbose_name="obszary działalności",
        default=list,
        blank=True,
    )
    representation = models.TextField(
        "sposób reprezentacji",
        blank=True,
        help_text="Słowo w słowo z KRS, ewidencji albo statutu.",
        validators=[refuse_pesel],
    )
    signatures_required = models.PositiveSmallIntegerField(
        "ile osób musi podpisać dokumenty",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    is_listed = models.BooleanField(
        "w publicznym wykazie",
        default=True,
        help_text="Wykaz podaje nazwę, formę prawną i obszary działalności organizacji z porozumieniem.",
    )
    public_description = models.TextField(
        "opis dla mieszkańców", max_length=1000, blank=True, validators=[refuse_pesel]
    )
    public_phone = models.CharField(
        "telefon dla mieszkańców", max_length=30, blank=True, validators=[check_phone]
    )
    public_email = models.EmailField("e-mail dla mieszkańców", blank=True)
    public_website = models.CharField(
        "strona internetowa",
        max_length=200,
        blank=True,
        validators=[URLValidator(["https", "http"], message="Podaj adres, który zaczyna się od https://")],
    )
    # By name of `Mail`; only what is optional there is left out.
    mails_off = ArrayField(
        models.CharField(max_length=40),
        verbose_name="wiadomości wyłączone",
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=40))),
        editable=False,
    )
    to_verify_since = models.DateTimeField(
        "zmieniono dane po weryfikacji", null=True, editable=False
    )  # Set by triggers, here and at those who sign.
    registered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    registered_at = models.DateTimeField("zarejestrowano", default=timezone.now, editable=False)

    objects = OrganizationManager()

    class Meta:
        triggers = [SHOWN, CONTACTS_TRACED, COMPARED_CHANGED]
        verbose_name = "organizacja"
        verbose_name_plural = "organizacje"
        ordering = ["name"]
        permissions = [
            ("verify_organization", "Może weryfikować organizacje"),
            ("suspend_organization", "Może zawieszać i zamykać organizacje"),
        ]
        indexes = [
            models.Index(name="organization_by_krs", fields=["krs"]),
            models.Index(fields=["name"], name="organization_by_name"),
            GinIndex(OpClass(Plain(Lower("name")), "gin_trgm_ops"), name="organization_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organization_state_known",
                condition=Q(state__in=["registered", "verified", "suspended", "closed"]),
            ),
            models.CheckConstraint(
                name="organization_suspension_has_reason",
                condition=~Q(state__in=["suspended", "closed"]) | ~Q(state_reason=""),
                violation_error_message="Podaj powód.",
            ),
            # A check lets the unknown pass, and NULL LIKE anything is unknown: hence every isnull.
            models.CheckConstraint(
                name="organization_has_its_number",
                condition=Q(
                    legal_form__in=forms_of(Register.KRS), krs__isnull=False, krs__regex=r"^[0-9]{10}$"
                )
                | Q(
                    legal_form__in=forms_of(
                        Register.CITY, Register.KGW, Register.CHURCH, Register.PARENT, Register.OTHER
                    ),
                    krs=None,
                    register_number__isnull=False,
                )
                & ~Q(register_number="")
                | Q(legal_form__in=forms_of(Register.NONE), krs=None, register_number=None),
                violation_error_message="Podaj numer z rejestru właściwego dla formy prawnej.",
            ),
            models.CheckConstraint(
                name="organization_authority_of_its_register",
                condition=Q(authority=None) | Q(legal_form__in=forms_of(Register.CITY)),
                violation_error_message="Organ wybiera się tylko dla organizacji wpisanej do ewidencji.",
            ),
            models.CheckConstraint(
                name="organization_other_form_named",
                condition=Q(legal_form="other") & ~Q(other_form="")
                | ~Q(legal_form="other") & Q(other_form=""),
                violation_error_message="Przy innej formie prawnej proszę podać, jaka to forma; przy każdej"
                " z listy to pole zostaje puste.",
            ),
            models.CheckConstraint(
                name="organization_signatures_required",
                condition=Q(signatures_required__range=(1, 5)),
                violation_error_message="Liczba podpisów: od 1 do 5.",
            ),
            models.UniqueConstraint(
                F("legal_form"),
                F("authority"),
                Canonical("register_number"),
                name="organization_register_number_once",
                nulls_distinct=False,
                condition=~Q(state="closed") & ~Q(legal_form="branch") & Q(register_number__isnull=False),
                violation_error_message="Organizacja o tym numerze jest już w portalu.",
            ),
            *(
                models.UniqueConstraint(
                    name=f"organization_{field}_once",
                    fields=[field],
                    condition=~Q(state="closed"),
                    violation_error_message=f"Organizacja o tym numerze {field.upper()} jest już w portalu.",
                )
                for field in ("krs", "nip", "regon")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:desk", args=[self.key])

    def get_legal_form_display(self) -> str:  # type: ignore[no-redef]  # Django gives way to ours.
        """The form in words: of another form than those of the list, its own."""
        return self.other_form or str(LegalForm(self.legal_form).label)

    @property
    def address(self) -> str:
        return f"{self.street}, {self.postal_code} {self.city}"

    @property
    def contact_line(self) -> str:
        return ", ".join(part for part in (self.phone, self.email) if part)

    @property
    def register(self) -> Register:
        return REGISTER_OF[self.legal_form]

    @property
    def has_account(self) -> bool:
        """Whether anybody can sign in for it; without, the office serves it on paper and by telephone."""
        return self.memberships.filter(user__is_active=True).exists()

    @property
    def registration(self) -> str:
        """Register and number as one phrase, for letters and lists."""
        if self.register == Register.NONE:
            return "bez wpisu do rejestru"
        whose = f" ({self.authority})" if self.authority else ""
        return f"{NUMBER_PHRASE[self.register]} {self.krs or self.register_number}{whose}"

    @property
    def area_names(self) -> list[str]:
        return [str(self.Area(area).label) for area in self.areas]

    @property
    def may_start(self) -> bool:
        """A suspended or closed organisation reads everything of its own and starts nothing."""
        return self.state in {self.State.REGISTERED, self.State.VERIFIED}

    @property
    def compared_digest(self) -> str:
        """Of all that a verification compares, the board included."""
        people = [str(person) for person in self.representatives.order_by("pk")]
        return salted_hmac("compared", repr([getattr(self, name) for name in COMPARED] + people)).hexdigest()

    @property
    def may_agree(self) -> bool:
        """Groups without a register have no capacity to conclude an agreement; they get advice."""
        return self.register != Register.NONE

    @property
    def is_verified(self) -> bool:
        return self.state == self.State.VERIFIED

    def signatories(self) -> list["Representative"]:
        """One for each required signature, in the order of signing; a nameless one where none is known."""
        known = list(self.representatives.all())[: self.signatures_required]
        nameless = self.representatives.model()
        return [*known, *[nameless] * (self.signatures_required - len(known))]

    @transaction.atomic
    def verify(self, *, by: User, at: datetime | None = None, seen: str = "", **checked: Any) -> Self:
        """Confirm that the entries agree with the register; `checked` says what was compared with what.

        As often as there is something to compare: a new board, a new extract. What has changed since the
        clerk saw it (`seen`, a digest) was not compared.
        """
        at = at or timezone.now()
        now = Organization.objects.locked(self.pk)
        self.state = now.state
        if not self.may_start:
            raise IllegalMove(self)
        if seen and seen != now.compared_digest:
            raise ValidationError(NOT_COMPARED, code="changed")
        self.verifications.create(by=by, at=at, **checked)
        self.to_verify_since = None
        if self.is_verified:
            Organization.objects.filter(pk=self.pk).update(to_verify_since=None)
            return self
        return self._move(self.State.VERIFIED, state_reason="", to_verify_since=None)

    def suspend(self, *, reason: str) -> Self:
        return self._move_with_reason(self.State.SUSPENDED, reason, Mail.SUSPENDED)

    @transaction.atomic
    def close(self, *, reason: str) -> Self:
        """End the account, and what settings.CLOSING says ends with it; cases and agreements wait."""
        self._move_with_reason(self.State.CLOSED, reason, Mail.CLOSED)
        for path in settings.CLOSING:
            import_string(path)(self)
        return self

    def resume(self, *, reason: str) -> Self:
        """Lift a suspension, or open again what was closed: as it stood before, verified or not."""
        if self.may_start:
            raise IllegalMove(self)
        to = self.State.VERIFIED if self.verifications.exists() else self.State.REGISTERED
        return self._move_with_reason(to, reason, Mail.RESUMED)

    @transaction.atomic
    def _move_with_reason(self, to: str, reason: str, mail: Mail) -> Self:
        if not (reason := reason.strip()):
            raise ValidationError("Podaj powód.", code="required")
        Organization.objects.locked(self.pk)
        post(mail, self, to=self)
        with pghistory.context(reason=reason):
            return self._move(to, state_reason="" if mail == Mail.RESUMED else reason)

    def invite(self, *, email: str, role: str, by: User) -> None:
        """Hand the account over by mail, as the office does for an organisation that has none."""
        self.invitations.model.send(organization=self, email=email, role=role, by=by)

    def appoint_keeper(self, *, user: User, reason: str) -> None:
        """The office puts a keeper in place: a person leaves, the organisation stays."""
        self.memberships.model.appoint(organization=self, user=user, reason=reason)
