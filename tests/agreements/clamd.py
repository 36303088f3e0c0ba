"""Two servers that find nothing but one marker: a stand-in that speaks INSTREAM, and ClamAV itself."""

import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jcop.make.packages import scanner
from jcop.make.processes import child

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


@contextmanager
def clamav(folder: Path) -> Iterator[str]:
    """The CLAMAV_URL of Debian's clamd, which knows no signature but one of the marker."""
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Own.Marker:0:*:{MARKER.hex()}\n")
    path, config = folder / "clamd.ctl", folder / "clamd.conf"
    config.write_text(f"Foreground yes\nLocalSocket {path}\nDatabaseDirectory {folder / 'signatures'}\n")
    with child([*scanner(), f"--config-file={config}"], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not _answers(path):
            time.sleep(0.05)
        yield f"unix://{path}"


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
        link.connect(str(path))
        link.sendall(b"zPING\0")
        return link.recv(5) == b"PONG\0"
    return False


@contextmanager
def stand_in(folder: Path) -> Iterator[str]:
    with running(folder / "clamd.ctl") as (url, _):
        yield url


# Where ClamAV cannot be had, `make test` has said so.
SCANNERS = {"stand-in": stand_in, **({"ClamAV": clamav} if scanner() else {})}
