"""The system packages that pip cannot bring: PostgreSQL, WeasyPrint's libraries, a font, a browser."""

import ctypes
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress

from jcop.make.initdb import server_binaries
from jcop.make.processes import Failure, call_logged
from jcop.ops.database import VAR

# Debian starts a cluster of its own on port 5432 unless told not to before the installation.
NO_CLUSTER_OF_DEBIAN = (
    "mkdir -p /etc/postgresql-common/createcluster.d"
    " && echo create_main_cluster=false > /etc/postgresql-common/createcluster.d/jcop.conf"
)
HEADLESS = "chromium-headless-shell"  # Debian's name of the package and of the program.

# Below it lies what Debian's packages of ClamAV would put below /.
SCANNER = VAR / "clamav" / "root"
QUICK = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")
Command = list[str]


def provide_packages(command: str) -> None:
    """Install the system packages that are missing, or say how to and leave everything as it is."""
    missing = missing_packages(command)
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Failure(
            "This system has no apt. Install what Debian calls " + ", ".join(missing) + " and try again."
        )
    if HEADLESS in missing and platform.freedesktop_os_release()["ID"] == "ubuntu":
        raise Failure(
            "Ubuntu's Chromium is a snap, which the browser tests cannot drive: install another"
            " Chromium or Chrome and name it, as in `make test CHROMIUM=/usr/bin/google-chrome`."
        )
    install = (
        "apt-get update -qq && DEBIAN_FRONTEND=noninteractive"
        f" apt-get install -y -qq --no-install-recommends {' '.join(missing)}"
    )
    if "postgresql" in missing:
        install = f"{NO_CLUSTER_OF_DEBIAN} && {install}"
    as_root = ["sh", "-c", install]
    if os.geteuid() != 0:
        if not may_sudo():
            prefix = "sudo sh -c" if shutil.which("sudo") else "su -c"
            raise Failure(
                f"System packages are missing: {', '.join(missing)}. Type this, then try again:\n"
                f"  {prefix} {shlex.quote(install)}"
            )
        as_root = ["sudo", "-n", *as_root]
    print(f"    installing {', '.join(missing)}", flush=True)
    call_logged(as_root, subprocess.call)  # not stopped by us: apt leaves no package half unpacked
    if still_missing := missing_packages(command):
        raise Failure(
            f"apt has no {', '.join(still_missing)} that is new enough: Debian 12 or newer and"
            " Ubuntu 24.04 have all that is needed."
        )


def provide_scanner() -> None:
    """Unpack ClamAV's server for the tests below var/, where it starts no service and fetches no signatures.

    Where it cannot be had this says so, and the tests have a stand-in alone; never a failure.
    """
    if scanner():
        return
    print("    fetching ClamAV for its tests", flush=True)
    with suppress(Failure, OSError, subprocess.CalledProcessError):
        simulated = ["apt-get", "install", "--simulate", "--no-install-recommends", "clamav-daemon"]
        plan = subprocess.check_output(simulated, text=True, stderr=subprocess.DEVNULL)
        fetched = SCANNER.parent / "packages"
        shutil.rmtree(SCANNER, ignore_errors=True)
        fetched.mkdir(parents=True, exist_ok=True)
        names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
        call_logged(["apt-get", *QUICK, "download", "-qq", *names], cwd=fetched)
        for package in fetched.glob("*.deb"):
            call_logged(["dpkg", "--extract", package, SCANNER])
        shutil.rmtree(fetched)
    if not scanner():
        print("    ClamAV cannot be had here: a stand-in speaks for it in the tests", flush=True)


def scanner() -> Command | None:
    """How to start a clamd that can be started: the system's, or what was unpacked below var/."""
    unpacked = SCANNER / "usr" / "sbin" / "clamd"
    libraries = ":".join(map(str, SCANNER.glob("usr/lib/*-linux-gnu*")))
    for command in (["clamd"], ["/usr/sbin/clamd"], ["env", f"LD_LIBRARY_PATH={libraries}", str(unpacked)]):
        with suppress(OSError):
            if not subprocess.call(
                [*command, "--config-file=/dev/null", "--version"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ):
                return command
    return None


def missing_packages(command: str) -> list[str]:
    """Debian's names of what this machine lacks, found out by looking for the thing, not the package."""
    importlib.invalidate_caches()
    own_server = command == "run" and os.environ.get("DATABASE_URL")
    present = {
        f"python3.{sys.version_info.minor}-venv": importlib.util.find_spec("ensurepip"),
        "postgresql": own_server or server_binaries(),
        "libpangoft2-1.0-0": has_library("libpangoft2-1.0.so.0"),
        "libharfbuzz-subset0": has_library("libharfbuzz-subset.so.0"),
        "fonts-dejavu-core": has_polish_font(),
        HEADLESS: command not in {"test", "dev", "audit", "screenshots"} or browser(),
    }
    return [package for package, found in present.items() if not found]


def has_library(name: str) -> bool:
    """Can the dynamic linker find it, as WeasyPrint will ask it to?"""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_polish_font() -> bool:
    """Does fontconfig know a font for Polish? Without one PDFs have boxes for letters."""
    command = ["fc-list", ":lang=pl", "family"]
    return bool(shutil.which("fc-list") and subprocess.check_output(command))


def may_sudo() -> bool:
    """May we act as root without being asked for a password?"""
    command = ["sudo", "-n", "true"]
    return bool(shutil.which("sudo")) and not subprocess.call(command, stderr=subprocess.DEVNULL)


def browser() -> str:
    """The Chromium for the browser tests: the one named, or a usual one that is no snap; else nothing.

    The first draws pages alone; the others draw a window around them, which takes the tests as long again.
    """
    if named := os.environ.get("CHROMIUM"):
        program = shutil.which(named)
        if not program:
            raise Failure(f"CHROMIUM={named} is not a program: name a Chromium or Chrome by its path.")
        return program
    programs = map(shutil.which, (HEADLESS, "chromium", "google-chrome", "google-chrome-stable"))
    return next((path for path in programs if path and not path.startswith("/snap/")), "")
