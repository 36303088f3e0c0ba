"""The office's jobs as groups. One person may hold several."""

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

READ_CASES = {
    "organizations.organization": "view",
    "agreements.servicerequest": "view",
    "agreements.agreement": "view",
}
READ_BOOKINGS = {
    "bookings.booking": "view",
    "bookings.bookable": "view",
    "bookings.series": "view",
    "bookings.seriesdate": "view",
    "bookings.event": "view",
}
WRITE_FOR_RESIDENTS = {
    "jcop.link": "view add change delete",
    "jcop.pagetext": "view add change delete",
    "jcop.document": "view add change",
}
KEEP_HOUSE_RULES = {
    "jcop.houserules": "view add change",
    "jcop.personslimit": "view add change delete",
}
# The worker books, keeps hours and rooms, and hands over keys and mail.
WORKER = {
    **READ_CASES,
    **READ_BOOKINGS,
    **WRITE_FOR_RESIDENTS,
    **KEEP_HOUSE_RULES,
    "jcop.announcement": "view add change",
    "jcop.hoursperiod": "view add change",
    "jcop.hoursspan": "view add change delete",
    "jcop.workerduty": "view add change",
    "jcop.dutyspan": "view add change delete",
    "agreements.box": "view add change lend",
    "agreements.mailitem": "view add collect",
    "agreements.collector": "view add delete",
    "agreements.promotion": "view approve",
    "bookings.booking": "view confirm",
    "bookings.bookable": "view add change",
    "bookings.resource": "view add change",
    "bookings.handover": "view",
    "bookings.closuremessage": "view call",
    "bookings.advicevisit": "view record",
    "bookings.event": "view add change",
}
# The Referat receives and examines requests, writes letters and keeps the papers of an agreement.
REFERAT = {
    **READ_BOOKINGS,
    **KEEP_HOUSE_RULES,
    "organizations.organization": "view add change verify",
    "organizations.accessrequest": "view change",
    "organizations.letter": "view change",
    "agreements.servicerequest": "view receive examine",
    "agreements.agreement": "view add file",
    "agreements.service": "view add change",
    "agreements.caseletter": "view deliver",
    "agreements.declaration": "view add change",
    "agreements.defect": "view add change",
    "agreements.documenttext": "view add publish",
    "agreements.box": "view add change lend",
    "agreements.mailitem": "view",
    "agreements.promotion": "view approve",
    "bookings.handover": "view",
    "bookings.closuremessage": "view",
    "jcop.centre": "view change",
    "jcop.document": "view add change",
    "jcop.hoursperiod": "view",
    "jcop.hoursspan": "view",
    "jcop.nonworkingday": "view add change",
    "jcop.workerduty": "view",
}
# Who approves has the last word on an agreement.
APPROVER = {
    "organizations.organization": "view suspend",
    "agreements.servicerequest": "view refuse",
    "agreements.agreement": "view conclude end",
}
EDITOR = {**WRITE_FOR_RESIDENTS, "jcop.announcement": "view add change delete"}
# The adviser sees who comes and when, nothing of cases.
ADVISER = {**READ_BOOKINGS, "organizations.organization": "view", "bookings.advicevisit": "view record"}
GROUPS = {
    "Pracownik Centrum": WORKER,
    "Referat": REFERAT,
    "Zatwierdzający": APPROVER,
    "Redaktor": EDITOR,
    "Doradca": ADVISER,
}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Permissions are normally made after all migrations; ours are made now."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for app in ("jcop", "organizations", "agreements", "bookings"):
        create_permissions(installed.get_app_config(app), verbosity=0, apps=apps)
    known = {
        (kind.app_label, kind.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
        for kind in [permission.content_type]
    }
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, acts in wanted.items():
            app, model_name = model.split(".")
            group.permissions.add(*(known[app, model_name, f"{act}_{model_name}"] for act in acts.split()))


def drop_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("bookings", "0002_guards"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
