"""Django's PostgreSQL backend, with a pool whose stale connections no visitor meets."""
