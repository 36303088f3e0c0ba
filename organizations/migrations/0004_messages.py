"""What an older version has queued gets its row (jcop.0005_messages)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jcop.queued import Rows, jobs_to_messages, messages_to_jobs

TASKS = {
    "invitation_sent": ("invitation_id", "organizations.invitation"),
    "access_asked": ("access_request_id", "organizations.accessrequest"),
    "access_answered": ("access_request_id", "organizations.accessrequest"),
}


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = Rows(apps)
    jobs_to_messages(apps, schema_editor, {task: rows.of(*names) for task, names in TASKS.items()})


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    messages_to_jobs(
        apps,
        schema_editor,
        {
            task: lambda row, task=task, argument=argument: (task, {argument: row.subject_id})
            for task, (argument, _) in TASKS.items()
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("jcop", "0005_messages"),
        ("organizations", "0003_traces"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
