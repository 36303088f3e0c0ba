"""All faults in a row against the same processes, and one table of what came of them."""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from agreements.models import Attachment
from agreements.sweeping import names_in
from bookings.models import Booking
from jcop.jobs import enqueue
from jcop.make.processes import Failure
from jcop.models import Centre
from tests.factories import make_hours
from tests.faults.breaking import Fault
from tests.faults.house import House
from tests.faults.load import Member, Tally
from tests.faults.post import PostOffice
from tests.races.slots import CLOSES, OPENS

MEMBERS = 4
WARMING_SECONDS = 2
AFTER_SECONDS = 4  # of load when all is well again
PROBE = "forget_failed_jobs"
MAILS = ProcrastinateJob.objects.filter(queue_name="mail")


@dataclass
class Result:
    """What one fault did."""

    title: str
    tally: Tally = field(default_factory=Tally)
    rows: int = 0
    files: int = 0
    mails: int = 0
    repeated: int = 0
    web_seconds: float = 0.0
    worker_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(house: House, office: PostOffice, faults: Sequence[Fault]) -> list[Result]:
    make_hours(opens=OPENS, closes=CLOSES)
    Centre.objects.update(weekly_hours=None)
    results = []
    for fault in faults:
        progress(fault.title)
        results.append(tried(house, office, fault))
        sys.stderr.write("\n" + lines(results[-1:])[2] + "\n")
    return results


def tried(house: House, office: PostOffice, fault: Fault) -> Result:
    """Load, the fault, load until all is well and a little longer; then count."""
    result, members = Result(fault.title), [Member(house.portal) for _ in range(MEMBERS)]
    house.wait_for(lambda: not waiting_mails())
    taken = Counter(office.taken)
    connection.close()
    for member in members:
        member.start()
    time.sleep(WARMING_SECONDS)
    try:
        result.faults += fault.do(house, office)
        result.web_seconds = house.wait_for(lambda: house.ask("/healthz/ready/")[0] == 200)
        enqueue(PROBE, timestamp=0)
        result.worker_seconds = result.web_seconds + house.wait_for(lambda: not probes())
    except Failure as failure:
        result.faults.append(str(failure))
    for member in members:
        member.is_well.set()
    time.sleep(AFTER_SECONDS)
    for member in members:
        member.is_over.set()
    for member in members:
        member.join()
        result.tally.add(member.tally)
    count(house, office, result, taken)
    return result


def waiting_mails() -> int:
    return MAILS.filter(status__in=["todo", "doing"]).count()


def probes() -> int:
    """Jobs by which we see that a worker is at work."""
    return ProcrastinateJob.objects.filter(task_name=PROBE).count()


def count(house: House, office: PostOffice, result: Result, taken: Counter[str]) -> None:
    """Hold what there is against what was asked."""
    try:
        house.wait_for(lambda: not waiting_mails())
    except Failure as failure:
        result.faults.append(f"mails: {failure}")
    asked, sent = result.tally, office.taken - taken
    bookings, wanted = Booking.objects.values_list("items__bookable", "starts_at"), set(asked.booked)
    result.rows = sum(place in wanted for place in bookings)
    result.files = sum(map(is_whole, Attachment.objects.filter(sha256__in=asked.attached)))
    result.mails, result.repeated = len(sent), sum(sent.values()) - len(sent)
    result.faults += [f"{status} when all was well: {n} times" for status, n in asked.late.items()]
    if (result.rows, result.files) != (len(asked.booked), len(asked.attached)):
        result.faults.append(f"{len(asked.booked)} bookings and {len(asked.attached)} files were asked for")
    if result.mails < result.rows:
        result.faults.append(f"{result.rows - result.mails} mails are missing")
    if failed := MAILS.filter(status="failed").count():
        result.faults.append(f"{failed} mails failed for good")
    result.faults += strange_files()


def is_whole(attachment: Attachment) -> bool:
    with attachment.file.open() as content:
        return hashlib.sha256(content.read()).hexdigest() == attachment.sha256


def strange_files() -> list[str]:
    """Files that somebody else may read."""
    storage = Attachment.storage()
    modes = Counter(oct(Path(storage.path(name)).stat().st_mode)[-3:] for name in names_in(storage))
    return [f"{number} files are {mode}" for mode, number in modes.items() if mode != "600"]


HEADINGS = (
    "fault",
    "answers",
    "not taken",
    "bookings",
    "files",
    "mails",
    "repeated",
    "web after",
    "worker after",
    "held",
)


def lines(results: Sequence[Result]) -> list[str]:
    """One table, then what did not hold."""
    table: list[tuple[object, ...]] = [HEADINGS]
    for each in results:
        refused, held = sorted(each.tally.refused.items()), "NO" if each.faults else "yes"
        words = ", ".join(f"{status} × {number}" for status, number in refused) or "–"
        row = (each.title, each.tally.answers, words, each.rows, each.files, each.mails, each.repeated)
        table.append((*row, f"{each.web_seconds:.0f} s", f"{each.worker_seconds:.0f} s", held))
    shown = ["| " + " | ".join(map(str, row)) + " |" for row in table]
    shown.insert(1, "|" + "---|" * len(HEADINGS))
    return shown + [f"{each.title}: {fault}" for each in results for fault in each.faults]


def progress(text: str) -> None:
    """Say what is being done, on one line of the terminal."""
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()
