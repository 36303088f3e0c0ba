"""The Centre as an installed app, and Django admin with our own site in place of its default one."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks

from jcop.migrating import check_version
from jcop.ops.checks import check_environment


class CentreConfig(AppConfig):
    name = "jcop"
    verbose_name = "Centrum"

    def ready(self) -> None:
        checks.register(check_version, checks.Tags.database)
        checks.register(check_environment, checks.Tags.security, deploy=True)
        # Both stand on models, which are loaded by now; the second listens to sign-ins.
        import_module("jcop.accounts.sessions").guard_sessions()
        import_module("jcop.accounts.traces")


class CentreAdminConfig(AdminConfig):
    default_site = "jcop.accounts.desk.CentreAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("jcop.admin.technical")  # After every library has registered its tables.
