from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.attaching import download_response
from agreements.models import Attachment, ServiceRequest
from jcop.models import User
from jcop.templatetags.polish import dzien, godzina


def attachments_list(request: ServiceRequest) -> SafeString | str:
    """What is attached to a request, for its page: each file with what is known of it."""
    rows = [
        (
            reverse("admin:agreements_attachment_download", args=[attachment.pk]),
            attachment.name,
            attachment.get_kind_display(),
            attachment.get_content_type_display(),
            filesizeformat(attachment.size),
            f"{dzien(attachment.uploaded_at)}, {godzina(attachment.uploaded_at)}",
            attachment.scan_words,
        )
        for attachment in request.attachments.all()
    ]
    if not rows:
        return "bez załączników"
    item = '<li><a href="{}">{}</a><br>{}; {}, {}; załączono {}; {}</li>'
    return format_html("<ul>{}</ul>", format_html_join("", item, rows))


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):
    """No table of its own: one address, by which staff who may see the request open the file."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/pobierz/", view, name="agreements_attachment_download")]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def download(self, request: HttpRequest, pk: int) -> FileResponse:
        if not request.user.has_perm("agreements.view_servicerequest"):
            raise PermissionDenied
        assert isinstance(request.user, User)
        of_filed = Attachment.objects.exclude(request__number=None)
        return download_response(get_object_or_404(of_filed, pk=pk), request.user)
