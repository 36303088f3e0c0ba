"""Whoever writes for residents keeps the recommended links too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = {
    group: [("link", act) for act in ("view", "add", "change", "delete")]
    for group in ("Redaktor", "Pracownik Centrum")
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, wanted in WANTED.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, act in wanted:
            kind, _ = ContentType.objects.get_or_create(app_label="jcop", model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_{model}", defaults={"name": f"Can {act} {model}"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_shown_to_residents"), ("jcop", "0008_found_by_residents")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
