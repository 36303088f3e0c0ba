"""Where the private cluster lies, whoever asks and however long the path."""

import os
import stat
from pathlib import Path

import pytest

from jcop.ops.database import SOCKET_PATH_LIMIT, Cluster, private_cluster_parameters, secret_key


@pytest.fixture
def root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def ordinary_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def socket_path(cluster):
    return cluster.socket_directory / ".s.PGSQL.5432"


def test_clusters_of_one_checkout_are_apart(ordinary_user, tmp_path):
    clusters = [Cluster(name, tmp_path) for name in ("run", "test", "bench")]

    for attribute in ("data", "socket_directory", "log", "lock"):
        assert len({getattr(cluster, attribute) for cluster in clusters}) == 3


def test_clusters_of_two_checkouts_are_apart_even_in_tmp(ordinary_user, tmp_path):
    long_name = "x" * 100
    one, other = (Cluster("run", tmp_path / name / long_name) for name in ("one", "other"))

    assert one.socket_directory != other.socket_directory


@pytest.mark.parametrize("name", ["x" * 100, "ą" * 50, "a,b"])
def test_socket_that_the_checkout_cannot_hold_lies_in_tmp(ordinary_user, tmp_path, name):
    cluster = Cluster("run", tmp_path / name)

    assert cluster.data == tmp_path / name / "var" / "postgres"
    assert cluster.socket_directory.parent == Path("/tmp")
    assert len(os.fsencode(socket_path(cluster))) <= SOCKET_PATH_LIMIT


def test_socket_lies_beside_the_data_in_a_short_path(ordinary_user):
    assert Cluster("run", Path("/srv/jcop")).socket_directory == Path("/srv/jcop/var/postgres")


def test_root_keeps_data_outside_a_checkout_that_is_closed_to_others(root, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    cluster = Cluster("run", closed)

    assert cluster.data.parent.parent == Path("/var/lib")
    assert cluster.lock == closed / "var" / "postgres.lock"


def test_root_finds_data_that_are_in_the_checkout_already(root, tmp_path):
    closed = tmp_path / "closed"
    (closed / "var" / "postgres").mkdir(parents=True)
    closed.chmod(0o700)

    assert Cluster("run", closed).data == closed / "var" / "postgres"


def test_environment_names_the_cluster(monkeypatch):
    monkeypatch.setenv("JCOP_CLUSTER", "bench")

    assert private_cluster_parameters() == Cluster("bench").parameters


def test_url_escapes_the_path_of_the_socket(ordinary_user):
    url = Cluster("run", Path("/srv/a b")).url

    assert url == "postgresql://jcop@%2Fsrv%2Fa%20b%2Fvar%2Fpostgres:5432/jcop"


def test_secret_key_is_made_once_and_for_us_alone(tmp_path):
    first, second = secret_key(tmp_path), secret_key(tmp_path)

    assert first == second
    assert len(first) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
