"""`make dev`: the portal with the demonstration, reloaded as files are saved; tests can be run beside it.

Django's own server sees changed code, addresses, templates and styles at once. The worker is started anew
when code changes. A new migration waits for the next `make dev`, and Django says so.
"""

import os
import sys
import time
from contextlib import ExitStack

from jcop.make.leaning import PACKAGES
from jcop.make.postgres import running
from jcop.make.processes import Failure, child, plain_speech
from jcop.make.run import SERVERS, choose_address, prepare
from jcop.ops.database import ROOT, Cluster

WORKER = SERVERS["The worker"]
LOOK_SECONDS = 1


def main() -> None:
    """Serve until Ctrl-C."""
    with plain_speech(), ExitStack() as stack:
        if os.environ.get("DATABASE_URL"):
            raise Failure("`make dev` has a database of its own: unset DATABASE_URL.")
        os.environ |= {"DEMO": "1", "DEBUG": "1", "JCOP_CLUSTER": "run"}
        stack.enter_context(running(Cluster("run")))
        address = choose_address(os.environ.setdefault("PORT", "8000"))
        accounts = prepare()
        print(f"\nThe portal is at {address}\n\n{accounts}Ctrl-C stops it.", flush=True)
        web = f"manage.py runserver 127.0.0.1:{os.environ['PORT']}"
        server = stack.enter_context(child([sys.executable, *web.split()], cwd=ROOT))
        try:
            while server.poll() is None:
                saved = newest()
                with child([sys.executable, *WORKER.split()], cwd=ROOT):
                    while server.poll() is None and newest() == saved:
                        time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)


def newest() -> float:
    """When the code was last saved."""
    packages = [name for name in PACKAGES if name != "tests"]
    return max(path.stat().st_mtime for name in packages for path in (ROOT / name).rglob("*.py"))


if __name__ == "__main__":
    main()
