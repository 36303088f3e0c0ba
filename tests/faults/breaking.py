"""The faults: each breaks something in the middle of the load, and mends what a supervisor would mend."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.faults.house import SILENCE_SECONDS, House, manage
from tests.faults.post import PostOffice

Faults = list[str]


class Fault(NamedTuple):
    """What is broken and how; `do` returns what did not hold."""

    title: str
    do: Callable[[House, PostOffice], Faults]


def restart_database(house: House, office: PostOffice) -> Faults:
    house.database.stop()
    time.sleep(3)
    house.database.start()
    return []


def crash_database(house: House, office: PostOffice) -> Faults:
    house.database.crash()
    time.sleep(2)
    house.database.start()
    return []


def database_away(house: House, office: PostOffice) -> Faults:
    """Away for ten seconds: what the operators' addresses say meanwhile."""
    house.database.stop()
    time.sleep(4)  # what was judged before is no longer kept
    ready, seconds = house.ask("/healthz/ready/", host="10.0.0.7")
    live, _ = house.ask("/healthz/live/")
    time.sleep(6)
    house.database.start()
    faults = [] if (ready, live) == (503, 200) else [f"ready said {ready}, live {live}"]
    return faults + ([f"ready took {seconds:.1f} s"] if seconds > 2 else [])


def kill_web(house: House, office: PostOffice) -> Faults:
    for pid in house.web_processes():
        os.kill(pid, signal.SIGKILL)
    return []


def kill_worker_child(house: House, office: PostOffice) -> Faults:
    os.kill(house.worker_child(), signal.SIGKILL)
    return []


def kill_worker(house: House, office: PostOffice) -> Faults:
    house.worker.kill()
    house.worker.wait()
    house.start_worker()
    return []


def hang_worker(house: House, office: PostOffice) -> Faults:
    hung = house.worker_child()
    os.kill(hung, signal.SIGSTOP)
    seconds = house.wait_for(lambda: house.worker_child() != hung)
    return [f"it took {seconds:.0f} s"] if seconds > 2 * SILENCE_SECONDS else []


def mail_away(house: House, office: PostOffice) -> Faults:
    office.is_away = True
    time.sleep(6)
    office.is_away = False
    return []


def fill_disk(house: House, office: PostOffice) -> Faults:
    """No file of the web server grows beyond 100 kB, as an ordinary user may order it."""
    processes = house.web_processes()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (100_000, hard))
    time.sleep(5)
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    return []


def hold_lock(house: House, office: PostOffice) -> Faults:
    """The table of bookings is locked; who only asks whether we live is answered within five seconds."""
    asked: list[tuple[int, float]] = []
    with house.database.second() as own, own.transaction():
        own.execute("LOCK TABLE bookings_booking")
        until = time.monotonic() + 12
        while time.monotonic() < until:
            asked += [house.ask("/healthz/live/"), house.ask("/static/nic.css")]
            time.sleep(0.5)
    slowest = max(seconds for _, seconds in asked)
    alive = {status for status, _ in asked} == {200, 404}
    return ([] if alive else ["no answer"]) + ([f"one took {slowest:.1f} s"] if slowest > 5 else [])


def make_beside(house: House, name: str) -> None:
    """An empty database beside ours."""
    with house.database.second("postgres") as own:
        own.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        own.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]


def two_migrate(house: House, office: PostOffice) -> Faults:
    """Two releases at once, on an empty database beside ours."""
    make_beside(house, "jcop_fresh")
    done: list[subprocess.CompletedProcess[str]] = []
    threads = [
        threading.Thread(target=lambda: done.append(manage("migrate", "-v0", JCOP_DATABASE="jcop_fresh")))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = [each.returncode for each in done]
    waited = sum("Waiting for another migrate." in each.stderr for each in done)
    return [] if (codes, waited) == ([0, 0], 1) else [f"codes {codes}, {waited} waited"]


def sweep_beside_other_databases(house: House, office: PostOffice) -> Faults:
    """An empty database, and one restored from a time before every file, beside the same folder."""
    make_beside(house, "jcop_empty")
    manage("migrate", "-v0", JCOP_DATABASE="jcop_empty")
    swept = {
        "ours": manage("sweep", "--all"),
        "empty": manage("sweep", "--all", JCOP_DATABASE="jcop_empty"),
        "empty, adopted": manage("sweep", "--adopt", "--all", JCOP_DATABASE="jcop_empty"),
        "ours again": manage("sweep", "--adopt"),
    }
    return [
        f"{whose}: {each.stdout}{each.stderr[-200:]}"
        for whose, each in swept.items()
        if not each.stdout.endswith("deleted: 0\n")
    ]


FAULTS = (
    Fault("PostgreSQL is restarted", restart_database),
    Fault("PostgreSQL is killed", crash_database),
    Fault("PostgreSQL is away for ten seconds", database_away),
    Fault("every web process is killed", kill_web),
    Fault("the worker's process is killed", kill_worker_child),
    Fault("the worker is killed with its parent", kill_worker),
    Fault("the worker hangs", hang_worker),
    Fault("the mail server is away", mail_away),
    Fault("the disk is full", fill_disk),
    Fault("a table is locked for twelve seconds", hold_lock),
    Fault("two migrate at once", two_migrate),
    Fault("files are swept from other databases", sweep_beside_other_databases),
)
