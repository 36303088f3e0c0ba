"""How an attachment comes in and goes out: the form that takes a file, the answer that hands it over."""

import logging
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.db.models import Model
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from agreements.models import Attachment, ServiceRequest, SignedScan
from jcop.files.uploads import ATTACHED, Format
from jcop.forms import PLEASE_CHOOSE
from jcop.jobs import is_overdue, look_again
from jcop.models import User
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest

logger = logging.getLogger(__name__)
ACCEPTED = ",".join(extension for kind in Format if kind in ATTACHED for extension in kind.extensions)


class AttachmentForm(forms.Form):
    """One file and what it is. A refused file has to be chosen again (browsers keep none), its kind stays."""

    kind = forms.ChoiceField(
        label="Rodzaj dokumentu", choices=[("", PLEASE_CHOOSE), *Attachment.Kind.choices]
    )
    upload = forms.FileField(
        label="Plik",
        allow_empty_file=True,  # Told by our own sentence.
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Proszę wybrać plik."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = (
            "PDF, zdjęcie lub skan (JPEG, PNG) albo dokument DOCX, ODT;"
            f" najwyżej {settings.ATTACHMENT_MAX_MB}\xa0MB."
        )

    def attach(self, request: ServiceRequest, by: User) -> None:
        """Attach the file; what is wrong with it becomes an error of the form."""
        with violations_reported_on(self):
            Attachment.attach(request=request, by=by, **self.cleaned_data)


def download_response(attachment: Attachment, by: User) -> FileResponse:
    """The file to save, never to show within the portal's own origin; the download is written down."""
    try:
        content = attachment.opened(by=by)
    except FileNotFoundError as error:
        logger.error("The file of attachment %s is missing: %s", attachment.pk, attachment.file.name)
        raise Http404("The file is missing.") from error
    return _saved(content, attachment.name, attachment.content_type)


def pdf_download(scan: SignedScan) -> FileResponse:
    """The scan of a signed agreement, to save."""
    try:
        content = scan.file.open("rb")
    except FileNotFoundError as error:
        logger.error("The file of scan %s is missing: %s", scan.pk, scan.file.name)
        raise Http404("The file is missing.") from error
    return _saved(content, scan.name, "application/pdf")


def preparing(request: MemberRequest, *, back: Model, words: str, asked_at: datetime) -> HttpResponse:
    """A job makes the document; the page says so and looks again by itself, without JavaScript.

    After a minute it says that something is amiss, and whom to call, and looks no more.
    """
    context = {"organization": request.organization, "back": back, "words": words}
    context["is_overdue"] = is_overdue(asked_at)
    answer = render(request, "agreements/signing_set.html", context, status=202)
    look_again(answer, asked_at=asked_at)
    return answer


def _saved(content: File, name: str, content_type: str) -> FileResponse:
    headers = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(
        content, as_attachment=True, filename=name, content_type=content_type, headers=headers
    )
