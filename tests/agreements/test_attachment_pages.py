"""The page of a request's files in the browser, downloads, and what staff see."""

import pytest
from django.test import Client

from agreements.admin.attachments import attachments_list
from agreements.models import Attachment, AttachmentDownload, ServiceRequest
from tests.agreements.test_attachments import CLOSED, draft
from tests.factories import make_attachment, make_user
from tests.files import pdf, picture, upload

pytestmark = pytest.mark.django_db


def path(request: ServiceRequest, end: str = "") -> str:
    return f"{request.get_absolute_url()}zalaczniki/{end}"


def test_a_file_is_attached_on_the_page_and_listed_there(as_user):
    request = draft()
    client = as_user(request.prepared_by)

    sent = {"kind": "election", "upload": upload(pdf(), "uchwała.pdf")}
    response = client.post(path(request), sent, follow=True)

    attachment = Attachment.objects.get()
    assert response.redirect_chain == [(path(request), 302)]
    assert [str(m) for m in response.context["messages"]] == ["Plik jest załączony."]
    assert (attachment.kind, attachment.name) == ("election", "uchwała.pdf")
    text = " ".join(response.content.decode().split())
    assert "uchwała.pdf (PDF, " in text
    assert "uchwała o wyborze; załączono" in text
    assert "programem antywirusowym" not in text


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (lambda: {"kind": "statute"}, {"upload": ["Proszę wybrać plik."]}),
        (lambda: {"upload": upload(pdf(), "a.pdf")}, {"kind": ["To pole jest wymagane."]}),
        (
            lambda: {"kind": "statute", "upload": upload(b"", "a.pdf")},
            {"upload": ["Plik jest pusty. Proszę sprawdzić, czy to właściwy plik."]},
        ),
        (
            lambda: {"kind": "statute", "upload": upload(b"MZ" + b"\0" * 99, "statut.pdf")},
            {"upload": ["To jest program, a nie dokument. Przyjmujemy pliki PDF, PNG, JPEG, DOCX i ODT."]},
        ),
        (
            lambda: {"kind": "statute", "upload": upload(pdf(), "ż" * 300 + ".exe")},
            {"upload": ["To jest program, a nie dokument. Przyjmujemy pliki PDF, PNG, JPEG, DOCX i ODT."]},
        ),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_the_kind_is_kept(as_user, sent, errors: dict):
    request = draft()
    fields = sent()

    response = as_user(request.prepared_by).post(path(request), fields)

    assert response.status_code == 200
    assert response.context["form"].errors == errors
    assert ('value="statute" selected' in response.content.decode()) == ("kind" in fields)
    assert not Attachment.objects.exists()


def test_of_a_file_far_too_large_only_a_little_more_than_the_limit_is_received(as_user, settings):
    settings.ATTACHMENT_MAX_MB = 1
    request = draft()
    sent = {"kind": "statute", "upload": upload(pdf() + b"\0" * 5 * 2**20, "a.pdf")}

    response = as_user(request.prepared_by).post(path(request), sent)

    form = response.context["form"]
    assert [error[:43] for error in form.errors["upload"]] == ["Plik jest za duży: może mieć najwyżej 1 MB."]
    assert form.files["upload"].size <= 2**20 + 64 * 2**10
    assert 'value="statute" selected' in response.content.decode()


def test_attaching_needs_the_token_of_the_form():
    request = draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(request.prepared_by, backend="django.contrib.auth.backends.ModelBackend")

    response = client.post(path(request), {"kind": "statute", "upload": upload(pdf(), "a.pdf")})

    assert response.status_code == 403
    assert not Attachment.objects.exists()


def test_a_filed_request_shows_its_files_without_a_form(as_user):
    attachment = make_attachment()
    request = attachment.request.submit()

    response = as_user(request.prepared_by).get(path(request))

    text = response.content.decode()
    assert "statut.pdf" in text
    assert CLOSED in text
    assert 'type="file"' not in text
    assert "usun" not in text


def test_removing_says_what_went(as_user):
    attachment = make_attachment()
    client = as_user(attachment.uploaded_by)

    response = client.post(path(attachment.request, f"{attachment.pk}/usun/"), follow=True)

    assert [str(m) for m in response.context["messages"]] == ["Usunięto plik „statut.pdf”."]
    assert not Attachment.objects.exists()


