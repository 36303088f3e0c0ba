"""Where Django looks for the class named in ENGINE."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Gives no request a connection that the server has closed while it lay in the pool.

    The kernel knows of the closing without a round trip. The first one that is met empties the pool: its
    neighbours are of the same age, and psycopg's own check pauses for seconds between one and the next.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if self.pool and is_stale(connection):
            self.pool.drain()
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def is_stale(connection: psycopg.Connection) -> bool:
    """Has the server said something, although nobody asked? If so, does it still answer?"""
    try:
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        if waiting.poll(0):
            ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return True
    return False
