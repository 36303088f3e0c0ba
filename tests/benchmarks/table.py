"""The one table, and what must be known to read it."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import django
from django.db import connection
from django.utils import timezone

IDLE = 1  # the load average up to which figures may be believed
HEADINGS = ("figure", "measured", "floor", "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    """One figure. Its target bounds the figure itself from above or below, or its ratio to the floor."""

    figure: str
    measured: float
    floor: float | None = None
    unit: str = "ms"
    at_most: float | None = None
    ratio_at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.measured / self.floor if self.floor else None

    @property
    def is_met(self) -> bool:
        bounds = [(self.measured, self.at_most), (self.ratio, self.ratio_at_most)]
        if self.at_least is not None and self.measured < self.at_least:
            return False
        return all(value is not None and value <= bound for value, bound in bounds if bound is not None)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as HEADINGS name it."""
        targets = []
        if self.at_most is not None:
            targets.append(f"≤ {self.at_most:g} {self.unit}".rstrip())
        if self.at_least is not None:
            targets.append(f"≥ {self.at_least:g} {self.unit}".rstrip())
        if self.ratio_at_most is not None:
            targets.append(f"ratio ≤ {self.ratio_at_most:g}")
        return (
            self.figure,
            self._in_unit(self.measured),
            "–" if self.floor is None else self._in_unit(self.floor),
            "–" if self.ratio is None else f"{self.ratio:.2f}",
            " and ".join(targets) or "–",
            ("yes" if self.is_met else "NO") if targets else "–",
        )

    def titled(self, figure: str) -> Self:
        return replace(self, figure=figure)

    def _in_unit(self, value: float) -> str:
        return f"{value:.1f} ms" if self.unit == "ms" else f"{value:.4g}"


def lines(rows: Iterable[Row]) -> list[str]:
    """The table as Markdown that is also aligned for a terminal."""
    table = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    texts = [
        "| "
        + " | ".join(
            cell.ljust(width) if position in (0, 4, 5) else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        + " |"
        for cells in table
    ]
    rule = "".join("|" + "-" * (width + 2) for width in widths) + "|"
    return [texts[0], rule, *texts[1:]]


def circumstances(runs: int, load: float) -> str:
    """When, where and how this was measured; `load` is the machine's before we began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    told = (
        f"{timezone.localdate()}: {os.cpu_count()} cores, Python {platform.python_version()},"
        f" Django {django.get_version()}, PostgreSQL {version.split()[0]} (fsync {fsync}).\n"
        f"Medians of {runs} requests one after another over one connection, in turns with the floor's."
    )
    if load > IDLE:
        told += f"\nThe machine was busy before the start (load {load:.1f}): do not quote these figures."
    return told
