#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from jcop.ops.environment import refused_in_a_sentence


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jcop.settings")
    if sys.argv[1:2] == ["worker"]:
        os.environ.setdefault("JCOP_PROCESS", "worker")  # settings: how long a statement may take
    from django.conf import settings
    from django.core.management import execute_from_command_line

    with refused_in_a_sentence():
        assert settings.BASE_DIR  # reads them all
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
