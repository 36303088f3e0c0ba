"""Papers for residents: entered once, then a new file takes the place of the old one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from jcop.admin.moves import Move, MoveForm, MovesAdmin
from jcop.files.uploads import PUBLISHED, judge
from jcop.forms import refuse_distant
from jcop.models import Document, DocumentVersion
from jcop.rules import RuledForm
from jcop.typed.personal import refuse_pesel
from jcop.typed.search import plain_letters
from jcop.views.documents import file_of, page_of

ACCEPTED = ",".join(extension for kind in PUBLISHED for extension in kind.extensions)
SLUG_LENGTH = 80


def _file(**options: Any) -> forms.FileField:
    return forms.FileField(
        label="Plik",
        allow_empty_file=True,  # Told by our own sentence.
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text="PDF, DOCX, ODT, XLSX, ODS, JPEG lub PNG. Najlepiej PDF ze znacznikami, który czytają"
        " programy dla osób niewidomych.",
        error_messages={"required": "Proszę wybrać plik."},
        **options,
    )


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        label="Obowiązuje od",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
        validators=[refuse_distant],
        **options,
    )


class VersionForm(MoveForm):
    """A new version in one step: the file, from when, and what has changed."""

    upload = _file()
    valid_from = _day()
    change_note = forms.CharField(
        label="Co się zmieniło",
        max_length=300,
        required=False,
        validators=[refuse_pesel],
        help_text="Jedno zdanie dla czytelników. Przy pierwszym pliku można zostawić puste.",
    )


class DocumentForm(RuledForm):
    class Meta:
        model = Document
        fields = [
            "kind",
            "title",
            "slug",
            "lead",
            "category",
            "position",
            "author",
            "publisher",
            "year",
            "is_at_centre",
            "copies",
        ]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "lead": forms.Textarea(attrs={"rows": 2})}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("slug") and "slug" not in self.errors:
            # A document keeps its address, without which its own form could not be shown again.
            kept, title = self.initial.get("slug"), data.get("title")
            data["slug"] = kept or (self._free_slug(title) if title else "")
        return data

    def _free_slug(self, title: str) -> str:
        stem = slugify(plain_letters(title))[:SLUG_LENGTH].strip("-") or "dokument"
        taken = set(Document.objects.filter(slug__startswith=stem[:70]).values_list("slug", flat=True))
        tries = (f"{stem[:70]}-{number}" for number in range(2, len(taken) + 3))
        return stem if stem not in taken else next(slug for slug in tries if slug not in taken)


class NewDocumentForm(DocumentForm):
    """A document and its first file at once; a publication that is only read at the Centre has none."""

    upload = _file(required=False)
    valid_from = _day(required=False)

    def clean_upload(self) -> File | None:
        upload: File | None = self.cleaned_data.get("upload")
        if upload is not None:
            judge(upload, PUBLISHED)
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("upload") and not data.get("valid_from") and "valid_from" not in self.errors:
            self.add_error("valid_from", ValidationError("Proszę podać dzień.", code="required"))
        return data


@admin.register(Document)
class DocumentAdmin(MovesAdmin):
    form = DocumentForm
    list_display = ["title", "kind", "state", "file_now", "position"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "lead", "author"]
    readonly_fields = ["state", "files", "preview"]
    moves = [
        Move(
            Document.add_version,
            "Dodaj nową wersję",
            "change_document",
            form=VersionForm,
            takes_user=True,
            allowed=lambda document: True,
        ),
        Move(Document.publish, "Opublikuj", "change_document", Document.State.PUBLISHED),
        Move(Document.withdraw, "Wycofaj z publikacji", "change_document", Document.State.WITHDRAWN),
        Move(
            Document.take_back,
            "Usuń ostatnią wersję",
            "change_document",
            allowed=lambda document: document.newest_id is not None,
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview_view)
        file = self.admin_site.admin_view(self.file_view)
        return [
            path("<int:pk>/podglad/", preview, name="jcop_document_preview"),
            path("<int:pk>/wersje/<int:number>/", file, name="jcop_document_file"),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Document | None = None, change: Any = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        chosen = {} if obj else {"form": NewDocumentForm}
        return super().get_form(request, obj, change=bool(change), **kwargs, **chosen)

    def get_fieldsets(self, request: HttpRequest, obj: Document | None = None) -> Any:
        upload = (None, {"fields": ["upload", "valid_from"]})
        known = (None, {"fields": ["state", "preview", "files"]})
        return [
            known if obj else upload,
            ("O dokumencie", {"fields": ["kind", "title", "lead", "category", "position", "slug"]}),
            (
                "Publikacja",
                {"fields": ["author", "publisher", "year", "is_at_centre", "copies"]},
            ),
        ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Document]:
        return Document.objects.with_versions()

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        super().save_model(request, obj, form, change)
        data = form.cleaned_data
        if data.get("upload"):
            obj.add_version(upload=data["upload"], valid_from=data["valid_from"], by=request.user)  # type: ignore[arg-type]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as residents would see it, whatever the state."""
        found = self._readable(request, pk)
        context = page_of(found, timezone.localdate())
        edition = found.edition(timezone.localdate())
        if edition:
            context["preview_file"] = self._file_url(edition.version)
        return render(request, "jcop/document.html", {**context, "is_preview": True})

    def file_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        found = self._readable(request, pk)
        version = next((one for one in found.versions.all() if one.number == number), None)
        if version is None:
            raise Http404
        return file_of(request, found, version, f"Wersja {number} – {found.title}")

    def _readable(self, request: HttpRequest, pk: int) -> Document:
        found = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return found

    def _file_url(self, version: DocumentVersion) -> str:
        return reverse("admin:jcop_document_file", args=[version.document_id, version.number])

    @admin.display(description="plik")
    def file_now(self, document: Document) -> str:
        edition = document.edition(timezone.localdate())
        return f"{edition.version.format}, {edition.version.size_words}" if edition else "–"

    @admin.display(description="wersje")
    def files(self, document: Document) -> SafeString | str:
        rows = [
            (
                self._file_url(one.version),
                f"wersja {one.version.number} ({one.version.format}, {one.version.size_words})",
                one.words,
                one.version.change_note,
            )
            for one in document.editions(timezone.localdate())
        ]
        return format_html_join("", '<p><a href="{}">{}</a>: {}<br>{}</p>', rows) or "Nie ma jeszcze pliku."

    @admin.display(description="podgląd")
    def preview(self, document: Document) -> SafeString:
        url = reverse("admin:jcop_document_preview", args=[document.pk])
        if not document.is_published:
            return format_html('<a href="{}">strona, jak zobaczą ją mieszkańcy</a>', url)
        return format_html('<a href="{}">strona dla mieszkańców</a>', document.get_absolute_url())
