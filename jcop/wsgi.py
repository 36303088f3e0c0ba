"""The portal as a WSGI application, for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from jcop.ops.environment import refused_in_a_sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jcop.settings")
os.environ.setdefault("JCOP_PROCESS", "web")  # settings.py: how long a statement may take

with refused_in_a_sentence():
    application = get_wsgi_application()
