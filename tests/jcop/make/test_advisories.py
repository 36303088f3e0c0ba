"""What `make advisories` says of an answer, and of a service that has no answers."""

import os
import re
import subprocess
import sys

import pytest

from jcop.make import advisories
from jcop.make.advisories import audit, verdict
from jcop.make.processes import Failure
from jcop.ops.database import ROOT

WEAKNESS = {"id": "PYSEC-2021-1", "fix_versions": ["3.2.1", "4.0"], "aliases": [], "description": ""}
PROBED = [{"name": "django", "version": "3.2.0", "vulns": [WEAKNESS]}]
SOUND = {"name": "nh3", "version": "0.3.6", "vulns": []}
UNLISTED = {"name": "attrs", "skip_reason": "Dependency not listed"}


def test_no_advisories_is_good_news_only_of_a_service_that_has_some():
    code, sentence = verdict([SOUND], PROBED)

    assert (code, sentence) == (0, "No advisories for the 1 packages of requirements.txt.")


@pytest.mark.parametrize("probe", [[{"name": "django", "version": "3.2.0", "vulns": []}], [UNLISTED], []])
def test_a_service_without_advisories_is_no_good_news(probe: list):
    code, sentence = verdict([SOUND, UNLISTED], probe)

    assert code == 2
    assert sentence.startswith("No advisories can be had here: ")
    assert "nothing was learned about the 2 packages of requirements.txt" in sentence


def test_an_advisory_is_named_with_the_release_that_mends_it():
    unmended = {"name": "nh3", "version": "0.3.6", "vulns": [WEAKNESS | {"fix_versions": []}]}

    code, sentence = verdict([*PROBED, unmended, UNLISTED], PROBED)

    assert code == 1
    assert sentence.splitlines()[:3] == [
        "django 3.2.0: PYSEC-2021-1, mended in 3.2.1, 4.0",
        "nh3 0.3.6: PYSEC-2021-1, mended in no release yet",
        "Nothing could be learned about attrs.",
    ]


def test_a_package_that_the_service_does_not_list_is_no_good_news():
    assert verdict([SOUND, UNLISTED], PROBED) == (2, "Nothing could be learned about attrs.")


def test_a_tool_that_breaks_down_is_quoted(monkeypatch, tmp_path):
    (tmp_path / "pip_audit.py").write_text('raise SystemExit("no route to the service")\n')
    monkeypatch.setattr(advisories, "TOOL", tmp_path)

    with pytest.raises(Failure, match=re.escape("pip-audit ended with no route to the service")):
        audit(tmp_path / "requirements.txt")


def test_a_machine_that_reaches_no_index_ends_with_2():
    done = subprocess.run(
        [sys.executable, "-m", "jcop.make.advisories"],
        cwd=ROOT,
        check=False,
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert (
        "No advisories can be had here, so nothing was learned: ERROR: No matching distribution"
        in done.stdout
    )
