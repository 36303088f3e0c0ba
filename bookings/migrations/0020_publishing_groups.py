"""Who publishes the Centre's papers and approves what organisations announce."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PAPERS = [("jcop", "document", act, f"Can {act} dokument") for act in ("view", "add", "change")]
PROMOTIONS = [
    ("agreements", "promotion", "view", "Can view ogłoszenie organizacji"),
    ("agreements", "promotion", "approve", "Może zaakceptować ogłoszenie organizacji"),
]
WANTED = {
    "Pracownik Centrum": [*PAPERS, *PROMOTIONS],
    "Referat": [*PAPERS, *PROMOTIONS],
    "Redaktor": PAPERS,
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for group_name, wanted in WANTED.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        for app, model, act, name in wanted:
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_{model}", defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0019_series_terms"),
        ("jcop", "0011_documents"),
        ("agreements", "0009_promotions"),
    ]

    operations = [migrations.RunPython(extend_groups, migrations.RunPython.noop)]
