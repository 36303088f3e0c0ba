"""What a newcomer is told when something is in the way of `make run`."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from jcop.make import bootstrap, packages
from jcop.make.packages import browser, provide_packages
from jcop.make.processes import Failure
from jcop.make.run import choose_address
from jcop.ops.database import ROOT, Cluster


def test_older_python_can_read_that_it_is_too_old():
    tree = ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 6))

    assert tree.body


def test_missing_packages_without_the_right_to_install_name_the_command(monkeypatch, tmp_path):
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(packages, "missing_packages", lambda command: ["postgresql"])

    with pytest.raises(Failure) as failure:
        provide_packages("run")

    assert "\n  su -c 'mkdir -p /etc/postgresql-common/" in str(failure.value)
    assert "create_main_cluster=false" in str(failure.value)
    assert "apt-get install -y -qq --no-install-recommends postgresql'" in str(failure.value)


def test_missing_packages_without_apt_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(packages, "missing_packages", lambda command: ["postgresql", "fonts-dejavu-core"])

    with pytest.raises(Failure, match="postgresql, fonts-dejavu-core"):
        provide_packages("run")


def test_named_browser_must_be_there(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    with pytest.raises(Failure, match="CHROMIUM=/no/such/browser is not a program"):
        browser()


@pytest.mark.parametrize(
    ("programs", "taken"),
    [
        (["chromium", "chromium-headless-shell", "google-chrome"], "chromium-headless-shell"),
        (["chromium", "google-chrome"], "chromium"),
        (["google-chrome"], "google-chrome"),
    ],
)
def test_browser_without_a_window_is_taken_before_others(monkeypatch, tmp_path, programs, taken):
    for program in programs:
        (tmp_path / program).touch(mode=0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert browser() == str(tmp_path / taken)


def test_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Failure, match=f"Port {port} is taken: .*make run PORT="):
            choose_address(str(port))


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "http"])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(Failure, match=f"PORT={port} is not a port"):
        choose_address(port)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://jcop:tajne@127.0.0.1:1/jcop", "Connection refused"),
        (Cluster("test").url.removesuffix("jcop").replace("@", ":tajne@") + "brak", "does not exist"),
    ],
)
def test_wrong_database_url_is_one_line_without_its_password(url, said):
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x" * 50, "DEMO": "0", "HTTPS": "0"}

    command = [sys.executable, "-m", "jcop.make.prepare"]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("DATABASE_URL: the database ")
    assert said in line
    assert "tajne" not in line


def test_program_that_make_run_alone_does_not_bring_is_named():
    command = [sys.executable, "-m", "jcop.make.postgres", "test", ".venv/bin/no-such-program"]

    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        ".venv/bin/no-such-program is not installed here: type `make check` or `make dev` once.\n"
    )


def test_bare_pytest_says_what_to_type():
    environment = {name: value for name, value in os.environ.items() if name != "JCOP_CLUSTER"}
    command = [sys.executable, "-m", "pytest", "tests/jcop/test_workdays.py"]

    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 4
    [line] = done.stderr.split("\n\n")[0].splitlines()
    assert line == (
        "ERROR: tests have a PostgreSQL of their own: type `make check`, or for those of your choice"
        " `.venv/bin/python -m jcop.make.postgres test .venv/bin/pytest …`"
    )
