"""`make dev`: what is saved is seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jcop.make import dev
from jcop.make.leaning import PACKAGES
from jcop.ops.database import ROOT


def test_saved_code_and_new_code_are_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for package in PACKAGES:
        (tmp_path / package / "views").mkdir(parents=True)
        (tmp_path / package / "urls.py").touch()
        os.utime(tmp_path / package / "urls.py", (1, 1))
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    first = dev.newest()
    (tmp_path / "bookings/views/new.py").touch()

    assert (first, dev.newest() > first) == (1, True)


@pytest.mark.parametrize(("debug", "kept"), [("1", False), ("0", True)])
def test_pages_are_not_kept_where_templates_are_written(debug: str, kept: bool):
    script = "from jcop import settings; print('jcop.pages.PagesMiddleware' in settings.MIDDLEWARE)"

    printed = subprocess.check_output(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"DEBUG": debug}, text=True
    )

    assert printed.strip() == str(kept)
