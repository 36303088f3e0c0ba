"""Forms that write what a person changed, and nothing that somebody else has changed since.

The page of a form carries what it showed. Not the key of the last event: telephones, addresses of e-mail and
free texts are in no history. When it comes back, each field is held against that and against what is stored:
one that the person left alone keeps what is stored, one that both have changed is refused with both values.
Whoever saves holds the row's lock from the reading on.
"""

import json
from contextlib import suppress
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.typed.cleaning import CleanedField, cleaned

NOTHING = "puste"
YES_AND_NO = (("True", "tak"), ("False", "nie"))
Plain = str | list[str] | None


class SeenField(CleanedField):
    """A field whose page carries the value that it showed."""

    form: "SeenForm"

    @property
    def is_carried(self) -> bool:
        return self.form.is_edit and not self.is_hidden and not self.field.disabled

    @cached_property
    def stored(self) -> Plain:
        """The value now, as plain as it travels."""
        value = self.field.prepare_value(self.initial)
        if isinstance(self.field.widget, forms.MultiWidget):
            value = self.field.widget.decompress(value)
        elif isinstance(self.field, forms.FileField):
            value = str(value or "")
        return _plain(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))

    @cached_property
    def seen(self) -> Plain:
        """The value that the page showed; what is stored, for whoever sends no page of ours."""
        carried = self.form.data.get(self.html_initial_name) if self.form.is_bound else None
        try:
            plain = self.stored if carried is None else _plain(json.loads(carried))
        except (ValueError, RecursionError):
            return self.stored
        is_list = isinstance(self.field.widget, forms.MultiWidget)
        is_list |= issubclass(self.field.hidden_widget, forms.MultipleHiddenInput)
        return plain if isinstance(plain, list) == is_list else self.stored

    def differs_from(self, plain: Plain) -> bool:
        """Was something else typed than this?"""
        if isinstance(self.field, forms.FileField):
            return self.field.has_changed(None, self.data)
        is_parted = isinstance(self.field, forms.MultiValueField)
        plain = cleaned(plain, self.field.widget)
        try:
            return self.field.has_changed(plain if is_parted else self.field.to_python(plain), self.data)
        except ValidationError:
            return True

    def cleaned_as_stored(self) -> Any:
        if isinstance(self.field, forms.FileField):
            return self.initial
        return self.field.clean(self.stored)

    def words_for(self, plain: Plain) -> str:
        """A value as people read it."""
        if isinstance(plain, list):
            return ", ".join(map(self.words_for, plain)) or NOTHING
        if not plain:
            return NOTHING
        in_words = getattr(self.field, "in_words", str)
        answers = YES_AND_NO if isinstance(self.field, forms.BooleanField) else ()
        choices = getattr(self.field.widget, "choices", answers)
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(plain, in_words(plain))

    def _has_changed(self) -> bool:
        return self.differs_from(self.seen) if self.is_carried else super()._has_changed()  # type: ignore[misc]

    def __str__(self) -> SafeString:
        if not self.is_carried:
            return super().__str__()
        seen = json.dumps(self.seen, ensure_ascii=False)
        hidden = flatatt({"type": "hidden", "name": self.html_initial_name, "value": seen})
        return format_html("{}<input{}>", self.as_widget(), hidden)

    __html__ = __str__


def _plain(value: Any) -> Plain:
    """A text, texts, or nothing: what a field reads without a surprise, wherever it comes from."""
    if isinstance(value, list):
        return [_even(str(each)) for each in value]
    return None if value is None else _even(str(value))


def _even(text: str) -> str:
    """Without what a browser does to it: lines end as in Unix."""
    return text.replace("\r\n", "\n")


class SeenForm(forms.BaseForm):
    """A form of something that is stored, if it `is_edit`."""

    bound_field_class = SeenField
    is_edit = True

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self._bound_items():  # type: ignore[attr-defined]
            if field.is_carried and field.stored != field.seen and name not in self.errors:
                self._settle(name, field)

    def _settle(self, name: str, field: SeenField) -> None:
        """Somebody else has changed this field since the page was shown."""
        if not field._has_changed():
            with suppress(ValidationError):
                self.cleaned_data[name] = field.cleaned_as_stored()
        elif field.differs_from(field.stored):
            typed = _plain(field.field.prepare_value(self.cleaned_data[name]))
            self.add_error(
                name,
                ValidationError(
                    f"W międzyczasie zapisano tu: „{field.words_for(field.stored)}”. Państwa wpis:"
                    f" „{field.words_for(typed)}”. Proszę zostawić właściwy i zapisać ponownie.",
                    code="changed",
                ),
            )
            field.seen = field.stored


class ChangedOnlyForm(SeenForm, forms.BaseModelForm):
    """A form of a row that writes its changed columns; those that were left alone stay as they are stored."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_edit = not self.instance._state.adding
        self._columns = dict(self.instance.__dict__)

    def _post_clean(self) -> None:
        whole = self.cleaned_data
        if self.is_edit:
            changed = set(self.changed_data)
            self.cleaned_data = {name: value for name, value in whole.items() if name in changed}
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data = {name: value for name, value in whole.items() if name not in self.errors}

    def changed_columns(self) -> list[str]:
        """What `save` has to write: also columns that the form or the page fill by themselves."""
        now = self.instance.__dict__
        return [
            field.name
            for field in self.instance._meta.concrete_fields
            if field.attname in now
            and not (field.primary_key or field.generated)
            and (field.attname not in self._columns or now[field.attname] != self._columns[field.attname])
        ]

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        if not (commit and self.is_edit) or self.errors:
            return super().save(commit)
        self.instance.save(update_fields=self.changed_columns())
        self._save_m2m()  # type: ignore[attr-defined]
        return self.instance


def writing_changes_only(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The same form, if it is not one that writes its changes only."""
    if issubclass(form, ChangedOnlyForm):
        return form
    return type(form.__name__, (ChangedOnlyForm, form), {})
