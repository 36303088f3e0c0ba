"""The office's jobs as groups. One person may hold several."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

READ_CASES = [
    ("organizations", "organization", "view"),
    ("agreements", "servicerequest", "view"),
    ("agreements", "agreement", "view"),
]
GROUPS = {
    "Pracownik Centrum": [
        *READ_CASES,
        ("bookings", "booking", "view"),
        ("bookings", "booking", "confirm"),
        ("bookings", "bookable", "view"),
        ("bookings", "bookable", "add"),
        ("bookings", "bookable", "change"),
        ("bookings", "resource", "view"),
        ("bookings", "resource", "add"),
        ("bookings", "resource", "change"),
        ("jcop", "hoursperiod", "view"),
        ("jcop", "hoursperiod", "add"),
        ("jcop", "hoursperiod", "change"),
        ("jcop", "hoursspan", "view"),
        ("jcop", "hoursspan", "add"),
        ("jcop", "hoursspan", "change"),
        ("jcop", "hoursspan", "delete"),
        ("jcop", "announcement", "view"),
        ("jcop", "announcement", "add"),
        ("jcop", "announcement", "change"),
    ],
    "Referat": [
        *READ_CASES,
        ("organizations", "organization", "change"),
        ("organizations", "organization", "verify"),
        ("agreements", "servicerequest", "receive"),
        ("agreements", "servicerequest", "examine"),
        ("agreements", "service", "view"),
        ("agreements", "service", "add"),
        ("agreements", "service", "change"),
        ("bookings", "booking", "view"),
        ("bookings", "bookable", "view"),
        ("jcop", "centre", "view"),
        ("jcop", "centre", "change"),
        ("jcop", "nonworkingday", "view"),
        ("jcop", "nonworkingday", "add"),
        ("jcop", "nonworkingday", "change"),
    ],
    "Zatwierdzający": [
        *READ_CASES,
        ("agreements", "servicerequest", "refuse"),
        ("agreements", "agreement", "conclude"),
        ("agreements", "agreement", "end"),
        ("organizations", "organization", "suspend"),
    ],
    "Redaktor": [
        ("jcop", "announcement", "view"),
        ("jcop", "announcement", "add"),
        ("jcop", "announcement", "change"),
        ("jcop", "announcement", "delete"),
    ],
}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; those named here are made now."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for app, model, act in wanted:
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{act}_{model}",
                defaults={"name": PERMISSION_NAMES.get((act, model), f"Can {act} {model}")},
            )
            group.permissions.add(permission)


PERMISSION_NAMES = {
    ("confirm", "booking"): "Może potwierdzać i odwoływać rezerwacje",
    ("verify", "organization"): "Może weryfikować organizacje",
    ("suspend", "organization"): "Może zawieszać i zamykać organizacje",
    ("receive", "servicerequest"): "Może przyjąć podpisany komplet",
    ("examine", "servicerequest"): "Może rozpatrzyć zapotrzebowanie",
    ("refuse", "servicerequest"): "Może odmówić zawarcia porozumienia",
    ("conclude", "agreement"): "Może zatwierdzić porozumienie",
    ("end", "agreement"): "Może rozwiązać albo anulować porozumienie",
}


def drop_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0002_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
