from django import forms
from django.contrib import admin

from jcop.admin.office import OfficeAdmin
from jcop.models import User


class UserForm(forms.ModelForm):
    """An account as the administrator keeps it; passwords are their owners' business."""

    class Meta:
        model = User
        fields = ["email", "full_name", "is_active", "is_staff", "groups"]


@admin.register(User)
class UserAdmin(OfficeAdmin):
    form = UserForm
    list_display = ["full_name", "email", "is_staff", "is_active"]
    list_filter = ["is_staff", "groups"]
    search_fields = ["full_name", "email"]
    filter_horizontal = ["groups"]
