"""What ClamAV says of a file: itself where it can be had, and a stand-in that speaks its protocol."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL.PngImagePlugin import PngInfo

from agreements.models import Agreement, SignedScan
from jcop.files.pictures import redrawn
from tests.agreements import clamd
from tests.agreements.test_attachments import draft, refusal_of, stored
from tests.factories import make_agreement, make_attachment, make_document, make_user
from tests.files import pdf, picture, upload

pytestmark = pytest.mark.django_db


def test_a_file_that_clamav_finds_clean_is_marked_so(settings):
    content = pdf()

    with clamd.running() as (settings.CLAMAV_URL, heard):
        attachment = make_attachment(content=content)

    assert (attachment.scan, heard) == ("clean", [content])
    with attachment.file.open() as kept:
        assert kept.read() == content


def test_clamav_may_listen_on_a_socket_file(settings, tmp_path: Path):
    with clamd.running(tmp_path / "clamd.ctl") as (settings.CLAMAV_URL, heard):
        attachment = make_attachment()

    assert (attachment.scan, len(heard)) == ("clean", 1)


@pytest.fixture(params=clamd.SCANNERS)
def scanned(request: pytest.FixtureRequest, settings, tmp_path: Path) -> Iterator[None]:
    """Each scanner that can be had, the same files sent to both."""
    with clamd.SCANNERS[request.param](tmp_path) as settings.CLAMAV_URL:
        yield


INFECTED = "Program antywirusowy uznał ten plik za niebezpieczny, dlatego go nie przyjęliśmy."


def infected() -> bytes:
    return pdf().replace(b"%%EOF", b"%" + clamd.MARKER + b"\n%%EOF")


def test_an_infected_file_is_refused_and_nothing_of_it_kept(scanned, files):
    told = refusal_of(draft(), infected())

    assert told == {"upload": [INFECTED]}
    assert stored(files) == []


def test_a_clean_file_is_taken_after_an_infected_one(scanned):
    refusal_of(draft(), infected())

    assert make_attachment().scan == "clean"


def test_what_the_office_publishes_is_scanned_too(scanned):
    document, today = make_document("Regulamin"), timezone.localdate()
    sent = upload(infected())

    with pytest.raises(ValidationError) as refusal:
        document.add_version(upload=sent, valid_from=today, by=make_user(), change_note="zmiana")

    assert refusal.value.message_dict == {"upload": [INFECTED]}
    assert document.versions.count() == 1


def test_a_signed_agreement_is_scanned_too(scanned):
    agreement = make_agreement()

    refusal = refusal_of_scan(agreement, infected())

    assert refusal == {"upload": [INFECTED]}
    assert not SignedScan.objects.filter(agreement=agreement).exists()


def refusal_of_scan(agreement: Agreement, content: bytes) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        agreement.attach_scan(by=make_user(), upload=upload(content, "skan.pdf"))
    return refusal.value.message_dict


def test_a_picture_is_scanned_before_it_is_drawn_anew(scanned):
    comments = PngInfo()
    comments.add_text("Comment", clamd.MARKER.decode())

    with pytest.raises(ValidationError) as refusal:
        redrawn(upload(picture("PNG", pnginfo=comments)))

    assert refusal.value.messages == [INFECTED]


UNCHECKED = (
    "Nie można teraz sprawdzić pliku programem antywirusowym, proszę spróbować później."
    " Wszystko, co już zapisano, zostaje."
)


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\n", b"stream: Can't allocate memory ERROR\n", b"\xff\n", b"\n"],
)
def test_without_a_clear_answer_of_clamav_no_file_is_taken(settings, answer: bytes):
    request = draft()
    make_attachment(request=request)

    with clamd.running(answer=answer) as (settings.CLAMAV_URL, _):
        told = refusal_of(request, pdf())

    assert told == {"upload": [UNCHECKED]}
    assert request.attachments.count() == 1


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "unix:///nowhere/clamd.ctl"])
def test_while_clamav_cannot_be_reached_people_are_asked_to_come_later(settings, address: str):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.CLAMAV_URL = address.format(port=probe.getsockname()[1])

    assert refusal_of(draft(), pdf()) == {"upload": [UNCHECKED]}
