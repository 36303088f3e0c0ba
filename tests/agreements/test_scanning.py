"""What ClamAV says of a file, played by a stand-in that speaks its protocol."""

import socket
from pathlib import Path

import pytest

from tests.agreements import clamd
from tests.agreements.test_attachments import draft, refusal_of, stored
from tests.factories import make_attachment
from tests.files import pdf

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


def test_an_infected_file_is_refused_and_nothing_of_it_kept(settings, files):
    infected = pdf().replace(b"%%EOF", b"%" + clamd.MARKER + b"\n%%EOF")

    with clamd.running() as (settings.CLAMAV_URL, _):
        told = refusal_of(draft(), infected)

    assert told == {
        "upload": ["Program antywirusowy uznał ten plik za niebezpieczny, dlatego go nie przyjęliśmy."]
    }
    assert stored(files) == []


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
