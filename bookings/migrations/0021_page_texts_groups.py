"""Whoever writes for residents adds words to pages too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACTS = ("view", "add", "change", "delete")
GROUPS = ("Redaktor", "Pracownik Centrum")


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="jcop", model="pagetext")
    for name in GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        for act in ACTS:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{act}_pagetext",
                defaults={"name": f"Can {act} dopisek na stronie"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0020_publishing_groups"), ("jcop", "0010_written_texts")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
