"""Where the private PostgreSQL cluster of this checkout lies, and the key kept beside it.

Settings import this: standard library only. All follows from the checkout's path, so that two
checkouts never meet. jcop/make/postgres.py makes the cluster and runs it.
"""

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
NAME = "jcop"  # of the database and of its owner
PORT = "5432"  # only names the socket's file; fixed, because PGPORT could change either side
SOCKET_PATH_LIMIT = 107


class Cluster:
    """One cluster of this checkout: run holds the demonstration, test and bench hold nothing of worth."""

    def __init__(self, name: str, root: Path = ROOT) -> None:
        self.name = name
        directory = "postgres" if name == "run" else f"postgres-{name}"
        fingerprint = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
        var = root / "var"
        self.log = var / f"{directory}.log"
        self.lock = var / f"{directory}.lock"
        self.data = var / directory
        if os.geteuid() == 0 and not self.data.exists():
            # As root the server runs as another user, who may not be let into the checkout.
            elsewhere = Path("/var/lib") / f"jcop-{fingerprint}" / directory
            if elsewhere.exists() or not anyone_may_enter(var):
                self.data = elsewhere
        self.socket_directory = self.data
        socket = self.data / f".s.PGSQL.{PORT}"
        if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT or "," in str(socket):
            self.socket_directory = Path("/tmp") / f"jcop-{fingerprint}-{name}"

    @property
    def parameters(self) -> dict[str, str]:
        """For Django's DATABASES and for psycopg."""
        return {"HOST": str(self.socket_directory), "PORT": PORT, "NAME": NAME, "USER": NAME}

    @property
    def url(self) -> str:
        """For DATABASE_URL."""
        return f"postgresql://{NAME}@{quote(str(self.socket_directory), safe='')}:{PORT}/{NAME}"


def anyone_may_enter(directory: Path) -> bool:
    """Do the permissions of `directory`, if it is there, and of all above it let every user pass?"""
    paths = [path for path in (directory, *directory.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in paths)


def private_cluster_parameters() -> dict[str, str]:
    """How Django reaches the cluster that JCOP_CLUSTER names: run (the default), test or bench.

    JCOP_DATABASE names a database beside the usual one: the browser tests have theirs to themselves.
    """
    parameters = Cluster(os.environ.get("JCOP_CLUSTER", "run")).parameters
    return {**parameters, "NAME": os.environ.get("JCOP_DATABASE", NAME)}


def secret_key(directory: Path = VAR) -> str:
    """The private installation's own signing key, made once; production names its own."""
    path = directory / "secret-key"
    if not path.exists():
        directory.mkdir(exist_ok=True)
        ours = directory / f"secret-key.{os.getpid()}"
        ours.touch(mode=0o600)
        ours.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(ours, path)
        ours.unlink()
    return path.read_text()
