"""A page seen as residents will see it, before anything is saved, in a tab of its own."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from jcop.admin.office import OfficeAdmin


class PreviewedAdmin(OfficeAdmin):
    """The button sends the form to a new tab, so that the form itself keeps everything, chosen files too."""

    change_form_template = "admin/previewed_change_form.html"
    preview_template: str

    def preview(self, row: Any, formsets: list[Any] | None) -> dict[str, Any]:
        """What the template shows of a row and of what goes with it; of a saved row without forms."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_saved)
        return [path("<int:object_id>/podglad/", view, name=name), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and "_preview" in request.POST:
            return self._preview_unsaved(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def preview_saved(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {"is_saved": True, "problems": [], **self.preview(row, None)}
        return render(request, self.preview_template, context)

    def _preview_unsaved(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        row = self.get_object(request, object_id) if object_id else None
        if object_id and row is None:
            raise Http404
        may = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        form = self.get_form(request, row, change=row is not None)(request.POST, request.FILES, instance=row)
        form.is_valid()
        formsets = [
            formset(
                request.POST,
                request.FILES,
                instance=form.instance,
                prefix=formset.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for formset, inline in self.get_formsets_with_inlines(request, row)
        ]
        problems = _problems(form) + [
            told
            for formset in formsets
            if not formset.is_valid()
            for one in formset
            for told in _problems(one)
        ]
        context = {"is_saved": False, "problems": problems, **self.preview(form.instance, formsets)}
        return render(request, self.preview_template, context)


def _problems(form: forms.BaseForm) -> list[str]:
    """What still has to be mended before the form can be saved, each with its field."""
    told = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        told += [f"{str(label).capitalize()}: {error}" if label else str(error) for error in errors]
    return told
