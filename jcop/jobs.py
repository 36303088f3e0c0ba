"""How a model asks for work to be done: a job in the same PostgreSQL, in the same transaction."""

from typing import Any

from procrastinate.contrib.django import app


def enqueue(task: str, **arguments: Any) -> None:
    """Enqueue the task of that name. Rolled back with the transaction, run after its commit."""
    app.configure_task(task).defer(**arguments)
