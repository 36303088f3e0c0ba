"""`make advisories`: asks whether what production installs has published weaknesses; no part of `make test`.

Exit code 0: asked, there are none. 1: there are some. 2: this could not be asked, which is no good news.
"""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

from jcop.make.processes import Failure, call_logged, plain_speech
from jcop.ops.database import ROOT, VAR

# Beside .venv, which holds what the locks list and nothing else.
TOOL = VAR / "advisories"
# Its weaknesses were published years ago: a service that has nothing about it has no advisories at all.
PROBE = "django==3.2.0"

Dependencies = list[dict[str, Any]]


def main() -> None:
    """Print the verdict, and end with its exit code."""
    with plain_speech():
        print("Asking about the packages of requirements.txt (half a minute)", flush=True)
        try:
            provide_tool()
            asked = audit(ROOT / "requirements.txt", "--require-hashes")
            with tempfile.NamedTemporaryFile("w", suffix=".txt") as probe:
                probe.write(PROBE)
                probe.flush()
                code, sentence = verdict(asked, audit(Path(probe.name), "--no-deps"))
        except (Failure, OSError) as failure:
            code, sentence = 2, f"No advisories can be had here, so nothing was learned: {failure}"
        print(sentence)
        sys.exit(code)


def provide_tool() -> None:
    """Have the newest pip-audit; it knows more ways of writing versions every year."""
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--upgrade", "--target", TOOL)
    call_logged([sys.executable, "-m", "pip", "install", *options, "pip-audit"])


def audit(requirements: Path, *options: str) -> Dependencies:
    """What pip-audit learns about each line of `requirements`, installing none of it."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), *options]
    done = subprocess.run(
        [*command, "--disable-pip", "--format", "json", "--progress-spinner", "off"],
        env=os.environ | {"PYTHONPATH": str(TOOL)},
        capture_output=True,
        check=False,
        text=True,
    )
    try:
        answer: Dependencies = json.loads(done.stdout)["dependencies"]
    except (KeyError, ValueError):
        [*_, last] = done.stderr.splitlines() or ["pip-audit ended without a word"]
        raise Failure(f"pip-audit ended with {textwrap.shorten(last, 200)}") from None
    return answer


def verdict(asked: Dependencies, probe: Dependencies) -> tuple[int, str]:
    """Exit code and sentence for what was asked, and for what is sure to have advisories.

    pip-audit itself calls packages that its service does not list skipped, and ends with 0.
    """
    advisories = [(each, weakness) for each in asked for weakness in each.get("vulns", [])]
    skipped = [each["name"] for each in asked if "skip_reason" in each]
    if not any(each.get("vulns") for each in probe):
        return 2, (
            f"No advisories can be had here: the service has none even for {PROBE}, which has many. So"
            f" nothing was learned about the {len(asked)} packages of requirements.txt, good or bad. Try"
            " again on a machine that reaches the public package index itself."
        )
    lines = [
        f"{each['name']} {each['version']}: {weakness['id']}, mended in"
        f" {', '.join(weakness['fix_versions']) or 'no release yet'}"
        for each, weakness in advisories
    ]
    if skipped:
        lines.append(f"Nothing could be learned about {', '.join(skipped)}.")
    if advisories:
        lines.append("Raise what is mended in pyproject.toml, then `make lock` and `make test`.")
        return 1, "\n".join(lines)
    if skipped:
        return 2, "\n".join(lines)
    return 0, f"No advisories for the {len(asked)} packages of requirements.txt."


if __name__ == "__main__":
    main()
