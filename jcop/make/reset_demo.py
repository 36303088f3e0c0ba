"""`make reset-demo`: throws the demonstration away, and refuses any database that is none."""

import os
import shutil
import sys

import psycopg

from jcop.make.postgres import running
from jcop.make.processes import Failure, finish, plain_speech
from jcop.ops.database import NAME, PORT, ROOT, VAR, Cluster


def main() -> None:
    """Make the database of the private cluster empty; the next `make run` fills it anew."""
    cluster = Cluster("run")
    with plain_speech():
        if os.environ.get("DATABASE_URL"):
            raise Failure("DATABASE_URL is set: a server of your own holds no demonstration. Unset it.")
        if not cluster.data.exists():
            raise Failure("There is no demonstration yet: `make run` makes one.")
        with running(cluster):
            os.environ |= {"DEMO": "1", "JCOP_CLUSTER": "run"}
            if finish([sys.executable, "manage.py", "demo", "--is-demonstration"], cwd=ROOT):
                raise Failure("This database is not marked as a demonstration: nothing was touched.")
            empty_database(cluster)
            for made in ("mail", "private"):
                shutil.rmtree(VAR / made, ignore_errors=True)
        print("The demonstration is gone: `make run` makes a new one.")


def empty_database(cluster: Cluster) -> None:
    """Put an empty database in its place; whenever this is stopped, one of the two is there."""
    host, empty, old = str(cluster.socket_directory), f"{NAME}_empty", f"{NAME}_old"
    with psycopg.connect(host=host, port=PORT, user=NAME, dbname="postgres", autocommit=True) as connection:
        for left_over in (empty, old):
            connection.execute(f"DROP DATABASE IF EXISTS {left_over}")
        connection.execute(f"CREATE DATABASE {empty}")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME]
        )
        with connection.transaction():
            connection.execute(f"ALTER DATABASE {NAME} RENAME TO {old}")
            connection.execute(f"ALTER DATABASE {empty} RENAME TO {NAME}")
        connection.execute(f"DROP DATABASE {old}")


if __name__ == "__main__":
    main()
