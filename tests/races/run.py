"""All races in a row against one server, and one table of what came of them."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.urls import reverse

from tests.benchmarks.portal import Portal, Visitor
from tests.factories import make_hours, make_user
from tests.races import witness
from tests.races.advice import ADVICE
from tests.races.contests import CONTESTS, Arena, Contest
from tests.races.crowd import Tally
from tests.races.slots import CLOSES, OPENS

PASSWORD = "Zmyślone-hasło-do-wyścigu"
FLUSH_SECONDS = 1.5  # a backend reports its deadlocks a second after its last transaction at the latest


@dataclass
class Result:
    """What came of all rounds of one contest."""

    title: str
    rounds: int
    seconds: float = 0.0
    tally: Tally = field(default_factory=Tally)


def race(
    portal: Portal, rounds: int, clients: int, contests: Sequence[type[Contest]] = (*ADVICE, *CONTESTS)
) -> tuple[list[Result], int]:
    """Run the contests one after another; their results, and the deadlocks that PostgreSQL broke."""
    make_hours(opens=OPENS, closes=CLOSES)
    sign_in(portal)
    arena, before = Arena(portal, clients), deadlocks()
    witness.watch()
    try:
        results = [run(kind(arena), rounds) for kind in contests]
    finally:
        witness.unwatch()
    time.sleep(FLUSH_SECONDS)
    return results, deadlocks() - before


def run(contest: Contest, rounds: int) -> Result:
    result = Result(contest.title, rounds)
    contest.arena.open_forms()
    started = time.monotonic()
    for number in range(rounds):
        result.tally.add(contest.round(number))
        progress(f"{contest.title}: round {number + 1} of {rounds}")
    result.seconds = time.monotonic() - started
    return result


def sign_in(portal: Portal) -> None:
    """One real sign-in with a password beside the sessions that are made directly."""
    user = make_user()
    # Hashed as production does, whatever hasher this process prefers.
    hasher = PBKDF2PasswordHasher()
    user.password = hasher.encode(PASSWORD, hasher.salt())
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    visitor = Visitor(Portal(portal.port))
    visitor.send_form(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    visitor.get(reverse("account_email"))  # 200 only for whoever is signed in
    visitor.portal.close()


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def complaints(log: Path) -> list[str]:
    """Lines in which the web server reports an error of its own."""
    return [line for line in log.read_text().splitlines() if "Traceback" in line or " ERROR " in line]


HEADINGS = ("race", "rounds", "requests", "done", "refused with a sentence", "seconds", "held")


def lines(results: Sequence[Result]) -> list[str]:
    """One table, then the first faults of each race."""
    table: list[tuple[object, ...]] = [HEADINGS]
    for each in results:
        found = each.tally
        requests, held = found.winners + found.losers, "NO" if found.faults else "yes"
        row = (each.title, each.rounds, requests, found.winners, found.losers, round(each.seconds), held)
        table.append(row)
    told = [
        "| " + " | ".join(f"{cell!s:<{47 if not n else 8}}" for n, cell in enumerate(row)) + " |"
        for row in table
    ]
    told.insert(1, "|" + "---|" * len(HEADINGS))
    return told + [f"{each.title}: {fault}" for each in results for fault in each.tally.faults[:5]]


def progress(text: str) -> None:
    """Say what is being done, on one line of the terminal."""
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()
