"""How gunicorn serves the portal, under `make run` as in production; the command line overrides it."""

import sys

from environs import Env, EnvError, validate

POSITIVE = validate.Range(min=1, error="It must be 1 or more.")

env = Env()
wsgi_app = "jcop.wsgi:application"
preload_app = True  # imported once: a faster start, and memory shared by the workers
try:
    bind = f"127.0.0.1:{env.int('PORT', 8000, validate=validate.Range(min=1, max=65535))}"
    workers = env.int("WEB_CONCURRENCY", 2, validate=POSITIVE)
    threads = env.int("WEB_THREADS", 4, validate=POSITIVE)  # settings.py sizes the pool of connections by it
except EnvError as error:
    sys.exit(str(error))
worker_class = "gthread"
graceful_timeout = 10
control_socket_disable = True  # its default path is one for all instances of a user
limit_request_line = 8190  # the most that gunicorn bounds; who sends more meets the proxy's own page
