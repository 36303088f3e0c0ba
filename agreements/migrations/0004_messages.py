"""Notices become messages (jcop.0005_messages), sent ones and those that wait or failed."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from jcop.queued import Rows, given_up, jobs_to_messages, messages_to_jobs

# Of a request, with the key of what lies in it.
IN_REQUEST = {"letter_issued", "message_sent"}
ABOUT_AGREEMENT = {"agreement_concluded", "agreement_terminated", "agreement_amended", "agreement_ends"}
ABOUT_REQUEST = {
    "request_submitted",
    "request_accepted",
    "correction_ends",
    "last_day",
    "term_passed",
    "overdue",
    *IN_REQUEST,
}
NEWS = {
    "approved": "promotion_approved",
    "returned": "promotion_returned",
    "withdrawn": "promotion_taken_down",
}


class Reading:
    """A notice as fields of a message."""

    def __init__(self, apps: Apps) -> None:
        self.rows, self.apps = Rows(apps), apps

    def subject(self, notice: Any) -> dict[str, Any]:
        if notice.event in ABOUT_REQUEST:
            parts = [notice.subject] if notice.event in IN_REQUEST else []
            return {**self._of("servicerequest", notice.request_id), "parts": parts}
        if notice.event in ABOUT_AGREEMENT:
            return self._of("agreement", notice.subject)
        if notice.event == "mail_arrived":
            return self._of("mailitem", notice.subject)
        if notice.event == "change_drafted":
            drafts = self.apps.get_model("agreements", "ChangeDraft").objects
            draft = drafts.filter(pk=notice.subject).first()
            return {**self._of("agreement", draft.agreement_id), "parts": [draft.pk]} if draft else {}
        return {}

    def _of(self, model: str, key: int) -> dict[str, Any]:
        """The row, and its organisation as whose it is."""
        row = self.apps.get_model("agreements", model).objects.filter(pk=key).first()
        return {
            **self.rows.named("subject", f"agreements.{model}", key),
            **self.rows.named("recipient", "organizations.organization", row and row.organization_id),
        }

    def fields(self, notice: Any) -> dict[str, Any]:
        fields = {
            "kind": notice.event,
            "due_on": notice.due_on,
            "asked_at": notice.asked_at,
            "not_before": notice.asked_at,
            **self.subject(notice),
        }
        if notice.clerk_id:
            fields |= self.rows.named("recipient", "jcop.user", notice.clerk_id)
        return fields


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reading, now = Reading(apps), timezone.now()
    messages = apps.get_model("jcop", "Message").objects
    promotions = apps.get_model("agreements", "Promotion").objects
    made: dict[int, int] = {}
    for notice in apps.get_model("agreements", "Notice").objects.order_by("pk").iterator():
        # What waits without a job was given up; a job that is found gives it back below.
        state = given_up(now)
        if notice.sent_at:
            state = {"state": "sent", "settled_at": notice.sent_at, "tries": 1}
        made[notice.pk] = messages.create(**reading.fields(notice), **state).pk

    def waiting(job: dict[str, Any]) -> dict[str, Any] | None:
        key = made.get(job["notice_id"])
        rows = messages.filter(pk=key, state="failed")
        return {"pk": key} if rows.update(state="waiting", problem="", settled_at=None) else None

    def promotion(job: dict[str, Any]) -> dict[str, Any] | None:
        row = promotions.filter(pk=job["promotion_id"], state__in=NEWS).first()
        return row and {"kind": NEWS[row.state], **reading._of("promotion", row.pk)}

    jobs_to_messages(apps, schema_editor, {"send_notice": waiting, "promotion_decided": promotion})


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    notices = apps.get_model("agreements", "Notice").objects
    made: dict[int, int] = {}
    ours = [*ABOUT_REQUEST, *ABOUT_AGREEMENT, "mail_arrived", "change_drafted", "digest"]
    rows = apps.get_model("jcop", "Message").objects.filter(kind__in=ours)
    for message in rows.select_related("recipient_type").order_by("pk").iterator():
        is_users = message.recipient_type and message.recipient_type.model == "user"
        of_request = message.kind in ABOUT_REQUEST
        request = message.subject_id if of_request else None
        subject = message.parts[0] if message.parts else None if of_request else message.subject_id
        clerk = message.recipient_id if is_users else None
        parts = [message.kind, request, subject, clerk, message.due_on]
        notice, _ = notices.get_or_create(
            key=".".join(str(part) for part in parts if part),
            defaults={
                "event": message.kind,
                "request_id": request,
                "subject": subject,
                "clerk_id": clerk,
                "due_on": message.due_on,
                "asked_at": message.asked_at,
                "sent_at": None if message.state in {"waiting", "failed"} else message.settled_at,
                "problem": message.problem,
            },
        )
        made[message.pk] = notice.pk
    writers = {kind: lambda row: ("send_notice", {"notice_id": made[row.pk]}) for kind in ours}
    news_writers = {
        kind: lambda row: ("promotion_decided", {"promotion_id": row.subject_id}) for kind in NEWS.values()
    }
    messages_to_jobs(apps, schema_editor, {**writers, **news_writers})


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_orphan_files"),
        ("jcop", "0005_messages"),
        ("organizations", "0004_messages"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.DeleteModel(name="Notice"),
    ]
