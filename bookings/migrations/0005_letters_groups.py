"""The adviser sees who comes and when, nothing of cases; the Referat posts letters."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = {
    "Referat": [
        ("organizations", "letter", "view"),
        ("organizations", "letter", "change"),
    ],
    "Doradca": [
        ("organizations", "organization", "view"),
        ("bookings", "booking", "view"),
        ("bookings", "bookable", "view"),
    ],
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, permissions in WANTED.items():
        group, _ = Group.objects.get_or_create(name=name)
        for app, model, act in permissions:
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_{model}", defaults={"name": f"Can {act} {model}"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0004_access_requests"), ("organizations", "0004_letters")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
