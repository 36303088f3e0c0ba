from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from bookings.forms.offering import offer
from bookings.forms.times import TimeForm, public_title_field
from bookings.models import Bookable, Booking, BookingContact, RulesAcceptance, Thing
from bookings.models.acceptance import version_of
from bookings.models.places import BookableQuerySet
from bookings.search.alternatives import Asked, Offer, offers
from jcop.forms import OnceForm
from jcop.models import Centre, HouseRules, User
from jcop.typed.personal import refuse_pesel
from jcop.typed.phones import check_phone
from organizations.models import Organization

RULES_CHANGED = (
    "Zasady zmieniły się, gdy formularz był otwarty. Proszę przeczytać je i zaakceptować ponownie."
)

GONE = "Tego nie można już zarezerwować. Proszę wybrać z listy."


class BookForm(TimeForm, OnceForm):
    """What, when, for what and for how many; the rules are the verb's.

    The rest is folded and begins empty. Rules that wait to be accepted are asked for.
    """

    BESIDE = frozenset({"accepted"})

    bookable = forms.TypedChoiceField(label="Sala lub sprzęt", error_messages={"invalid_choice": GONE})
    quantity = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    purpose = forms.ChoiceField(label="Cel", choices=Booking.Purpose)
    persons = forms.IntegerField(label="Liczba osób", min_value=1, max_value=999, initial=1)
    name = forms.CharField(
        label="Osoba odpowiedzialna na miejscu",
        max_length=150,
        required=False,
        validators=[refuse_pesel],
        help_text="Imię i nazwisko. Widzi je obsługa Centrum; usuwamy je 90 dni po terminie.",
    )
    phone = forms.CharField(
        label="Telefon tej osoby", max_length=30, required=False, validators=[check_phone]
    )
    needs = forms.CharField(
        label="Potrzeby związane z dostępnością",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_pesel],
        help_text="Co przygotować, bez nazwisk i nazw chorób. Widzi to obsługa; usuwamy tydzień po terminie.",
    )
    takes_fees = forms.BooleanField(label="Pobieramy opłatę od uczestników", required=False)
    fee = forms.DecimalField(
        label="Ile od osoby (zł)",
        required=False,
        help_text="Rezerwację z opłatą potwierdza pracownik Centrum.",
        localize=True,
        min_value=Decimal("0.01"),
        max_digits=6,
        decimal_places=2,
    )
    public_title = public_title_field()

    field_order = ["form_key", "bookable", "day", "starts_at", "ends_at", "quantity", "purpose", "persons"]
    DEMANDED_SOMETIMES: ClassVar = {"fee"}
    FOLDED = ("name", "phone", "needs", "takes_fees", "fee", "public_title")

    def __init__(self, *args: Any, rules: Sequence[HouseRules] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if not Centre.objects.get().fees_allowed:
            del self.fields["takes_fees"], self.fields["fee"]
        self.bookables = offer(self.fields["bookable"], self.offered(), "Wybierz")
        equipment = [each for each in self.bookables.values() if each.kind == Bookable.Kind.EQUIPMENT]
        self.equipment = {f"extra_{thing.pk}": thing for thing in equipment}
        for name, thing in self.equipment.items():
            self.fields[name] = forms.IntegerField(
                label=f"Dodatkowo do sali: {thing} (sztuk)", min_value=0, max_value=99, required=False
            )
        self.rules = {f"{one.pk}-{version_of(one)}": one for one in rules}
        if self.rules:
            self.fields["accepted"] = forms.MultipleChoiceField(
                label="Zasady w Centrum",
                choices=[(version, f"Znamy i akceptujemy: {one}") for version, one in self.rules.items()],
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": "Proszę zaakceptować zasady; pytamy o to raz dla każdej ich wersji.",
                    "invalid_choice": RULES_CHANGED,
                },
            )

    def offered(self) -> BookableQuerySet:
        """What can be chosen; equipment among it can also be added to a room."""
        return Bookable.objects.active().for_use()

    @property
    def main(self) -> list[forms.BoundField]:
        """What is always asked."""
        return [field for field in self.visible_fields() if not self._is_folded(field)]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if self._is_folded(field)]

    @property
    def is_unfolded(self) -> bool:
        """What has an error or says something is sent by nobody who does not see it."""
        return any(field.errors or field.value() for field in self.folded)

    @property
    def beside(self) -> list[tuple[str, str]]:
        """What was filled in of the folded fields, for a page that shows what will be booked."""
        data = getattr(self, "cleaned_data", {})
        filled = [(str(field.label), data.get(field.name)) for field in self.folded]
        return [(label, "tak" if value is True else str(value)) for label, value in filled if value]

    def _is_folded(self, field: forms.BoundField) -> bool:
        return field.name in self.FOLDED or field.name in self.equipment

    def clean_accepted(self) -> list[str]:
        accepted: list[str] = self.cleaned_data["accepted"]
        if set(accepted) != set(self.rules):
            raise ValidationError("Proszę zaakceptować wszystkie zasady.")
        return accepted

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = data.get("bookable")
        for name, thing in self.equipment.items():
            if chosen == thing and data.get(name):
                self.add_error(name, "Ten sprzęt jest już wybrany wyżej: liczbę sztuk wpisuje się tam.")
        takes_fees, fee = data.get("takes_fees"), data.get("fee")
        if takes_fees and fee is None and "fee" not in self.errors:
            self.add_error("fee", "Podaj, ile płaci jedna osoba.")
        if fee is not None and not takes_fees:
            self.add_error("takes_fees", "Podano kwotę: proszę zaznaczyć opłatę albo usunąć kwotę.")
        return data

    @staticmethod
    def words_of(last: Booking | None) -> dict[str, Any]:
        """The folded fields as in that booking, but for what is of its guests only: title and needs."""
        if last is None:
            return {}
        contact = BookingContact.objects.filter(booking=last).first()
        extras = {f"extra_{item.bookable_id}": item.quantity for item in last.items.order_by("pk")[1:]}
        return {
            **({"name": contact.name, "phone": contact.phone} if contact else {}),
            "takes_fees": last.fee is not None,
            "fee": last.fee,
            **extras,
        }

    def extras(self) -> list[Thing]:
        """Equipment wanted together with the first choice."""
        wanted = {name: self.cleaned_data.get(name) or 0 for name in self.equipment}
        return [Thing(self.equipment[name], number) for name, number in wanted.items() if number]

    def instead(self, at: datetime, organization: Organization | None = None) -> list[Offer]:
        """What would do, when the time, the number of seats or the length is what stands in the way."""
        whole = {"bookable", "quantity", "starts_at_moment", "ends_at_moment", "persons"}
        data = self.known
        if not whole <= data.keys() or data["ends_at_moment"] <= data["starts_at_moment"]:
            return []
        asked = Asked(
            (Thing(data["bookable"], data["quantity"]), *self.extras()),
            data["starts_at_moment"],
            data["ends_at_moment"] - data["starts_at_moment"],
            data["persons"],
        )
        return offers(asked, self.codes, at, organization)

    def accept_rules(self, organization: Organization, by: User) -> None:
        if self.rules:
            RulesAcceptance.objects.accept(organization, self.rules.values(), by)

    def book(self, organization: Organization, by: User, **options: Any) -> Booking:
        data = self.cleaned_data
        self.accept_rules(organization, by)
        return Booking.request(
            organization=organization,
            by=by,
            bookable=data["bookable"],
            quantity=data["quantity"],
            extras=self.extras(),
            starts_at=data["starts_at_moment"],
            ends_at=data["ends_at_moment"],
            purpose=data["purpose"],
            persons=data["persons"],
            public_title=data["public_title"],
            fee=data.get("fee"),
            contact={field: data[field] for field in ("name", "phone", "needs")},
            form_key=self.key_of(organization),
            **options,
        )
