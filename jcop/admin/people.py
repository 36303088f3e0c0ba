from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from jcop.admin.moves import Move, MovesAdmin
from jcop.models import SecondFactorReset, User


class UserForm(forms.ModelForm):
    """An account as the administrator keeps it; passwords are their owners' business."""

    class Meta:
        model = User
        fields = ["email", "full_name", "is_active", "is_staff", "groups"]


class ResetForm(forms.ModelForm):
    class Meta:
        model = SecondFactorReset
        fields = ["reason"]
        help_texts = {"reason": "Na przykład „utracony telefon, tożsamość potwierdzona osobiście”."}


class SecondFactorResetInline(admin.TabularInline):
    model = SecondFactorReset
    fk_name = "user"
    extra = 0
    can_delete = False
    fields = ["at", "administrator", "reason"]
    readonly_fields = ["administrator"]

    @admin.display(description="kto")
    def administrator(self, reset: SecondFactorReset) -> str:
        return str(reset.by)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(User)
class UserAdmin(MovesAdmin):
    form = UserForm
    list_display = ["full_name", "email", "is_staff", "is_active"]
    list_filter = ["is_staff", "groups"]
    search_fields = ["full_name", "email"]
    inlines = [SecondFactorResetInline]
    moves = [
        Move(
            "reset_second_factor",
            "Usuń utracony drugi składnik",
            "reset_second_factor",
            form=ResetForm,
            takes_user=True,
            allowed=lambda user: user.has_second_factor,
        )
    ]
