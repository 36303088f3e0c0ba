"""Makes and runs the private PostgreSQL cluster: no TCP port, no password, one Unix socket.

`python -m jcop.make.postgres test pytest tests/jcop` runs a command while the named cluster is up.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jcop.make.initdb import initialise, make_private_directory, owner, reason, run_as, suitable_binaries
from jcop.make.processes import Failure, child, finish, plain_speech
from jcop.ops.database import PORT, Cluster

SETTINGS = {
    *("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DEMO", "HSTS_PRELOAD", "HTTPS", "LOG_LEVEL"),
    *("SECRET_KEY", "SITE_URL", "STATIC_ROOT", "TRUSTED_PROXY_COUNT"),
    "PYTHONDONTWRITEBYTECODE",  # Each process would compile all of ours anew: a third of its start.
}
# Of tests, where nothing outlives a crash: nothing waits for the disk, plans are not compiled, no vacuum
# takes a core from them (what asks for plans of many rows says ANALYZE itself), and rivals that wait for
# each other are ended at once: a race of twenty past every lock has a deadlock for each of them.
FORGETFUL = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal"),
    *("max_wal_senders=0", "jit=off", "autovacuum=off", "deadlock_timeout=100ms"),
)


@contextmanager
def running(cluster: Cluster) -> Iterator[subprocess.Popen[str]]:
    """Have the server up while the block runs; the cluster is made first if there is none."""
    with locked(cluster):
        binaries = suitable_binaries(cluster)
        if not cluster.data.exists():
            initialise(cluster, binaries)
        clear_leftovers(cluster.data)
        if cluster.socket_directory != cluster.data:
            make_private_directory(cluster.socket_directory, owner(cluster))
        options = [
            "listen_addresses=",
            f"port={PORT}",
            f'unix_socket_directories="{cluster.socket_directory}"',
            "unix_socket_permissions=0700",
            *(FORGETFUL if cluster.name == "test" else ()),
        ]
        command: list[str | Path] = [binaries / "postgres", "-D", cluster.data]
        command += [word for option in options for word in ("-c", option)]
        signals = {"stop": signal.SIGINT, "orphaned": signal.SIGINT}  # a fast, clean shutdown
        with (
            cluster.log.open("w") as log,
            child(command, **signals, patience=60, stdout=log, stderr=log, **run_as(cluster)) as server,
        ):
            while not answers(cluster.data, server.pid):
                if server.poll() is not None:
                    said = reason(cluster.log.read_text())
                    raise Failure(f"PostgreSQL did not start: {said} (see {cluster.log})")
                time.sleep(0.02)
            yield server


def remove(cluster: Cluster) -> None:
    """Delete the cluster with all that is in it, unless it is in use."""
    if cluster.data.exists():
        with locked(cluster):
            clear_leftovers(cluster.data)
            shutil.rmtree(cluster.data)
            with suppress(OSError):
                cluster.data.parent.rmdir()  # a place of its own, if nothing else is there


@contextmanager
def locked(cluster: Cluster) -> Iterator[None]:
    """Keep every other command of this checkout out; the kernel lets go when we end, however we end."""
    cluster.lock.parent.mkdir(exist_ok=True)
    with cluster.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failure(
                f"`make {cluster.name}` is already running here (process {lock.read()}): stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def clear_leftovers(data: Path) -> None:
    """After a kill or a power cut: stop a server left running, forget a process number since reused."""
    leftover = data / "postmaster.pid"
    if not leftover.exists():
        return
    process = leftover.read_text().partition("\n")[0]
    with suppress(OSError, ValueError):
        while Path("/proc", process, "cwd").samefile(data):
            os.kill(int(process), signal.SIGINT)
            time.sleep(0.1)
    leftover.unlink(missing_ok=True)


def answers(data: Path, pid: int) -> bool:
    """Has the server with this number noted that it is ready? `pg_ctl --wait` reads the same line."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"


def environment(cluster: Cluster) -> dict[str, str]:
    """For commands that are to use `cluster`: this Python's programs, none of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    programs = Path(sys.executable).parent
    return {**kept, "JCOP_CLUSTER": cluster.name, "PATH": f"{programs}:{os.environ['PATH']}"}


def main() -> None:
    """Run the command on the command line while the cluster named before it is up."""
    name, *command = sys.argv[1:]
    cluster = Cluster(name)
    with plain_speech():
        if not shutil.which(command[0], path=environment(cluster)["PATH"]):
            raise Failure(f"{command[0]} is not installed here: type `make check` or `make dev` once.")
        with running(cluster):
            sys.exit(finish(command, env=environment(cluster)))


if __name__ == "__main__":
    main()
