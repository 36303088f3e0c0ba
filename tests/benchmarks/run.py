"""One run of all figures: an empty database, then for each size in rising order the data and the server."""

import os
import sys
from collections.abc import Sequence

import psycopg
from django.core.management import call_command
from django.db import connection

from jcop.make.prepare import collect_static_files
from jcop.make.reset_demo import empty_database
from jcop.ops.database import Cluster
from tests.benchmarks.data_set import DataSet
from tests.benchmarks.figures import FIGURES, Measure
from tests.benchmarks.measuring import Bench
from tests.benchmarks.portal import serving
from tests.benchmarks.table import Row, circumstances, lines

Results = dict[tuple[Measure, int], Row]


def run(sizes: Sequence[int], runs: int, only: str = "") -> None:
    """Measure every figure whose name holds a word of `only`, and print the table."""
    load, *_ = os.getloadavg()
    progress("database")
    make_database()
    data = DataSet()
    results: Results = {}
    with psycopg.connect(Cluster("bench").url, autocommit=True) as bare:
        bare.execute("SET random_page_cost = 1.1")  # a floor has the best plan, whatever the portal's is
        for size in sizes:
            data.grow(size, lambda done, of: progress(f"data set: {done:,} of {of:,} bookings"))
            settle()
            with serving() as portal:
                measure(Bench(data, portal, bare, runs), size, size == sizes[-1], results, only)
    progress("")
    sys.stdout.write("\n".join([circumstances(runs, load), "", *lines(rows(results, sizes)), ""]))


def make_database() -> None:
    """Empty, then as after the first start of a new installation."""
    connection.close()
    empty_database(Cluster("bench"))
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("facts", verbosity=0)
    collect_static_files()


def settle() -> None:
    """Do now what autovacuum and the checkpointer would otherwise do while we measure."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def measure(bench: Bench, size: int, is_largest: bool, results: Results, only: str) -> None:
    """Add the figures of this size to `results`."""
    for each, growth_at_most in FIGURES:
        if not any(word in each.__name__ for word in only.split(",")):
            continue
        if is_largest or growth_at_most is not None:
            progress(f"{size:,} bookings: {each.__name__.replace('_', ' ')}")
            results[each, size] = each(bench)


def rows(results: Results, sizes: Sequence[int]) -> list[Row]:
    """In the order of FIGURES: each size of a figure, then how it grew; its floor is the smallest size's."""
    found = []
    for each, growth_at_most in FIGURES:
        taken = [(size, results[each, size]) for size in sizes if (each, size) in results]
        found += [row.titled(f"{row.figure}, {size:,} bookings") for size, row in taken]
        if growth_at_most is not None and len(taken) > 1:
            (low, smallest), *_, (high, largest) = taken
            title = f"{largest.figure}: {high:,} against {low:,}"
            found.append(
                Row(title, largest.measured, smallest.measured, largest.unit, ratio_at_most=growth_at_most)
            )
    return found


def progress(text: str) -> None:
    """Say what is being done, on one line of the terminal."""
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()
