"""The words in which the portal asks for organisations."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from jcop.limits import one_after_another
from jcop.models import Trace, User
from jcop.search import Plain
from organizations.models.authorities import Canonical
from organizations.registers import Register, forms_of

if TYPE_CHECKING:
    from organizations.models.organizations import Organization
    from organizations.models.people import Representative

ASKED_FOR = timedelta(days=30)
# However they are typed, names in the register have others.
QUOTES = re.compile(r"[\"'„”“‟«»‚‘’]+")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def of(self, user: User) -> Self:
        return self.filter(memberships__user=user)

    def live(self) -> Self:
        return self.exclude(state=self.model.State.CLOSED)

    def starting(self) -> Self:
        """Those that may begin something: neither suspended nor closed."""
        return self.filter(state__in=[self.model.State.REGISTERED, self.model.State.VERIFIED])

    def deserted(self, at: datetime) -> Self:
        """Verified ones whose last user went within a month: the office asks who acts for them now."""
        gone = Trace.objects.filter(
            kind=Trace.Kind.MEMBER_REMOVED, organization=OuterRef("pk"), at__gt=at - ASKED_FOR
        )
        return self.filter(Exists(gone), state=self.model.State.VERIFIED, memberships=None)

    def to_verify(self) -> Self:
        """Able to agree, and never compared with a register, or changed since."""
        changed = Q(state=self.model.State.REGISTERED) | Q(to_verify_since__isnull=False)
        return self.starting().filter(changed).exclude(legal_form__in=forms_of(Register.NONE))

    def listed(self) -> Self:
        """Verified and not objecting to the public directory; an agreement is the directory's question."""
        return self.filter(state=self.model.State.VERIFIED, is_listed=True)

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
        last = self.model._base_manager.filter(key=after).values("name", "pk").first() if after else None
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

    def _refuse_too_many(self, by: User, form_key: UUID) -> None:
        """ValidationError where one account has registered enough other organisations since yesterday."""
        one_after_another(f"registrations by {by.pk}")
        lately = self.filter(registered_by=by, registered_at__gt=timezone.now() - timedelta(days=1))
        if lately.exclude(form_key=form_key).count() >= settings.REGISTRATIONS_PER_DAY:
            raise ValidationError(
                "Z tego konta zarejestrowano dziś już kilka organizacji. Następne proszę zarejestrować jutro"
                " albo zadzwonić do Referatu.",
                code="too_many",
            )
