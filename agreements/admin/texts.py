from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements import pdf, texts
from agreements.models import Declaration, DocumentText
from jcop.admin.moves import Move, MovesAdmin
from jcop.admin.printing import paper

NEW = ["kind", "body", "placeholders"]


class DocumentTextForm(forms.ModelForm):
    """A new version, which starts from what is in use."""

    class Meta:
        model = DocumentText
        fields = ["kind", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 28, "cols": 110, "spellcheck": "true"})}


@admin.register(DocumentText)
class DocumentTextAdmin(MovesAdmin):
    """Versions are added, looked at as a PDF, and put to use; none is typed over."""

    form = DocumentTextForm
    list_display = ["__str__", "kind", "version", "published_on"]
    list_filter = ["kind"]
    readonly_fields = ["placeholders", "published_on", "preview"]
    moves = [
        Move(
            "publish",
            "Wprowadź w życie",
            "publish_documenttext",
            takes_user=True,
            allowed=lambda text: text.published_on is None,
        )
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/podglad/", view, name="agreements_documenttext_preview"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: DocumentText | None = None) -> Any:
        return (
            ["kind", "version", "published_on", "preview", "body"]
            if obj
            else ["kind", "body", "placeholders"]
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        asked = request.GET.get("kind", "")
        kind = asked if asked in DocumentText.Kind.values else DocumentText.Kind.AGREEMENT
        current = DocumentText.objects.current(kind)
        return {"kind": kind, "body": current.body if current else DocumentText.shipped(kind)}

    def has_change_permission(self, request: HttpRequest, obj: DocumentText | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DocumentText | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DocumentText, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        drafted = DocumentText.draft(kind=obj.kind, body=obj.body)
        obj.pk, obj.version = drafted.pk, drafted.version

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        text = get_object_or_404(DocumentText, pk=pk)
        if not self.has_view_permission(request, text):
            raise PermissionDenied
        return paper(
            self,
            request,
            pdf.sample_html(text.kind, text.body, Declaration.objects.current().values("text", "version")),
            name=f"podglad-{text.label}.pdf",
            title=f"Podgląd: {text}",
            job="print_sample",
            text_id=text.pk,
        )

    @admin.display(description="podgląd")
    def preview(self, text: DocumentText) -> SafeString:
        url = reverse("admin:agreements_documenttext_preview", args=[text.pk])
        return format_html('<a href="{}">dokumenty na zmyślonych danych (PDF)</a>', url)

    @admin.display(description="co można wpisać")
    def placeholders(self, text: DocumentText) -> SafeString:
        others = DocumentText.Kind.choices
        links = [(f"?kind={kind}", label) for kind, label in others]
        names = [(f"[[{name}]]", words) for name, words in texts.PLACEHOLDERS.items()]
        return format_html(
            "<p>Zacznij od tego, co jest w użyciu: {}.</p><p>Znaczniki: {}.</p><ul>{}</ul>",
            format_html_join(", ", '<a href="{}">{}</a>', links),
            ", ".join(sorted(f"<{tag}>" for tag in texts.TAGS)),
            format_html_join("", "<li>{} – {}</li>", names),
        )
