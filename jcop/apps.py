"""The Centre as an installed app, and Django admin with our own site in place of its default one."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks

from jcop.checks import check_environment
from jcop.migrating import check_version


class CentreConfig(AppConfig):
    name = "jcop"
    verbose_name = "Centrum"

    def ready(self) -> None:
        checks.register(check_version, checks.Tags.database)
        checks.register(check_environment, checks.Tags.security, deploy=True)
        import_module("jcop.sessions").guard_sessions()  # It stands on models, which are loaded by now.
        import_module("jcop.traces")  # It listens to sign-ins, and stands on models, which are loaded by now.


class CentreAdminConfig(AdminConfig):
    default_site = "jcop.desk.CentreAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("jcop.admin.technical")  # After every library has registered its tables.
