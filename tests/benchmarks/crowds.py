"""Many visitors at once, on the same cores as the server."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from statistics import quantiles

from django.urls import reverse
from django.utils import timezone

from jcop.make.processes import Failure
from jcop.models import Announcement
from tests.benchmarks import acts
from tests.benchmarks.data_set import Slot
from tests.benchmarks.measuring import Bench
from tests.benchmarks.portal import Portal, Visitor
from tests.jcop.clerk import make_worker

RESIDENTS = 1_000
REQUEST = "GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"


def organizations(bench: Bench, bookings_each: int) -> float:
    """Bookings a second when all organisations book at once, each over a connection of its own.

    Forms are open and only their sending is timed, after each has booked once with all the others: by then
    every thread of the server has its connection. The clients are threads of this process, on the same
    cores as the server.
    """
    slots: dict[int, list[Slot]] = {agreement.pk: [] for agreement in bench.data.agreements}
    while min(map(len, slots.values())) < bookings_each + 1:
        slot = next(bench.data.crowd_slots)
        slots[slot.agreement.pk].append(slot)
    visitors = [
        (Visitor(Portal(bench.portal.port), agreement.organization.registered_by), slots[agreement.pk])
        for agreement in bench.data.agreements
    ]
    for visitor, [first, *_] in visitors:
        visitor.open_form(acts.booking_path(first))
        visitor.portal.close()

    def book(visitor: Visitor, own: list[Slot]) -> list[int]:
        with closing(visitor.portal):
            return [visitor.post(acts.booking_path(slot), acts.booking_fields(slot)).status for slot in own]

    def all_book(chosen: slice) -> list[int]:
        turns = [(visitor, own[chosen]) for visitor, own in visitors]
        return [status for found in threads.map(book, *zip(*turns, strict=True)) for status in found]

    with ThreadPoolExecutor(len(visitors)) as threads:
        first_ones = all_book(slice(1))
        started = time.perf_counter()
        statuses = all_book(slice(1, bookings_each + 1))
        seconds = time.perf_counter() - started
    statuses += first_ones
    if set(statuses) != {302}:
        raise Failure(f"Of {len(statuses)} bookings at once some were answered {set(statuses)}.")
    return len(visitors) * bookings_each / seconds


def residents(bench: Bench) -> tuple[float, float]:
    """Milliseconds: of the slowest twentieth of a thousand who come with an announcement; of a clerk's desk.

    Each has a connection of its own and asks for the home page, which nobody has kept yet. The clerk asks
    when all of them wait.
    """
    clerk = Visitor(Portal(bench.portal.port), make_worker())
    clerk.get(reverse("admin:index"))
    now = timezone.now()
    Announcement.objects.create(slug=f"tlum-{now:%f}", title="Przerwa w dostawie prądu", body="<p>Dziś.</p>")
    with ThreadPoolExecutor(1) as beside, closing(clerk.portal):
        desk = beside.submit(lambda: clerk.get(reverse("admin:index")).seconds)
        taken = asyncio.run(_all_at_once(bench.portal.port))
        return quantiles(taken, n=20)[-1] * 1000, desk.result() * 1000


async def _all_at_once(port: int) -> list[float]:
    return await asyncio.gather(*[_resident(port) for _ in range(RESIDENTS)])


async def _resident(port: int) -> float:
    """Seconds until the home page has come as a whole."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST.format(port).encode())
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise Failure(f"Of a thousand residents one was answered {answer[:60]!r}.")
    return time.perf_counter() - started
