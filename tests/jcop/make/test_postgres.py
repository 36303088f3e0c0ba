"""A cluster of our own, made, killed, mistreated and found whole again."""

import os
import shutil
import signal

import psycopg
import pytest

from jcop.make.initdb import make_private_directory, owner, suitable_binaries, upgrade
from jcop.make.postgres import remove, running
from jcop.make.processes import Failure
from jcop.ops.database import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = Cluster("run", tmp_path_factory.mktemp("checkout"))
    with running(cluster):
        pass
    yield cluster
    remove(cluster)


def ask(cluster, question):
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(question).fetchone()[0]


def test_server_is_reached_by_its_socket_only(cluster):
    with running(cluster):
        assert ask(cluster, "SHOW listen_addresses") == ""
        assert ask(cluster, "SHOW unix_socket_permissions") == "0700"
        assert ask(cluster, "SELECT current_user || ' ' || current_database()") == "jcop jcop"


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum"])
def test_only_what_holds_nothing_of_worth_forgets(cluster, setting):
    with running(cluster):
        assert ask(cluster, f"SHOW {setting}") == "on"
    assert ask(Cluster("test"), f"SHOW {setting}") == "off"


def test_names_sort_in_polish(cluster):
    with running(cluster):
        assert ask(cluster, "SELECT 'Ławka' < 'Mata' AND 'Lina' < 'Ławka'")


def test_second_start_is_refused_by_name_and_process(cluster):
    refusal = rf"`make run` is already running here \(process {os.getpid()}\)"

    with running(cluster), pytest.raises(Failure, match=refusal), running(cluster):
        pass


def test_data_survive_a_killed_server(cluster):
    with running(cluster) as server:
        with psycopg.connect(cluster.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.send_signal(signal.SIGKILL)
        server.wait()

    with running(cluster):
        assert ask(cluster, "SELECT one FROM kept") == 1


def test_process_number_taken_by_another_process_does_not_matter(cluster):
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")

    with running(cluster):
        assert ask(cluster, "SELECT 1") == 1


def test_unfinished_cluster_is_begun_anew(cluster):
    unfinished = cluster.data.with_name(f"{cluster.data.name}.unfinished")
    aside = cluster.data.with_name("aside")
    cluster.data.rename(aside)
    unfinished.mkdir()
    (unfinished / "half a file").touch()

    try:
        with running(cluster):
            assert ask(cluster, "SELECT 1") == 1
        assert not unfinished.exists()
    finally:
        shutil.rmtree(cluster.data)
        aside.rename(cluster.data)


def test_data_of_another_version_are_left_alone_and_the_upgrade_is_named(cluster):
    version = cluster.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("9\n")

    try:
        with pytest.raises(Failure, match=r"made by PostgreSQL 9 and this machine has \d+: .*pg_upgrade"):
            suitable_binaries(cluster)
    finally:
        version.write_text(ours)


def test_upgrade_keeps_the_old_data(cluster, tmp_path):
    command = upgrade(cluster, 14, tmp_path)

    assert f"-b /usr/lib/postgresql/14/bin -d {cluster.data} " in command
    assert command.endswith(
        f" && mv {cluster.data} {cluster.data}-14 && mv {cluster.data}.upgraded {cluster.data}"
    )


def test_server_that_does_not_start_is_quoted(cluster):
    configuration = cluster.data / "postgresql.auto.conf"
    ours = configuration.read_text()
    configuration.write_text("no_such_setting = on\n")

    try:
        with (
            pytest.raises(Failure, match=r"PostgreSQL did not start: .*(no_such_setting|configuration file)"),
            running(cluster),
        ):
            pass
    finally:
        configuration.write_text(ours)


def test_directory_open_to_others_is_refused(cluster, tmp_path):
    planted = tmp_path / "jcop-socket"
    planted.mkdir(mode=0o755)

    with pytest.raises(Failure, match="alone may enter"):
        make_private_directory(planted, owner(cluster))
