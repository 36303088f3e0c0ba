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
from jcop.admin.rich_text import RichTextField
from jcop.forms import whole_number


class DocumentTextForm(forms.ModelForm):
    """A version, which starts from what is in use or from any other."""

    body = RichTextField(label="Treść")

    class Meta:
        model = DocumentText
        fields = ["kind", "body"]


@admin.register(DocumentText)
class DocumentTextAdmin(MovesAdmin):
    """Drafts are written, looked at as a PDF, put to use or deleted; what was in use stays as it was."""

    form = DocumentTextForm
    list_display = ["__str__", "kind", "version", "standing", "published_on"]
    list_filter = ["kind"]
    change_list_template = "admin/agreements/text_list.html"
    moves = [
        Move(
            DocumentText.publish,
            "Wprowadź w życie",
            "publish_documenttext",
            takes_user=True,
            allowed=lambda text: text.is_draft,
        )
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/podglad/", view, name="agreements_documenttext_preview"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: DocumentText | None = None) -> Any:
        if obj is None:
            return ["kind", "body", "placeholders"]
        about = ["kind", "version", "standing", "published_on", "preview", "anew"]
        return [*about, "lacking", "body", "placeholders"] if obj.is_draft else [*about, "body"]

    def get_readonly_fields(self, request: HttpRequest, obj: DocumentText | None = None) -> Any:
        return [name for name in self.get_fields(request, obj) if name != "body" and (obj or name != "kind")]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"in_force": self._in_force(), **(extra_context or {})})

    def _in_force(self) -> list[tuple[str, DocumentText | None]]:
        """Each document and the version that it is made from; none where the shipped text speaks."""
        rows = DocumentText.objects
        return [(str(label), rows.current(kind)) for kind, label in DocumentText.Kind.choices]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        begun = whole_number(request.GET.get("od", ""))
        if begun is not None and (text := DocumentText.objects.filter(pk=begun).first()):
            return {"kind": text.kind, "body": text.body}
        asked = request.GET.get("kind", "")
        kind = asked if asked in DocumentText.Kind.values else DocumentText.Kind.AGREEMENT
        current = DocumentText.objects.current(kind)
        return {"kind": kind, "body": current.body if current else DocumentText.shipped(kind)}

    def has_change_permission(self, request: HttpRequest, obj: DocumentText | None = None) -> bool:
        """Whoever may write a draft may write it better, or throw it away."""
        return obj is not None and obj.is_draft and self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: DocumentText | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: DocumentText) -> None:
        obj.discard()

    def save_model(self, request: HttpRequest, obj: DocumentText, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        if change:
            obj.redraft(body=obj.body)
            return
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

    @admin.display(description="stan")
    def standing(self, text: DocumentText) -> str:
        if text.is_draft:
            return "szkic"
        return "obowiązuje" if DocumentText.objects.current(text.kind) == text else "zastąpiona"

    @admin.display(description="do uzupełnienia")
    def lacking(self, text: DocumentText) -> str:
        return " ".join(text.lacking) or "nic"

    @admin.display(description="nowa wersja")
    def anew(self, text: DocumentText) -> SafeString:
        url = reverse("admin:agreements_documenttext_add")
        return format_html('<a href="{}?od={}">zacznij nową wersję od tej</a>', url, text.pk)

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
