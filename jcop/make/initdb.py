"""The files of the private PostgreSQL cluster: which server reads them, who owns them, how they are made."""

import os
import pwd
import re
import shutil
import stat
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

from jcop.make.processes import Failure
from jcop.ops.database import NAME, Cluster

OLDEST_SUPPORTED = 15
INITDB = (
    *("--username", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    *("--locale-provider=icu", "--icu-locale=pl-PL", "--data-checksums"),
)


def server_binaries() -> dict[int, Path]:
    """Directories of the PostgreSQL servers on this machine that are new enough, by major version."""
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if on_path := shutil.which("postgres"):
        servers.append(Path(on_path).resolve())
    found = {}
    for server in servers:
        shown = subprocess.check_output([server, "--version"], text=True)
        if (version := re.search(r"\d+", shown)) and (server.parent / "initdb").exists():
            found[int(version[0])] = server.parent
    return {major: found[major] for major in sorted(found) if major >= OLDEST_SUPPORTED}


def suitable_binaries(cluster: Cluster) -> Path:
    """For new data the newest server; for old data the one of the version that made them."""
    servers = server_binaries()
    if not servers:
        raise Failure(f"No PostgreSQL {OLDEST_SUPPORTED} or newer here: install postgresql.")
    newest = max(servers)
    if not cluster.data.exists():
        return servers[newest]
    if os.geteuid() not in (0, owner(cluster)):
        user = pwd.getpwuid(owner(cluster)).pw_name
        raise Failure(f"{cluster.data} belongs to {user}: type the same as {user} or as root.")
    made_by = int((cluster.data / "PG_VERSION").read_text())
    if made_by not in servers:
        raise Failure(
            f"{cluster.data} was made by PostgreSQL {made_by} and this machine has {newest}: install"
            f" PostgreSQL {made_by} again and go on as before, or install it and upgrade the data: "
            + upgrade(cluster, made_by, servers[newest])
        )
    return servers[made_by]


def upgrade(cluster: Cluster, made_by: int, binaries: Path) -> str:
    """The command that carries the data over to the server in `binaries` and keeps the old ones aside."""
    old, new, user = cluster.data, f"{cluster.data}.upgraded", pwd.getpwuid(owner(cluster)).pw_name
    as_owner = (
        f"cd {new} && {binaries}/initdb {' '.join(INITDB)} -D {new} && {binaries}/pg_upgrade"
        f" -U {NAME} -s /tmp -b /usr/lib/postgresql/{made_by}/bin -d {old} -D {new}"
    )
    if os.geteuid() == 0:
        as_owner = f"runuser -u {user} -- sh -c '{as_owner}'"
    return f"install -d -m 700 -o {user} {new} && {as_owner} && mv {old} {old}-{made_by} && mv {new} {old}"


def initialise(cluster: Cluster, binaries: Path) -> None:
    """Make the cluster under another name and rename it last: an unfinished one is simply begun anew."""
    unfinished = cluster.data.with_name(f"{cluster.data.name}.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    make_private_directory(unfinished, owner(cluster))
    run = partial(subprocess.run, capture_output=True, text=True, check=True, **run_as(cluster))
    single = ("--single", "-c", "exit_on_error=on", "-D", unfinished, "postgres")
    try:
        run([binaries / "initdb", *INITDB, "-D", unfinished])
        run([binaries / "postgres", *single], input=f"CREATE DATABASE {NAME};\n")
    except subprocess.CalledProcessError as error:
        raise Failure(f"PostgreSQL could not make {cluster.data}: {reason(error.stderr)}") from None
    unfinished.rename(cluster.data)


def owner(cluster: Cluster) -> int:
    """Who the server runs as: whoever owns the data. New data are ours, but initdb refuses root."""
    if cluster.data.exists():
        return cluster.data.stat().st_uid
    if os.geteuid() != 0:
        return os.geteuid()
    users = {user.pw_name: user.pw_uid for user in pwd.getpwall()}
    return users.get("postgres", users["nobody"])


def run_as(cluster: Cluster) -> dict[str, Any]:
    """How to start PostgreSQL's programs: as the owner, untouched by our directory and environment."""
    options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        user = pwd.getpwuid(owner(cluster))
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def make_private_directory(path: Path, owner: int) -> None:
    """A directory only `owner` may enter; /tmp is everybody's, so one that is there already is checked."""
    if not path.exists():
        if not path.parent.exists():
            path.parent.mkdir()
            path.parent.chmod(0o755)
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(path, owner, pwd.getpwuid(owner).pw_gid)
    found = path.lstat()
    private = stat.S_ISDIR(found.st_mode) and found.st_mode & 0o777 == 0o700
    if not private or found.st_uid != owner:
        raise Failure(f"{path} is not a directory that user {owner} alone may enter: remove it.")


def reason(said: str) -> str:
    """What a program of PostgreSQL says about why it ended, and its hint if it gives one."""
    lines = re.findall(r"(?:FATAL|PANIC|error|HINT): .*", said)
    return " ".join(lines[:2]) or said.strip() or "it did not say why"
