from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator

from jcop.forms import OnceForm, near_field
from jcop.mail_kinds import KINDS
from jcop.models import User
from jcop.rules import RuledForm
from jcop.typed.personal import refuse_pesel
from organizations.fields import NUMBER_FIELDS
from organizations.models import (
    AccessRequest,
    Invitation,
    Membership,
    Organization,
    RegisterAuthority,
    Representative,
)
from organizations.models.organizations import OrganizationQuerySet
from organizations.registers import (
    NUMBER_LABEL,
    REGISTER_OF,
    LegalForm,
    Register,
    clean_krs,
    clean_register_number,
)

SIGNATORIES = 3
WIDGETS = {
    "name": forms.TextInput(attrs={"autocomplete": "organization"}),
    "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
    "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code"}),
    "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
    "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    "public_phone": forms.TextInput(attrs={"type": "tel"}),
    "representation": forms.Textarea(attrs={"rows": 3}),
    "public_description": forms.Textarea(attrs={"rows": 4}),
}


class RegisterForm(RuledForm, OnceForm):
    """An organisation of one legal form: its one number, its address, who may sign, where it works."""

    FILLS: ClassVar = {"number": ("krs", "register_number")}

    authority = forms.ModelChoiceField(
        RegisterAuthority.objects.all(),
        label="Kto prowadzi ewidencję",
        required=False,
        empty_label="Prezydent Miasta Jastrzębie-Zdrój",
        help_text="Jeżeli organu nie ma na liście, proszę zadzwonić do Referatu.",
    )
    number = forms.CharField(max_length=100, validators=[refuse_pesel])
    works_in_city = forms.BooleanField(
        label="Oświadczam, że organizacja działa na terenie Jastrzębia-Zdroju."
    )

    class Meta:
        model = Organization
        fields = ["name", "other_form", "street", "postal_code", "city", "phone", "email"]
        fields += ["signatures_required"]
        field_classes = NUMBER_FIELDS
        widgets = WIDGETS | {
            "signatures_required": forms.Select(
                choices=[(1, "jedna osoba"), (2, "dwie osoby"), (3, "trzy osoby")]
            )
        }

    def __init__(self, *args: Any, legal_form: LegalForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.legal_form = legal_form
        self.register_kind = REGISTER_OF[legal_form]
        if self.register_kind != Register.CITY:
            del self.fields["authority"]
        self.fields["other_form"].required = True
        if legal_form != LegalForm.OTHER:
            del self.fields["other_form"]
        if self.register_kind == Register.NONE:
            del self.fields["number"], self.fields["signatures_required"]
        else:
            self.fields["number"].label = NUMBER_LABEL[self.register_kind]
            self.fields["signatures_required"].validators.append(MaxValueValidator(SIGNATORIES))
        self.fields["phone"].required = True
        for n in range(1, SIGNATORIES + 1):
            self.fields[f"signatory_{n}_name"] = forms.CharField(
                label="Imię i nazwisko", max_length=150, required=n == 1, validators=[refuse_pesel]
            )
            self.fields[f"signatory_{n}_function"] = forms.CharField(
                label="Funkcja", max_length=100, required=n == 1, validators=[refuse_pesel]
            )
        self.DEMANDED_SOMETIMES = {name for name in self.fields if name.startswith("signatory_")}

    def _post_clean(self) -> None:
        """Sent twice, the form is judged as what it has become: its own number is no rival's."""
        if not self.errors:
            self.instance = Organization.objects.filter(form_key=self.key_of()).first() or self.instance
        super()._post_clean()

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        return clean_krs(typed) if self.register_kind == Register.KRS else clean_register_number(typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.register_kind == Register.KRS:
            self.instance.krs = data.get("number")
        else:
            self.instance.register_number = data.get("number")
            self.instance.authority = data.get("authority")
        for n in range(2, int(data.get("signatures_required") or 1) + 1):
            for field in (f"signatory_{n}_name", f"signatory_{n}_function"):
                if not data.get(field):
                    self.add_error(field, "Tyle osób musi podpisać dokumenty: podaj także tę osobę.")
        return data

    def numbers(self) -> dict[str, Any]:
        organization = self.instance
        return {
            "legal_form": organization.legal_form,
            "krs": organization.krs,
            "register_number": organization.register_number,
            "authority": organization.authority,
        }

    def duplicate(self) -> Organization | None:
        """Another live organisation with the same number, if there is one."""
        return Organization.objects.same_as(self.numbers()).exclude(pk=self.instance.pk).first()

    def representatives(self) -> list[Representative]:
        data = self.cleaned_data
        people = [
            (data[f"signatory_{n}_name"], data[f"signatory_{n}_function"]) for n in range(1, SIGNATORIES + 1)
        ]
        return [Representative(name=name, function=function) for name, function in people if name]

    def register(self, by: User) -> Organization:
        data = self.cleaned_data
        return Organization.objects.register(
            by=by,
            form_key=self.key_of(),
            representatives=self.representatives(),
            **self.numbers(),
            **{name: data[name] for name in self.Meta.fields if name in data},
        )


class DetailsForm(RuledForm):
    """What an organisation may change by itself: everything that the register does not decide."""

    areas = forms.MultipleChoiceField(
        label="Obszary działalności",
        choices=Organization.Area,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organization
        fields = [
            "street",
            "postal_code",
            "city",
            "phone",
            "email",
            "e_delivery",
            "nip",
            "regon",
            "areas",
            "representation",
        ]
        field_classes = NUMBER_FIELDS
        widgets = WIDGETS


class PublicForm(RuledForm):
    """„Dane do publikacji”: what the public directory may show. Never a person's data."""

    class Meta:
        model = Organization
        fields = ["is_listed", "public_description", "public_phone", "public_email", "public_website"]
        widgets = WIDGETS


class MailsForm(forms.Form):
    """Which of the mails that may be switched off the organisation gets."""

    wanted = forms.MultipleChoiceField(
        label="Można je wyłączyć", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, organization: Organization) -> None:
        optional = {name: kind.words for name, kind in KINDS.items() if kind.is_optional}
        wanted = [name for name in optional if name not in organization.mails_off]
        super().__init__(data, initial={"wanted": wanted})
        self.fields["wanted"].choices = list(optional.items())  # type: ignore[attr-defined]
        self.organization = organization

    def save(self) -> None:
        """That column alone: whoever edits the organisation's data meanwhile loses nothing."""
        field = self.fields["wanted"]
        off = [name for name, _ in field.choices if name not in self.cleaned_data["wanted"]]  # type: ignore[attr-defined]
        Organization.objects.filter(pk=self.organization.pk).update(mails_off=off)


class RepresentativeForm(RuledForm):
    """One person entitled to sign; name and function are all that the agreement needs."""

    class Meta:
        model = Representative
        formfield_callback = near_field
        fields = ["name", "function", "basis", "mandate_from", "mandate_until"]
        widgets = dict.fromkeys(
            ["mandate_from", "mandate_until"], forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        )


class InviteForm(forms.ModelForm):
    """Whom to invite, in the portal and in admin alike."""

    class Meta:
        model = Invitation
        fields = ["email", "role"]

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


class AskAccessForm(forms.ModelForm):
    """Who the person is in the organisation; nothing about its people is told in return."""

    class Meta:
        model = AccessRequest
        fields = ["message"]
        help_texts = {"message": "Na przykład: „prezes zarządu od 2025 r.”. Bez numeru PESEL."}


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Rola", choices=Membership.Role)


class DirectoryForm(forms.Form):
    """How residents look through the directory; what cannot be understood narrows nothing."""

    ADDRESS: ClassVar = {"words": "szukaj", "legal_form": "forma", "area": "obszar", "after": "po"}

    words = forms.CharField(
        label="Nazwa organizacji", max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )
    legal_form = forms.ChoiceField(
        label="Forma prawna", choices=[("", "każda"), *LegalForm.choices], required=False
    )
    area = forms.ChoiceField(
        label="Obszar działalności", choices=[("", "każdy"), *Organization.Area.choices], required=False
    )
    after = forms.SlugField(widget=forms.HiddenInput, required=False)

    def add_prefix(self, field_name: str) -> str:
        """Addresses are read by people: their words are Polish."""
        return self.ADDRESS.get(field_name, field_name)

    def found_among(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        self.is_valid()
        asked = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return organizations.working_in(asked["area"], legal_form=asked["legal_form"]).by_name(
            words=asked["words"], after=asked["after"]
        )

    @property
    def asks(self) -> bool:
        return any(self.cleaned_data.values())

    def address_after(self, last: Organization | None) -> str:
        """The query of the page behind `last`, or of the first: the same search."""
        asked = {self.ADDRESS[name]: value for name, value in self.cleaned_data.items() if value}
        return urlencode(asked | {self.ADDRESS["after"]: last.key if last else ""})

    @property
    def address_of_beginning(self) -> str:
        return self.address_after(None)
