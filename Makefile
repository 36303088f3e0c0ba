# Each command brings what it lacks; everything made lies in .venv/ and var/. See README.md.
# Debian's own interpreter where there is one: built with profile-guided optimisation, it takes half as
# many bookings a second again as one compiled with the defaults (33-40 and 24, in turns on one machine).
NEW_ENOUGH = "import sys; print(sys.executable if sys.version_info >= (3, 11) else '')"
PYTHON ?= $(or $(shell /usr/bin/python3 -c $(NEW_ENOUGH) 2>/dev/null),python3)

run dev check test audit screenshots bench race faults advisories reset-demo clean:
	@$(PYTHON) -m jcop.make.bootstrap $@

LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

lock:
	.venv/bin/python -m pip install --quiet uv
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group test --constraint requirements.txt --output-file requirements-test.txt

.PHONY: run dev check test audit screenshots bench race faults advisories reset-demo clean lock
