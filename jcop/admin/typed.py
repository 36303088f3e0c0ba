"""A form's field for hours as a clerk types them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jcop.opening.hours import Span
from jcop.opening.typed_hours import UnreadableHours, read_hours, typed_hours


class HoursField(forms.Field):
    """„10:00-18:00, 19:00-20:00” or „nieczynne” as spans; empty is None: nothing is said."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": ""})

    def to_python(self, value: Any) -> tuple[Span, ...] | None:
        if isinstance(value, tuple):
            return value
        if value is None or not str(value).strip():
            return None
        try:
            return read_hours(str(value))
        except UnreadableHours as refusal:
            raise ValidationError(str(refusal), code="hours") from None

    def validate(self, value: Any) -> None:
        """„Nieczynne” is an empty tuple and an answer; only silence is empty."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def prepare_value(self, value: Any) -> Any:
        return typed_hours(value) if isinstance(value, tuple) else value
