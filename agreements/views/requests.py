from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.attaching import preparing
from agreements.forms import MessageForm
from agreements.models import CaseLetter, IssuedDocument, Message, RequestVersion, ServiceRequest
from agreements.timeline import timeline
from jcop.files.pdf import pdf_response
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required

# Words of the address, and what they name.
PARTS = {"zapotrzebowanie": IssuedDocument.Kind.REQUEST, "porozumienie": IssuedDocument.Kind.AGREEMENT}


@require_safe
@member_required
def requests(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    context = {
        "organization": organization,
        "requests": ServiceRequest.objects.of(organization).select_related("organization"),
    }
    return render(request, "agreements/requests.html", context)


def _own_request(request: MemberRequest, pk: int) -> ServiceRequest:
    rows = ServiceRequest.objects.of(request.organization).select_related("organization", "agreement")
    return get_object_or_404(rows, pk=pk)


@require_safe
@member_required
def request_detail(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own_request(request, pk)
    letters = list(found.letters.judged().select_related("request__organization"))
    newest = found.versions.select_related("document").defer("document__content").first()
    context = {
        "organization": request.organization,
        "service_request": found,
        "wishes": found.wishes.select_related("service"),
        "term": found.term(),
        "expected": ServiceRequest.expected_term(timezone.localdate()),
        "version": newest,
        "has_set": newest is not None and hasattr(newest, "document"),
        "is_outdated": newest is not None and found.may_print_anew(newest),
        "letters": letters,
        "attachments": list(found.attachments.all()),
        "unopened": [letter for letter in letters if not (letter.is_delivered or letter.is_void)],
        "correction": found.open_correction,
        "corrected": found.restarting_correction,
        "unread": found.messages.unread_by_applicant().count(),
        "timeline": timeline(found),
    }
    return render(request, "agreements/request.html", context)


@require_safe
@member_required
def signing_set(request: MemberRequest, pk: int) -> HttpResponse:
    """The newest set to print; while the job makes it, a page that says so."""
    found = _own_request(request, pk)
    newest = get_object_or_404(found.versions.all()[:1])
    document = IssuedDocument.objects.filter(version=newest).first()
    if document is None:
        return _preparing_set(request, found, newest)
    return pdf_response(bytes(document.content), f"zapotrzebowanie-{found.number}-{found.year}.pdf")


@require_safe
@member_required
def set_part(request: MemberRequest, pk: int, part: str) -> HttpResponse:
    """One document of the newest set, alone."""
    found = _own_request(request, pk)
    if part not in PARTS:
        raise Http404
    newest = get_object_or_404(found.versions.all()[:1])
    whole = IssuedDocument.objects.filter(version=newest)
    document = IssuedDocument.objects.filter(part_of__in=whole.values("pk"), kind=PARTS[part]).first()
    if document is None:
        return _preparing_set(request, found, newest)
    return pdf_response(bytes(document.content), f"{part}-{found.number}-{found.year}.pdf")


def _preparing_set(
    request: MemberRequest, service_request: ServiceRequest, version: RequestVersion
) -> HttpResponse:
    words = f"Wróć do zapotrzebowania nr {service_request.reference}"
    return preparing(request, back=service_request, words=words, asked_at=version.made_at)


@require_POST
@member_required
def print_anew(request: MemberRequest, pk: int) -> HttpResponse:
    """The organisation's data have changed since the set was made: make it again."""
    found = _own_request(request, pk)
    found.print_anew()
    messages.success(request, "Przygotowujemy nowy komplet do podpisu. Poprzedni jest nieaktualny.")
    return redirect(found)


def _own_letter(request: MemberRequest, pk: int, letter_pk: int) -> CaseLetter:
    rows = CaseLetter.objects.judged().filter(request__organization=request.organization)
    return get_object_or_404(rows.select_related("request__organization"), pk=letter_pk, request=pk)


@require_http_methods(["GET", "POST"])
@member_required
def letter(request: MemberRequest, pk: int, letter_pk: int) -> HttpResponse:
    """A letter is read after it was opened, which is its delivery and therefore a button."""
    found = _own_letter(request, pk, letter_pk)
    if request.method == "POST":
        found.open()
        return redirect(found)
    context = {
        "organization": request.organization,
        "letter": found,
        "service_request": found.request,
        "correction": getattr(found, "correction", None),
        "has_pdf": IssuedDocument.objects.filter(letter=found).exists(),
    }
    return render(request, "agreements/letter.html", context)


@require_safe
@member_required
def letter_file(request: MemberRequest, pk: int, letter_pk: int) -> HttpResponse:
    found = _own_letter(request, pk, letter_pk)
    document = IssuedDocument.objects.filter(letter=found).first()
    if document is None or not found.is_delivered:
        raise Http404
    return pdf_response(bytes(document.content), f"pismo-{found.request.number}-{found.request.year}.pdf")


@require_http_methods(["GET", "POST"])
@member_required
def conversation(request: MemberRequest, pk: int) -> HttpResponse:
    """Questions and answers about one request; what the office wrote counts as read once it is shown."""
    found = _own_request(request, pk)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            Message.write(
                request=found, text=form.cleaned_data["text"], by=request.user, is_from_office=False
            )
        if form.is_valid():
            messages.success(request, "Wiadomość wysłana do Referatu.")
            return redirect("agreements:conversation", request.organization.key, pk)
    context = {
        "organization": request.organization,
        "service_request": found,
        "form": form,
        "conversation": list(found.messages.select_related("author")),
    }
    found.messages.unread_by_applicant().read()
    return render(request, "agreements/conversation.html", context)
