"""Who calls the organisations that have no address."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WANTED = {
    "Pracownik Centrum": [
        ("view", "Can view wiadomość o skutkach"),
        ("call", "Może dzwonić do organizacji bez adresu e-mail"),
    ],
    "Referat": [("view", "Can view wiadomość o skutkach")],
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="bookings", model="closuremessage")
    for group_name, wanted in WANTED.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        for act, name in wanted:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_closuremessage", defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0017_closures")]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
