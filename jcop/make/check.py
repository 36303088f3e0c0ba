"""`make test`: every check of the house in turn, the quick ones first, up to the first that fails."""

import secrets
import time

from jcop.database import ROOT, Cluster
from jcop.make.postgres import environment, running
from jcop.make.processes import Failure, finish, plain_speech

CLUSTER = Cluster("test")
PRODUCTION = (
    f"env DATABASE_URL={CLUSTER.url} SECRET_KEY={secrets.token_urlsafe(50)}"
    " ALLOWED_HOSTS=portal.example SITE_URL=https://portal.example"
)
CHECKS = {
    "Python is formatted": "ruff format --check",
    "Python has no lint": "ruff check",
    "Templates are formatted": "djlint --check templates",
    "Templates have no lint": "djlint --lint templates",
    "Types fit": "mypy .",
    "Imports look down": "lint-imports",
    "Migrations are complete": "python manage.py makemigrations --check --dry-run",
    "Production settings are safe": f"{PRODUCTION} python manage.py check --deploy --fail-level WARNING",
    "Tests": "pytest -n auto --dist worksteal --ignore tests/e2e",
    "Browser tests": "pytest -n auto --dist worksteal tests/e2e",
}


def main() -> None:
    """Run the checks with the test cluster up, and stop it whatever happens."""
    begun = time.monotonic()
    with plain_speech(), running(CLUSTER):
        for number, (title, command) in enumerate(CHECKS.items(), start=1):
            print(f"\n{number}/{len(CHECKS)} {title}: {command}", flush=True)
            started = time.monotonic()
            if finish(command.split(), cwd=ROOT, env=environment(CLUSTER)):
                again = f".venv/bin/python -m jcop.make.postgres test {command}"
                raise Failure(f"\nFailed: {title}. To repeat it alone: {again}")
            print(f"    {time.monotonic() - started:.1f} s", flush=True)
        print(f"\nAll {len(CHECKS)} checks passed in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
