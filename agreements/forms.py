from typing import Any

from django import forms

from agreements.models import Service


class SubmitRequestForm(forms.Form):
    """One checkbox and one question for each service on offer; at least one must be chosen."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = list(Service.objects.offered())
        for service in self.services:
            self.fields[f"service_{service.pk}"] = forms.BooleanField(
                label=service.name, required=False, help_text=service.description
            )
            self.fields[f"details_{service.pk}"] = forms.CharField(
                label=service.question,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["truth"] = forms.BooleanField(
            label="Oświadczam, że podane dane są prawdziwe, a Centrum posłuży celom statutowym,"
            " nie zarobkowym."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for service in self.services:
            if data.get(f"details_{service.pk}") and not data[f"service_{service.pk}"]:
                self.add_error(
                    f"service_{service.pk}",
                    "Opisali Państwo potrzebę: proszę zaznaczyć to świadczenie albo usunąć opis.",
                )
        if not self.errors and not self.wishes():
            raise forms.ValidationError("Wybierz co najmniej jedno świadczenie.")
        return data

    def wishes(self) -> dict[Service, str]:
        """The chosen services with what was written about each."""
        return {
            service: self.cleaned_data[f"details_{service.pk}"].strip()
            for service in self.services
            if self.cleaned_data[f"service_{service.pk}"]
        }
