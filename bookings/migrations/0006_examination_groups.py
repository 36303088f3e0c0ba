"""The Referat reads and delivers letters, and edits declarations and the list of formal defects."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = [
    ("caseletter", "view", "Can view pismo"),
    ("caseletter", "deliver", "Może odnotować doręczenie pisma"),
    *[("declaration", act, f"Can {act} oświadczenie") for act in ("view", "add", "change")],
    *[("defect", act, f"Can {act} brak formalny") for act in ("view", "add", "change")],
]


def extend_group(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.get_or_create(name="Referat")
    for model, act, name in WANTED:
        kind, _ = ContentType.objects.get_or_create(app_label="agreements", model=model)
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=f"{act}_{model}", defaults={"name": name}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0005_letters_groups"), ("agreements", "0003_examination")]

    operations = [migrations.RunPython(extend_group, migrations.RunPython.noop)]
