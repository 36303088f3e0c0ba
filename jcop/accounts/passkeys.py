"""allauth's forms of the second factor: our words, safe against whatever is posted, wrong tries traced."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from jcop.accounts import traces

UNREADABLE = "Przeglądarka nie podała klucza dostępu. Proszę spróbować ponownie."
# What allauth and fido2 raise over an answer that no browser would give.
MALFORMED = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


class AnswerField(forms.JSONField):
    """What the browser says of a key; JSON too deep or with too long a number is none either."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except MALFORMED as error:
            raise ValidationError(UNREADABLE, code="malformed") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except MALFORMED:
            return InvalidJSONInput("")


class AddPasskeyForm(AddWebAuthnForm):
    credential = AnswerField(widget=forms.HiddenInput)
    # A key is in the device already when its name is judged: it is never refused for the name.
    name = forms.CharField(
        label="Nazwa klucza",
        max_length=60,
        required=False,
        help_text="Na przykład „telefon” albo „laptop w pracy”. Bez nazwy portal nada własną.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED as error:
            raise ValidationError(UNREADABLE, code="malformed") from error


class EditPasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label="Nazwa klucza", max_length=60)


class UsePasskeyForm(AuthenticateWebAuthnForm):
    credential = AnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        with traces.of_second_factor(self.user, "webauthn"):
            try:
                return super().clean_credential()
            except MALFORMED as error:
                raise ValidationError(UNREADABLE, code="malformed") from error


class ConfirmByPasskeyForm(UsePasskeyForm):
    reauthenticated = True


class UseCodeForm(AuthenticateForm):
    """A code of the application or a recovery code."""

    def clean_code(self) -> str:
        with traces.of_second_factor(self.user, "totp"):
            return str(super().clean_code())


class ConfirmByCodeForm(ReauthenticateForm):
    def clean_code(self) -> str:
        with traces.of_second_factor(self.user, "totp"):
            return str(super().clean_code())
