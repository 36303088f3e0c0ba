"""Documents: what one costs beside the bare library, and what a thousand do to the memory of a worker."""

import gc
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from agreements import pdf
from tests.benchmarks.measuring import Act

PAGE_KB = 4
RUNS_OF_A_DOCUMENT = 5  # One costs half a second: it is measured that many times less often.


def version() -> Any:
    """What a request of four services prints; nothing of it has to be in the database."""
    names = [
        "Sala na spotkania i wydarzenia",
        "Sprzęt biurowy i Internet",
        "Doradztwo",
        "Skrzynka kontaktowa",
    ]
    content = {
        "organization": {
            "name": "Stowarzyszenie „Przykładna Łąka”",
            "legal_form": "stowarzyszenie (KRS)",
            "registration": "KRS 0000000000",
            "address": "ul. Przykładna 1, 44-335 Jastrzębie-Zdrój",
            "contact_line": "32 000 00 00",
            "representation": "Dwóch członków zarządu łącznie.",
        },
        "signatories": [{"name": "Zofia Zmyślona", "function": "prezes"}, {"name": "", "function": ""}],
        "wishes": [{"service": name, "lines": [["Uwagi", "raz w tygodniu"]]} for name in names],
    }
    return SimpleNamespace(request={"reference": "1/2026", "submitted_on": None}, content=content, number=1)


def our_set() -> Act:
    made = version()

    def act() -> float:
        gc.collect()  # What the other one has left behind is not ours to clear.
        start = time.perf_counter()
        pdf.set_pdf(made)
        return time.perf_counter() - start

    return act


def bare_set() -> Act:
    """WeasyPrint with the same HTML, nothing of ours around it."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    html, base = pdf.set_html(version()), f"{settings.STATICFILES_DIRS[0].as_uri()}/"
    fonts = FontConfiguration()

    def act() -> float:
        gc.collect()  # What the other one has left behind is not ours to clear.
        start = time.perf_counter()
        HTML(string=html, base_url=base).write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
        return time.perf_counter() - start

    return act


def medians(runs: int) -> tuple[float, float]:
    """Seconds of our set and of the bare one, in turns."""
    figure, floor = our_set(), bare_set()
    pairs = [(figure(), floor()) for _ in range(max(1, runs // RUNS_OF_A_DOCUMENT) + 1)][1:]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * PAGE_KB / 1024


def grow(first: int, last: int) -> tuple[float, float]:
    """Memory of this process after `first` documents and after `last`."""
    make, found = our_set(), []
    for number in range(1, last + 1):
        make()
        if number in (first, last):
            gc.collect()
            found.append(resident_megabytes())
    return found[0], found[1]


def memory(runs: int) -> tuple[float, float]:
    """In a process of its own; a hundred runs measure 50 and 1,000 documents."""
    first, last = max(1, runs // 2), max(2, runs * 10)
    grown = f"from tests.benchmarks.paper import grow; print(*grow({first}, {last}))"
    program = f"import django; django.setup(); {grown}"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    early, late = map(float, told.stdout.split())
    return early, late
