"""The Referat answers requests for access and may enter an organisation that has no account."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = [("accessrequest", "view"), ("accessrequest", "change"), ("organization", "add")]


def extend_group(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.get_or_create(name="Referat")
    for model, act in WANTED:
        kind, _ = ContentType.objects.get_or_create(app_label="organizations", model=model)
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=f"{act}_{model}", defaults={"name": f"Can {act} {model}"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0003_groups"), ("organizations", "0002_people_and_numbers")]

    operations = [migrations.RunPython(extend_group, migrations.RunPython.noop)]
