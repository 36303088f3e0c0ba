"""Messages of events become messages like all others (jcop.0005_messages); the desk may look after them."""

import re
from datetime import timedelta
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from jcop.queued import Rows, given_up, jobs_to_messages, messages_to_jobs

BOOKINGS = [
    "booking_made",
    "booking_confirmed",
    "booking_refused",
    "booking_cancelled",
    "booking_moved",
    "booking_proposed",
    "booking_proposal_ends",
    "booking_declined",
    "booking_lapsed",
]
SERIES = ["series_made", "series_confirmed", "series_refused", "series_cancelled", "series_moved"]
SINGLE = {
    **dict.fromkeys(BOOKINGS, ("booking_id", "bookings.booking")),
    **dict.fromkeys(SERIES, ("series_id", "bookings.series")),
    "closure_told": ("message_id", "bookings.closuremessage"),
    "guest_told_of_closure": ("consequence_id", "bookings.consequence"),
}
SEATS = ["seats_given", "seats_offered", "seats_lapsed"]
CODE_VALID = timedelta(minutes=30)
CODE_MAIL = """Szanowni Państwo,

kod, którym potwierdzają Państwo swój adres e-mail:

{code}

Proszę wpisać go na stronie, na której poprosili Państwo o kod. Jest ważny 30 minut.
Jeżeli to nie Państwo prosili o kod, proszę nic nie robić: bez kodu nic się nie stanie.
"""
GROUPS = ["Pracownik Centrum", "Referat"]


