"""`make run`: PostgreSQL, the web server and the worker together, and all of them stopped together."""

import errno
import os
import socket
import sys
import time
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from subprocess import PIPE, Popen

from jcop.make.postgres import running
from jcop.make.processes import Failure, child, plain_speech
from jcop.ops.database import ROOT, Cluster, secret_key

SERVERS = {
    "The web server": "-m gunicorn --config deploy/gunicorn.conf.py --log-level warning",
    "The worker": "manage.py worker --concurrency 2",
}
READY_WITHIN_SECONDS = 60
Processes = dict[str, Popen[str]]


def main() -> None:
    """Serve until Ctrl-C, or until one of the processes ends by itself."""
    with plain_speech(), ExitStack() as stack:
        processes: Processes = {}
        if os.environ.get("DATABASE_URL"):
            print("3/6 PostgreSQL: your own, from DATABASE_URL", flush=True)
            os.environ.pop("DEMO", None)
        else:
            print("3/6 PostgreSQL", flush=True)
            os.environ |= {"DEMO": "1", "JCOP_CLUSTER": "run"}
            processes["PostgreSQL"] = stack.enter_context(running(Cluster("run")))
        address = choose_address(os.environ.setdefault("PORT", "8000"))
        accounts = prepare()
        print("6/6 Web server and worker", flush=True)
        for name, arguments in SERVERS.items():
            command = [sys.executable, *arguments.split()]
            processes[name] = stack.enter_context(child(command, patience=10, cwd=ROOT))
        wait_until_ready(processes)
        print(f"\nThe portal is at {address}\n\n{accounts}Ctrl-C stops it.", flush=True)
        try:
            while True:
                check_all_run(processes)
                time.sleep(0.2)
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)


def choose_address(port: str) -> str:
    """Where the portal will be, if the port is free; and the settings that follow, unless they are set."""
    instead = "choose another, as in `make run PORT=8080`."
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Failure(f"PORT={port} is not a port: {instead}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken" if taken else "is not for us to use"
            raise Failure(f"Port {port} {why}: {instead}") from None
    address = f"http://127.0.0.1:{port}/"
    for name, value in {"SITE_URL": address, "HTTPS": "0", "SECRET_KEY": secret_key()}.items():
        os.environ.setdefault(name, value)
    return address


def prepare() -> str:
    """Bring the database and the static files up to date; return what there is to say about accounts."""
    with child([sys.executable, "-m", "jcop.make.prepare"], cwd=ROOT, stdout=PIPE) as process:
        accounts, _ = process.communicate()
    if process.returncode:
        sys.exit(process.returncode)  # it has said why
    return accounts and accounts.strip("\n") + "\n\n"


def wait_until_ready(processes: Processes) -> None:
    """Return as soon as the web server says that it can serve."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not is_ready():
        check_all_run(processes)
        if time.monotonic() > deadline:
            raise Failure(
                f"The portal was not ready within {READY_WITHIN_SECONDS} s: look above for the reason."
            )
        time.sleep(0.05)


def is_ready() -> bool:
    """Does the web server answer that it can serve? A refused Host header is an answer, too."""
    connection = HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=5)
    try:
        connection.request("GET", "/healthz/ready/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def check_all_run(processes: Processes) -> None:
    """Nothing works without all of them: when one has ended, say which and end the rest."""
    for name, process in processes.items():
        if process.poll() is not None:
            print(
                f"{name} ended by itself with code {process.returncode}. Stopping the rest.",
                flush=True,
            )
            sys.exit(1)


if __name__ == "__main__":
    main()
