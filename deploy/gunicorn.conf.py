"""How gunicorn serves the portal, under `make run` as in production; the command line overrides it."""

import os

wsgi_app = "jcop.wsgi:application"
preload_app = True  # imported once: a faster start, and memory shared by the workers
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))  # settings.py sizes the pool of connections by it
graceful_timeout = 10
control_socket_disable = True  # its default path is one for all instances of a user
limit_request_line = 0  # a long address gets the portal's own page; the proxy in front sets the bound
