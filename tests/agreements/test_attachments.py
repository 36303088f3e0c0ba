"""Files of a request: attaching, refusing, opening, taking back, and what stays when a person goes."""

import hashlib
import os

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import InMemoryStorage
from django.db import transaction
from django.utils import timezone

from agreements.models import Attachment, AttachmentDownload, ServiceRequest
from jcop.accounts.privacy import forget
from organizations.models import Membership
from tests.factories import make_attachment, make_request, make_user
from tests.files import pdf

pytestmark = pytest.mark.django_db
State = ServiceRequest.State


def draft(**fields: object) -> ServiceRequest:
    return make_request(state=State.DRAFT, **fields)


def stored(storage: InMemoryStorage) -> list[str]:
    if not storage.exists(""):
        return []
    return [f"{year}/{name}" for year in storage.listdir("")[0] for name in storage.listdir(year)[1]]


def refusal_of(request: ServiceRequest, content: bytes, name: str = "statut.pdf") -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        make_attachment(request=request, content=content, name=name)
    return refusal.value.message_dict


def test_an_attached_file_is_kept_as_it_is_under_a_name_that_says_nothing(files):
    request, content = draft(), pdf()

    attachment = make_attachment(request=request, content=content, name="Statut Łąki.jpg")

    attachment.refresh_from_db()
    assert (attachment.name, attachment.content_type) == ("Statut Łąki.pdf", "application/pdf")
    assert (attachment.size, attachment.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (attachment.scan, attachment.uploaded_by) == ("unchecked", request.organization.registered_by)
    assert stored(files) == [attachment.file.name]
    year, _, name = attachment.file.name.partition("/")
    assert (year, len(name), name[32:]) == (str(timezone.now().year), 36, ".pdf")
    with attachment.file.open() as kept:
        assert kept.read() == content


def test_the_same_file_is_attached_once_to_a_request(files):
    request, content = draft(), pdf()
    make_attachment(request=request, content=content, name="statut.pdf")

    told = refusal_of(request, content, "to samo.pdf")

    assert told == {"upload": ["Ten sam plik jest już załączony jako „statut.pdf”."]}
    assert len(stored(files)) == 1
    assert make_attachment(content=content).request != request


def test_no_more_files_are_taken_than_the_office_allows(settings):
    settings.ATTACHMENT_MAX_COUNT = 2
    request = draft()
    for _ in range(2):
        make_attachment(request=request)

    told = refusal_of(request, pdf())

    assert told == {
        "upload": ["Można załączyć najwyżej 2 pliki. Proszę usunąć zbędny albo połączyć dokumenty w jeden."]
    }


def test_all_files_together_have_a_limit_too(settings):
    settings.ATTACHMENT_MAX_TOTAL_MB = 1
    request = draft()
    make_attachment(request=request, content=pdf())
    Attachment.objects.update(size=2**20 - 10)

    told = refusal_of(request, pdf())

    assert told == {
        "upload": [
            "Wszystkie załączniki razem mogą mieć najwyżej 1 MB. Proszę usunąć zbędny plik albo zmniejszyć"
            " ten, który Państwo załączają."
        ]
    }


CLOSED = "Załączniki można zmieniać tylko przed złożeniem zapotrzebowania albo podczas jego poprawiania."


def test_a_filed_request_takes_and_gives_back_no_file(files):
    attachment = make_attachment()
    request = attachment.request
    ServiceRequest.objects.get(pk=request.pk).submit()

    assert refusal_of(request, pdf()) == {"upload": [CLOSED]}
    with pytest.raises(ValidationError) as refusal:
        attachment.remove(by=attachment.uploaded_by)
    assert refusal.value.messages == [CLOSED]
    assert stored(files) == [attachment.file.name]


def test_a_removed_file_goes_from_the_disk_when_the_removal_is_certain(
    files, django_capture_on_commit_callbacks
):
    attachment = make_attachment()

    with django_capture_on_commit_callbacks(execute=True):
        attachment.remove(by=attachment.uploaded_by)
        assert stored(files) == [attachment.file.name]

    assert stored(files) == []
    assert not Attachment.objects.exists()


def test_history_keeps_that_a_file_was_there_but_not_what_it_was_called():
    attachment = make_attachment(name="Jan Ukryty.pdf")
    attachment.remove(by=attachment.uploaded_by)

    events = Attachment.pgh_event_model.objects.order_by("pgh_id")

    assert [(event.pgh_label, event.kind) for event in events] == [
        ("insert", "statute"),
        ("delete", "statute"),
    ]
    fields = {field.name for field in Attachment.pgh_event_model._meta.get_fields()}
    assert not fields & {"name", "file"}


def test_a_file_whose_row_could_not_be_written_is_not_left_behind(files, monkeypatch: pytest.MonkeyPatch):
    request, content = draft(), pdf()
    make_attachment(request=request, content=content)
    monkeypatch.setattr(Attachment, "_refuse_too_many", lambda *_: None)

    with pytest.raises(Exception, match="attachment_once"), transaction.atomic():
        make_attachment(request=request, content=content)

    assert len(stored(files)) == 1


def test_a_disk_that_takes_no_file_is_told_and_leaves_no_row(files, monkeypatch: pytest.MonkeyPatch, caplog):
    def refuse(name: str, content: object) -> str:
        raise OSError(28, "No space left on device")

    request = draft()
    monkeypatch.setattr(files, "_save", refuse)

    told = refusal_of(request, pdf())

    assert told == {
        "upload": [
            "Nie można teraz zapisać pliku, proszę spróbować później. Wszystko, co już zapisano, zostaje."
        ]
    }
    assert (stored(files), Attachment.objects.count()) == ([], 0)
    assert "No space left on device" in caplog.text


# When a person or a draft goes.


def test_a_deleted_account_leaves_files_without_its_name():
    attachment = make_attachment()
    request = attachment.request.submit()
    person = make_user("jan.ukryty@example.org")
    Membership.objects.create(organization=request.organization, user=person, role="user")
    Attachment.objects.update(uploaded_by=person)
    with attachment.opened(by=person):
        pass
    number = person.pk

    forget(person)

    attachment.refresh_from_db()
    assert attachment.uploaded_by is None
    assert AttachmentDownload.objects.get().user_id == number


def test_a_purged_draft_takes_its_files_with_it_but_not_the_log(files, django_capture_on_commit_callbacks):
    attachment, kept = make_attachment(), make_attachment()
    with attachment.opened(by=attachment.uploaded_by):
        pass

    with django_capture_on_commit_callbacks(execute=True):
        ServiceRequest.objects.filter(prepared_by=attachment.uploaded_by).forget()

    assert list(Attachment.objects.all()) == [kept]
    assert stored(files) == [kept.file.name]
    assert not ServiceRequest.objects.filter(pk=attachment.request_id).exists()
    assert AttachmentDownload.objects.get().attachment_id == attachment.pk


def test_a_disk_that_refuses_a_deletion_does_not_undo_it(
    files, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks, caplog
):
    def refuse(name: str) -> None:
        raise OSError(f"read-only: {os.fspath(name)}")

    attachment = make_attachment()
    monkeypatch.setattr(files, "delete", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        purged = Attachment.objects.all().purge()

    assert (purged, Attachment.objects.count()) == (1, 0)
    assert stored(files) == [attachment.file.name]
    assert any("read-only" in record.getMessage() for record in caplog.records)
