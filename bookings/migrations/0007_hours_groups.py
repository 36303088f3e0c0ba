"""The Centre's worker plans duties and house rules; the Referat reads hours and keeps the rules too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = {
    "Pracownik Centrum": [
        *((model, act) for model in ("workerduty", "houserules") for act in ("view", "add", "change")),
        *(
            (model, act)
            for model in ("dutyspan", "personslimit")
            for act in ("view", "add", "change", "delete")
        ),
    ],
    "Referat": [
        ("hoursperiod", "view"),
        ("hoursspan", "view"),
        ("workerduty", "view"),
        *(("houserules", act) for act in ("view", "add", "change")),
        *(("personslimit", act) for act in ("view", "add", "change", "delete")),
    ],
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
    dependencies = [("bookings", "0006_examination_groups"), ("jcop", "0006_hours_duties_house_rules")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
