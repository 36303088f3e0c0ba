"""Who does what in the life of an agreement, with contact boxes and with the mail that comes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BOXES = [
    *[("box", act, f"Can {act} skrzynka kontaktowa") for act in ("view", "add", "change")],
    ("box", "lend", "Może użyczać skrzynek kontaktowych"),
]
MAIL = [
    *[("mailitem", act, f"Can {act} przesyłka") for act in ("view", "add")],
    ("mailitem", "collect", "Może odnotować odbiór przesyłki"),
    *[("collector", act, f"Can {act} osoba upoważniona do odbioru") for act in ("view", "add", "delete")],
]
TEXTS = [
    *[("documenttext", act, f"Can {act} treść dokumentu") for act in ("view", "add")],
    ("documenttext", "publish", "Może wprowadzić treść dokumentu w życie"),
]
WANTED = {
    "Referat": [
        ("agreement", "add", "Can add porozumienie"),
        ("agreement", "file", "Może odnotować podpisy, skan, wydanie egzemplarza i uwagi"),
        *BOXES,
        *TEXTS,
        ("mailitem", "view", "Can view przesyłka"),
    ],
    "Pracownik Centrum": [*BOXES, *MAIL],
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for group_name, wanted in WANTED.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        for model, act, name in wanted:
            kind, _ = ContentType.objects.get_or_create(app_label="agreements", model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_{model}", defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0007_hours_groups"), ("agreements", "0006_texts")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
