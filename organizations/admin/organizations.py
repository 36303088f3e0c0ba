from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from jcop.admin.moves import Move, MovesAdmin
from jcop.admin.office import ChoiceFilter, OfficeAdmin
from jcop.forms import near_field
from jcop.models import User
from jcop.rules import RuledForm
from jcop.typed.personal import refuse_pesel
from organizations.fields import NUMBER_FIELDS
from organizations.forms import InviteForm
from organizations.models import (
    Membership,
    Organization,
    RegisterAuthority,
    Representative,
    Verification,
)
from organizations.models.people import MANDATE_WARNING_DAYS
from organizations.registers import REGISTER_OF, Register, clean_register_number

CHANGE = "organizations.change_organization"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Powód",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
    )


class VerifyForm(forms.ModelForm):
    """The check-list: what was compared with which extract. Everything has to agree."""

    AGREE: ClassVar = ["has_same_name", "has_same_address", "has_same_representatives"]

    seen = forms.SlugField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Verification
        formfield_callback = near_field
        fields = ["source", "extract_on", "has_same_name", "has_same_address"]
        fields += ["has_same_representatives", "note"]
        widgets = {"extract_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.initial.get("seen")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field in self.AGREE:
            if not data.get(field):
                self.add_error(field, "Dopóki się nie zgadza, organizacji nie można zweryfikować.")
        return data


class AppointForm(forms.Form):
    """A new keeper, put in place by the office: somebody who has an account already."""

    user = forms.EmailField(label="E-mail konta nowego opiekuna")
    reason = forms.CharField(
        label="Powód",
        max_length=300,
        help_text="Na jakiej podstawie, na przykład „uchwała zarządu z 3 marca”. Bez imion i nazwisk.",
        validators=[refuse_pesel],
    )

    def clean_user(self) -> User:
        address = User.objects.normalize_email(self.cleaned_data["user"])
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise forms.ValidationError("Nie ma czynnego konta o tym adresie. Można wysłać zaproszenie.")
        return user


class OrganizationForm(RuledForm):
    """An organisation as the office enters or corrects it, by the same rules as in the portal."""

    areas = forms.MultipleChoiceField(
        label="Obszary działalności",
        choices=Organization.Area,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organization
        fields = "__all__"
        field_classes = NUMBER_FIELDS

    def clean_register_number(self) -> str | None:
        typed = self.cleaned_data["register_number"]
        return clean_register_number(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        register = REGISTER_OF.get(data.get("legal_form", ""))
        wanted = "krs" if register == Register.KRS else "register_number"
        if register and register != Register.NONE and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, "Ta forma prawna ma ten numer: podaj go.")
        return data


class ByOffice:
    """Inlines that follow the right to change or to see the organisation itself."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    has_add_permission = has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("organizations.view_organization")


class ReadOnlyInline(ByOffice):
    extra = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_add_permission = has_delete_permission = has_change_permission


class RepresentativeInline(ByOffice, admin.TabularInline):
    model = Representative
    extra = 0
    fields = ["position", "name", "function", "basis", "mandate_from", "mandate_until"]


class MembershipInline(ReadOnlyInline, admin.TabularInline):
    model = Membership
    fields = ["person", "role", "since"]
    readonly_fields = ["person", "since"]

    @admin.display(description="osoba")
    def person(self, membership: Membership) -> str:
        return f"{membership.user} ({membership.user.email})"


class VerificationInline(ReadOnlyInline, admin.TabularInline):
    model = Verification
    fields = ["at", "clerk", "source", "extract_on", "note"]
    readonly_fields = ["clerk"]

    @admin.display(description="kto")
    def clerk(self, verification: Verification) -> str:
        return str(verification.by)


class QueueFilter(ChoiceFilter):
    """To be compared with a register; left by the last person who had an account."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("do-weryfikacji", "do weryfikacji"),
            ("bez-osoby", "w ostatnim miesiącu odeszła ostatnia osoba z kontem"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        rows = Organization.objects
        waiting = {"do-weryfikacji": rows.to_verify, "bez-osoby": partial(rows.deserted, timezone.now())}
        return queryset & waiting[chosen]() if (chosen := self.value()) else queryset


class MandateFilter(ChoiceFilter):
    """Whose representatives' mandates have ended or end soon: worth a telephone call, blocks nothing."""

    title = "kadencja"
    parameter_name = "kadencja"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("konczy-sie", f"skończyła się albo kończy w ciągu {MANDATE_WARNING_DAYS} dni")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        if self.value() != "konczy-sie":
            return queryset
        return queryset & Representative.objects.mandate_ending(timezone.localdate()).organizations()


@admin.register(RegisterAuthority)
class RegisterAuthorityAdmin(OfficeAdmin):
    list_display = ["name"]


@admin.register(Organization)
class OrganizationAdmin(MovesAdmin):
    form = OrganizationForm
    list_display = ["name", "legal_form", "registration", "state"]
    list_filter = ["state", "legal_form", QueueFilter, MandateFilter]
    list_select_related = ["authority"]
    search_fields = ["name", "krs", "nip", "regon", "register_number"]
    readonly_fields = ["mandates", "state", "state_reason", "to_verify_since", "registered_at"]
    inlines = [RepresentativeInline, MembershipInline, VerificationInline]
    moves = [
        Move(
            Organization.verify,
            "Zweryfikuj: dane zgodne z rejestrem",
            "verify_organization",
            form=VerifyForm,
            takes_user=True,
            allowed=lambda organization: organization.may_start,
        ),
        Move(
            Organization.invite,
            "Zaproś do portalu",
            "change_organization",
            form=InviteForm,
            takes_user=True,
            allowed=lambda organization: organization.may_start,
        ),
        Move(
            Organization.appoint_keeper,
            "Wyznacz opiekuna konta",
            "change_organization",
            form=AppointForm,
            allowed=lambda organization: organization.may_start,
        ),
        Move(
            Organization.suspend,
            "Zawieś organizację",
            "suspend_organization",
            Organization.State.SUSPENDED,
            ReasonForm,
            told=lambda organization: (
                "Państwa organizacja jest w portalu zawieszona i nie może rezerwować."
                f" Powód: {organization.state_reason}"
            ),
        ),
        Move(
            Organization.close,
            "Zamknij konto organizacji",
            "suspend_organization",
            Organization.State.CLOSED,
            ReasonForm,
            told=lambda organization: (
                "Konto Państwa organizacji w portalu jest zamknięte."
                f" Powód: {organization.state_reason.rstrip('.')}."
                " Jeżeli organizacja miała skrzynkę kontaktową, oddaje ją z dniem zamknięcia."
            ),
        ),
        Move(
            Organization.resume,
            "Przywróć organizację",
            "suspend_organization",
            form=ReasonForm,
            allowed=lambda organization: not organization.may_start,
        ),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organization], search_term: str
    ) -> tuple[QuerySet[Organization], bool]:
        """By number as Django does, or by words of the name without regard to diacritics."""
        by_number, _ = super().get_search_results(request, queryset, search_term)
        return by_number | queryset.named_like(search_term), False  # type: ignore[attr-defined]

    def move_initial(self, move: Move, subject: Organization) -> dict[str, Any]:
        return {"seen": subject.compared_digest} if move.act == Organization.verify else {}

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return False

    def response_add(
        self, request: HttpRequest, obj: Organization, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Whoever came to enter a paper of a new organisation goes on with that paper."""
        back = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(back, None):
            return redirect(f"{back}?organizacja={obj.pk}")
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description="rejestr")
    def registration(self, organization: Organization) -> str:
        return organization.registration

    @admin.display(description="kadencje")
    def mandates(self, organization: Organization) -> str:
        ending = [
            f"{person} (do {person.mandate_until:%d.%m.%Y})"
            for person in organization.representatives.mandate_ending(timezone.localdate())
        ]
        if not ending:
            return f"żadna znana kadencja nie kończy się w ciągu {MANDATE_WARNING_DAYS} dni"
        return f"skończyła się albo kończy: {'; '.join(ending)}. Niczego to nie blokuje."
