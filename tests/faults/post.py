"""A mail server that counts: what it took, by Message-ID, and how often."""

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes


class Session(socketserver.StreamRequestHandler):
    """One SMTP session, as far as Django speaks it."""

    def answer(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        if self.server.is_away:
            self.answer("421 away")
            return
        self.answer("220 faults")
        for line in self.rfile:
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self.answer("354 go on")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.take(message_from_bytes(content)["Message-ID"])
            self.answer("221 bye" if word == b"QUIT" else "250 ok")


class PostOffice(socketserver.ThreadingTCPServer):
    """On a free port of loopback; `is_away` turns everybody down."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.is_away = False
        self.taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def take(self, message_id: str) -> None:
        with self._lock:
            self.taken[message_id] += 1

    def handle_error(self, request: object, address: object) -> None:
        """A worker that is killed hangs up: that is what is tried."""


@contextmanager
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