class Reading:
    def __init__(self, apps: Apps) -> None:
        self.rows, self.apps = Rows(apps), apps

    def model(self, name: str) -> Any:
        return self.apps.get_model("bookings", name)

    def party(self, row: Any) -> dict[str, Any]:
        if row.organization_id:
            return self.rows.named("recipient", "organizations.organization", row.organization_id)
        return self.rows.named("recipient", "bookings.guest", row.guest_id)

    def seats(self, job: dict[str, Any]) -> dict[str, Any] | None:
        seats = list(self.model("Seat").objects.filter(pk__in=job["seat_ids"]).order_by("pk"))
        return self._of_seats(seats[0].event_id, seats) if seats else None

    def _of_seats(self, event: int, seats: list[Any]) -> dict[str, Any]:
        about = self.rows.named("subject", "bookings.event", event)
        return {**about, "parts": [seat.pk for seat in seats], **self.party(seats[0])} if seats else about

    def reminders(self, job: dict[str, Any]) -> dict[str, Any] | None:
        first = self.model("Reminder").objects.filter(pk__in=job["reminder_ids"]).order_by("pk").first()
        subject = self.rows.named("subject", "bookings.booking", first and first.booking_id)
        return first and {**subject, "parts": job["reminder_ids"]}

    def date(self, job: dict[str, Any]) -> dict[str, Any]:
        about = self.rows.named("subject", "bookings.seriesdate", job["date_id"])
        return {**about, "parts": [job["booking_id"]]}

    def rule(self, job: dict[str, Any]) -> dict[str, Any]:
        return {**self.rows.named("subject", "bookings.series", job["series_id"]), "parts": job["freed"]}

    def code(self, job: dict[str, Any]) -> dict[str, Any] | None:
        """Only the job had the code, so its mail is written here."""
        asked = self.model("Introduction").objects.filter(pk=job["introduction_id"]).first()
        return asked and {
            **self.rows.named("recipient", "bookings.introduction", asked.pk),
            "ends_at": asked.made_at + CODE_VALID,
            "text": {
                "address": asked.email,
                "subject": "[JCOP] Kod do potwierdzenia adresu e-mail",
                "body": CODE_MAIL.format(code=job["code"]),
            },
        }

    def change(self, event_message: Any) -> dict[str, Any]:
        """An event's message: of all seats that its party has now."""
        mine = {
            "event": event_message.event_id,
            "organization": event_message.organization_id,
            "guest": event_message.guest_id,
        }
        live = ["taken", "offered", "waiting"]
        seats = list(self.model("Seat").objects.filter(**mine, state__in=live).order_by("pk"))
        return {
            **self._of_seats(event_message.event_id, seats),
            **self.party(event_message),
            "kind": f"event_{event_message.kind}",
        }


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reading, now = Reading(apps), timezone.now()
    messages = apps.get_model("jcop", "Message").objects
    made: dict[int, int] = {}
    for event_message in reading.model("EventMessage").objects.order_by("pk").iterator():
        state = given_up(now)
        if event_message.sent_at:
            state = {"state": "sent", "settled_at": event_message.sent_at, "tries": 1}
        made[event_message.pk] = messages.create(**reading.change(event_message), **state).pk

    def event_told(job: dict[str, Any]) -> dict[str, Any] | None:
        key = made.get(job["message_id"])
        rows = messages.filter(pk=key, state="failed")
        return {"pk": key} if rows.update(state="waiting", problem="", settled_at=None) else None

    jobs_to_messages(
        apps,
        schema_editor,
        {
            **{task: reading.rows.of(*names) for task, names in SINGLE.items()},
            **dict.fromkeys(SEATS, reading.seats),
            "bookings_ahead": reading.reminders,
            "series_date_changed": reading.date,
            "series_rule_changed": reading.rule,
            "event_told": event_told,
            "guest_code": reading.code,
        },
    )
    given_up_closures = messages.filter(kind="closure_told", state="failed").values_list("subject_id")
    unheard = reading.model("ClosureMessage").objects.filter(pk__in=given_up_closures, state="waiting")
    unheard.update(state="to_call")


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    messages = apps.get_model("jcop", "Message").objects
    event_messages = apps.get_model("bookings", "EventMessage").objects
    series = apps.get_model("bookings", "SeriesDate").objects
    made: dict[int, int] = {}
    changes = ["event_moved", "event_cancelled"]
    rows = messages.filter(kind__in=changes, recipient_id__isnull=False)
    for number, message in enumerate(rows.select_related("recipient_type").order_by("pk"), 1):
        party = "guest" if message.recipient_type.model == "guest" else "organization"
        if message.recipient_type.model in {"guest", "organization"}:
            made[message.pk] = event_messages.create(
                event_id=message.subject_id,
                number=number,
                kind=message.kind.removeprefix("event_"),
                sent_at=None if message.state in {"waiting", "failed"} else message.settled_at,
                **{f"{party}_id": message.recipient_id},
            ).pk

    def code(row: Any) -> tuple[str, dict[str, Any]]:
        [digits] = re.findall(r"^\d{6}$", row.text.body, re.MULTILINE)
        return "guest_code", {"introduction_id": row.recipient_id, "code": digits}

    def date(row: Any) -> tuple[str, dict[str, Any]]:
        number = series.select_related("series").get(pk=row.subject_id).series.sequence
        job = {"date_id": row.subject_id, "number": number, "booking_id": row.parts[0]}
        return "series_date_changed", job

    messages_to_jobs(
        apps,
        schema_editor,
        {
            **{
                task: lambda row, argument=argument: (row.kind, {argument: row.subject_id})
                for task, (argument, _) in SINGLE.items()
            },
            **{task: lambda row: (row.kind, {"seat_ids": row.parts}) for task in SEATS},
            **{kind: lambda row: ("event_told", {"message_id": made.get(row.pk, 0)}) for kind in changes},
            "bookings_ahead": lambda row: (row.kind, {"reminder_ids": row.parts}),
            "guest_code": code,
            "series_date_changed": date,
            "series_rule_changed": lambda row: (
                row.kind,
                {"series_id": row.subject_id, "freed": row.parts},
            ),
        },
    )


def permit(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    create_permissions(installed.get_app_config("jcop"), verbosity=0, apps=apps)
    Permission = apps.get_model("auth", "Permission")
    acts = Permission.objects.filter(
        content_type__app_label="jcop", codename__in=["view_message", "resend_message"]
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*acts)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_messages"),
        ("bookings", "0004_lists_in_order"),
        ("jcop", "0005_messages"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.DeleteModel(name="EventMessage"),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
