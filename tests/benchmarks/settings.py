"""The portal's settings, with one more address: the bare view that pages are compared with."""

from jcop.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
