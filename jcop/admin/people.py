from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jcop.accounts.privacy import forget
from jcop.admin.moves import Move, MovesAdmin
from jcop.history import moment
from jcop.models import SecondFactorReset, User
from jcop.models.people import SIGNED_IN


class UserForm(forms.ModelForm):
    """An account as the administrator keeps it: the owner of a new one is invited and sets the password."""

    class Meta:
        model = User
        fields = ["email", "full_name", "is_active", "is_staff", "groups"]


class ResetForm(forms.ModelForm):
    class Meta:
        model = SecondFactorReset
        fields = ["reason"]
        help_texts = {
            "reason": "Na przykład „utracony telefon, tożsamość potwierdzona osobiście”. Bez imion i nazwisk."
        }


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
            User.invite,
            "Wyślij zaproszenie ponownie",
            "change_user",
            allowed=lambda user: user.awaits_first_sign_in,
        ),
        Move(
            User.reset_second_factor,
            "Usuń utracony drugi składnik",
            "reset_second_factor",
            form=ResetForm,
            takes_user=True,
            allowed=lambda user: user.has_second_factor,
        ),
    ]

    def why_not(self, move: Move, subject: User) -> str:
        """The account's own history is not kept, each reset is."""
        if move.act == User.invite:
            return SIGNED_IN
        for reset in subject.second_factor_resets.all()[:1]:
            return f"Drugi składnik usunięto już {moment(reset.at)} ({reset.by}). Konto nie ma innego."
        return "To konto nie ma drugiego składnika."

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """A person is forgotten on a page of their own, which says what keeps the account."""
        return {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Decisions of the office stay signed: an account of staff is closed, never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_staff)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("admin:jcop_user_change", object_id)

    def delete_model(self, request: HttpRequest, user: User) -> None:
        """The same as whoever deletes their own account."""
        forget(user)

    def save_model(self, request: HttpRequest, user: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's own
        is_moved = change and "email" in form.changed_data
        if is_moved:
            user.close_ways_back(since=user.date_joined)
        if not change:
            user.set_unusable_password()  # Nobody is given one; a code opens the account.
        super().save_model(request, user, form, change)
        if "email" in form.changed_data:
            # The new address is confirmed by the code of the next sign-in; the old one signs in no more.
            user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
            user.emailaddress_set.create(email=user.email, primary=True)  # type: ignore[attr-defined]
            user.end_sessions()
        if (is_moved or not change) and user.awaits_first_sign_in and not user.has_usable_password():
            user.invite()
            messages.info(request, f"Na adres {user.email} wysyłamy wiadomość, jak się zalogować.")
