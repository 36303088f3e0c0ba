"""Fields for the numbers of organisations: they take what people paste and hold what registers write."""

from typing import Any, ClassVar

from django import forms

from organizations.registers import clean_e_delivery, clean_krs, clean_nip, clean_postal_code, clean_regon

LONGEST_PASTED = 60  # „NIP: PL 526-104-08-28”: more signs than the ten that a column holds.


class NumberField(forms.CharField):
    """Cleaned before its length is judged; a browser cuts nothing off what is pasted."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return typed if typed in self.empty_values else type(self).clean_number(typed)  # type: ignore[attr-defined]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"maxlength": str(LONGEST_PASTED)}


class KrsField(NumberField):
    clean_number: ClassVar = staticmethod(clean_krs)


class NipField(NumberField):
    clean_number: ClassVar = staticmethod(clean_nip)


class RegonField(NumberField):
    clean_number: ClassVar = staticmethod(clean_regon)


class PostalCodeField(NumberField):
    clean_number: ClassVar = staticmethod(clean_postal_code)


class EDeliveryField(NumberField):
    clean_number: ClassVar = staticmethod(clean_e_delivery)


# By the column that a form fills.
NUMBER_FIELDS = {
    "krs": KrsField,
    "nip": NipField,
    "regon": RegonField,
    "postal_code": PostalCodeField,
    "e_delivery": EDeliveryField,
}