def test_removing_from_a_filed_request_says_why_not(as_user):
    attachment = make_attachment()
    request = attachment.request.submit()

    response = as_user(attachment.uploaded_by).post(path(request, f"{attachment.pk}/usun/"), follow=True)

    assert [str(m) for m in response.context["messages"]] == [CLOSED]
    assert Attachment.objects.count() == 1


HEADERS = {
    "statut.pdf": 'attachment; filename="statut.pdf"',
    'Klub "Tęcza".pdf': "attachment; filename*=utf-8''Klub%20%22T%C4%99cza%22.pdf",
    'a"b.pdf': 'attachment; filename="a\\"b.pdf"',
    "x.pdf\r\nX-Evil: 1": 'attachment; filename="x.pdf X-Evil: 1.pdf"',
    "<script>.pdf": 'attachment; filename="<script>.pdf"',
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_download_is_saved_under_the_users_name_and_never_shown(as_user, name: str):
    content = pdf()
    attachment = make_attachment(content=content, name=name)

    response = as_user(attachment.uploaded_by).get(attachment.get_absolute_url())

    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == HEADERS[name]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"


def test_every_download_is_written_down(as_user):
    attachment = make_attachment()
    clerk = make_user(groups=("Referat",))

    for user in (attachment.uploaded_by, clerk):
        with attachment.opened(by=user):
            pass

    log = AttachmentDownload.objects.order_by("pk")
    assert [(entry.attachment_id, entry.user_id, entry.role) for entry in log] == [
        (attachment.pk, attachment.uploaded_by.pk, "organization"),
        (attachment.pk, clerk.pk, "staff"),
    ]


def test_a_file_that_the_disk_lost_is_not_found_and_the_operator_is_told(as_user, files, caplog):
    attachment = make_attachment()
    files.delete(attachment.file.name)

    response = as_user(attachment.uploaded_by).get(attachment.get_absolute_url())

    assert response.status_code == 404
    assert [record.message for record in caplog.records if record.name == "agreements.attaching"] == [
        f"The file of attachment {attachment.pk} is missing: {attachment.file.name}"
    ]
    assert not AttachmentDownload.objects.exists()


@pytest.mark.ignore_template_errors
def test_a_file_is_found_only_below_its_own_request(as_user):
    attachment = make_attachment()
    other = draft(organization=attachment.request.organization)
    client = as_user(attachment.uploaded_by)

    assert client.get(path(other, f"{attachment.pk}/")).status_code == 404
    assert client.post(path(other, f"{attachment.pk}/usun/")).status_code == 404
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(as_user, rows: int, django_assert_num_queries):
    request = draft()
    for _ in range(rows):
        make_attachment(request=request)
    client, one = as_user(request.prepared_by), request.attachments.first()

    with django_assert_num_queries(6):
        response = client.get(path(request))
    with django_assert_num_queries(5):
        b"".join(client.get(path(request, f"{one.pk}/")).streaming_content)
    with django_assert_num_queries(1):
        attachments_list(request)

    assert len(response.context["attachments"]) == rows


def test_staff_read_what_is_attached_with_what_is_known_of_it():
    request = draft()
    plain = make_attachment(request=request, name="<b>.pdf")
    checked = make_attachment(request=request, name="skan.png", content=picture("PNG"))
    Attachment.objects.filter(pk=checked.pk).update(scan="clean")

    told = attachments_list(request)

    assert attachments_list(draft()) == "bez załączników"
    assert f'<a href="/admin/agreements/attachment/{plain.pk}/pobierz/">&lt;b&gt;.pdf</a>' in told
    assert "nie sprawdzano programem antywirusowym</li>" in told
    assert "sprawdzono programem antywirusowym: czysty</li>" in told
    assert "<br>statut; PNG, " in told


def test_a_file_sent_to_a_request_filed_meanwhile_is_refused_with_a_reason(as_user):
    request = draft()
    client = as_user(request.prepared_by)
    request.submit()

    response = client.post(path(request), {"kind": "statute", "upload": upload(pdf(), "a.pdf")})

    assert response.context["form"].errors == {"upload": [CLOSED]}
    assert CLOSED in response.content.decode()
    assert not Attachment.objects.exists()
