"""`make reset-demo`: throws the demonstration away, and refuses any database that is none."""

import os
import shutil
import sys

import psycopg

from jcop.database import NAME, PORT, ROOT, VAR, Cluster
from jcop.make.postgres import running
from jcop.make.processes import Failure, finish, plain_speech


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
    """Drop the database and create it with nothing in it."""
    host = str(cluster.socket_directory)
    with psycopg.connect(host=host, port=PORT, user=NAME, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")


if __name__ == "__main__":
    main()
