"""Visit every page of every role; `make audit` and `make screenshots` run this with their cluster up."""

import argparse
import logging
import os
import sys
import tempfile
from collections import Counter, defaultdict
from html import escape
from pathlib import Path

import django

from jcop.make.processes import Failure, plain_speech
from jcop.ops.database import VAR

FORGOTTEN = ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "HTTPS", "LOG_LEVEL", "PORT", "SITE_URL")
PICTURES = VAR / "screenshots"
PLACES = 3
MOST_SAID = 600  # of one page, while the others are still to come


def main() -> None:
    """Only in the cluster named bench, whose database is thrown away first."""
    options = read_options()
    with plain_speech(), tempfile.TemporaryDirectory() as directory:
        if os.environ.get("JCOP_CLUSTER") != "bench":
            raise Failure("The audit throws its database away and has one of its own: `make audit`.")
        for name in FORGOTTEN:
            os.environ.pop(name, None)
        private = {"DEMO": "1", "PRIVATE_DIR": f"{directory}/private", "JCOP_MAIL_DIR": f"{directory}/mail"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "jcop.settings", "LOG_LEVEL": "CRITICAL", **private}
        from django.conf import settings

        # One connection without the pool's threads: we start processes.
        settings.DATABASES["default"]["OPTIONS"].pop("pool")
        django.setup()
        if run(options):
            sys.exit("There is something to mend: see above.")


def run(options: argparse.Namespace) -> bool:
    """Make the demonstration, visit its pages, say what is wrong with which; is anything?"""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.audit.browsing import audit, each, photograph
    from tests.audit.plan import plan
    from tests.benchmarks.portal import serving
    from tests.benchmarks.run import make_database, progress
    from tests.tour.guests import ROLES, enlarge

    logging.getLogger("django.request").disabled = True  # Refusals are part of the walk.
    progress("demonstration")
    make_database()
    call_command("demo", verbosity=0)
    enlarge()
    with serving() as portal:
        progress("looking for pages")
        made = plan([role for role in ROLES if options.role in role], options.most)
        connection.close()
        visits = [visit for visit in made.visits if options.only in visit.title]
        given = (f"http://127.0.0.1:{portal.port}/", made.cookies, settings.SESSION_COOKIE_NAME)
        act, more = (photograph, [str(PICTURES)]) if options.screenshots else (audit, [])
        if options.screenshots:
            PICTURES.mkdir(parents=True, exist_ok=True)
        wrong: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for number, (visit, found) in enumerate(each(act, visits, options.browsers, *more, given=given), 1):
            progress(f"{number} of {len(visits)} pages, {sum(map(len, wrong.values()))} with faults")
            for rule, place in found:
                wrong[rule][visit.title].append(place)
            if found:
                first = "; ".join(dict.fromkeys(f"{rule} {place}" for rule, place in found))
                sys.stdout.write(f"{visit.title}\n    {first[:MOST_SAID]}\n")
                sys.stdout.flush()
    progress("")
    if not (options.role or options.only):
        for name in made.uncovered:
            wrong["not-visited"][name].append("nobody came to it, and tests/audit/plan.py gives no reason")
    for error in made.broken:
        wrong["broken-link"][error].append("")
    if options.screenshots:
        write_index([(visit.title, visit) for visit in visits])
    sys.stdout.write(report(wrong, len(visits)))
    return bool(wrong)


def report(wrong: dict[str, dict[str, list[str]]], visited: int) -> str:
    """By rule, then by page, the first places of each."""
    lines = [f"{visited} pages and states visited."]
    for rule, pages in sorted(wrong.items()):
        lines.append(f"\n{rule}: {len(pages)} pages")
        for title, places in sorted(pages.items()):
            lines.append(f"  {title}")
            lines += [
                f"    {count} × {place}" if count > 1 else f"    {place}"
                for place, count in Counter(places).most_common(PLACES)
            ]
            if len(set(places)) > PLACES:
                lines.append(f"    and {len(set(places)) - PLACES} more")
    if not wrong:
        lines.append("No violation.")
    return "\n".join([*lines, ""])


def write_index(visits: list[tuple[str, object]]) -> None:
    """One page with every picture, to leaf through."""
    from tests.audit.browsing import picture_name
    from tests.audit.looks import WIDTHS

    parts = ["<!DOCTYPE html><meta charset=utf-8><title>Screenshots</title>"]
    for title, visit in visits:
        names = [
            f"{picture_name(visit)}-{width}-{mode}.jpg" for mode in ("light", "dark") for width in WIDTHS
        ]
        pictures = "".join(
            f'<a href="{name}"><img src="{name}" loading="lazy" width="200" alt=""></a> ' for name in names
        )
        parts.append(f"<h2>{escape(title)}</h2><p>{pictures}</p>")
    Path(PICTURES, "index.html").write_text("\n".join(parts))
    sys.stdout.write(f"{PICTURES}/index.html shows them all.\n")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--screenshots", action="store_true", help="take pictures into var/screenshots")
    parser.add_argument("--role", default="", help="roles whose name holds this; all unless told")
    parser.add_argument("--only", default="", help="pages whose title holds this; all unless told")
    parser.add_argument(
        "--most", type=int, default=1, help="pages of one kind for each role, 1 unless told; 8 take hours"
    )
    parser.add_argument("--browsers", type=int, default=2, help="at the same time, 2 unless told")
    options = parser.parse_args()
    if not (1 <= options.browsers <= 8 and 1 <= options.most <= 100):
        parser.error("browsers: 1 to 8, most: 1 to 100")
    return options


if __name__ == "__main__":
    main()
