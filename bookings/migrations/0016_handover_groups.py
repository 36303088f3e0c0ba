"""Handed-over keys and equipment: the worker's to note, the Referat's to read."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

READERS = ["Pracownik Centrum", "Referat"]


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="bookings", model="handover")
    permission, _ = Permission.objects.get_or_create(
        content_type=kind, codename="view_handover", defaults={"name": "Can view handover"}
    )
    for name in READERS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0015_duties_and_handover")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
