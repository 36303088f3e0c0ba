"""A stand-in for ClamAV's server: it speaks INSTREAM and finds nothing but one marker."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Not the EICAR string itself, so that no scanner takes this file away.
MARKER = b"EICAR-STANDARD-ANTIVIRUS-STAND-IN"
FOUND, CLEAN = b"stream: Win.Test.EICAR_HDB-1 FOUND\n", b"stream: OK\n"


class Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.heard.append(content)
        self.wfile.write(self.server.answer or (FOUND if MARKER in content else CLEAN))


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def running(path: Path | None = None, answer: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """Its CLAMAV_URL, on `path` or on a free port, and all that it was sent; `answer` is its only one."""
    server = UnixServer(str(path), Clamd) if path else TcpServer(("127.0.0.1", 0), Clamd)
    server.heard, server.answer = [], answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}", server.heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
