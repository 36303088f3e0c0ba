"""One row for each mail; what an older version has queued gets one, too."""

from datetime import timedelta
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.models.functions import Now
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jcop.queued import Rows, jobs_to_messages, messages_to_jobs


# How long the codes of accounts lived (django-allauth's defaults), by the subjects of their mails.
CODES = {
    "[JCOP] Kod do logowania": timedelta(minutes=3),
    "[JCOP] Kod do ustawienia nowego hasła": timedelta(minutes=3),
    "[JCOP] Kod do potwierdzenia adresu e-mail": timedelta(minutes=15),
}


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Mails of accounts carried their text and address in the job."""
    rows = Rows(apps)
    resets = apps.get_model("jcop", "SecondFactorReset").objects

    def text(job: dict[str, Any]) -> dict[str, Any]:
        words = {"address": job["to"], "subject": job["subject"], "body": job["text"], "html": job["html"]}
        if lives := CODES.get(job["subject"]):
            return {"kind": "account_code", "ends_at": job["asked_at"] + lives, "text": words}
        return {"kind": "account_notice", "text": words}

    def reset(job: dict[str, Any]) -> dict[str, Any] | None:
        taken_off = resets.filter(pk=job["reset_id"]).first()
        return taken_off and {
            **rows.named("subject", "jcop.secondfactorreset", taken_off.pk),
            **rows.named("recipient", "jcop.user", taken_off.user_id),
        }

    jobs_to_messages(apps, schema_editor, {"send_mail": text, "second_factor_reset": reset})


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    texts = apps.get_model("jcop", "MessageText").objects

    def text(message: Any) -> tuple[str, dict[str, Any]]:
        words = texts.get(message=message)
        mail = {"to": words.address, "subject": words.subject, "text": words.body, "html": words.html}
        return "send_mail", {**mail, "message_id": f"<{message.kind}.{message.pk}@localhost>"}

    messages_to_jobs(
        apps,
        schema_editor,
        {
            "account_code": text,
            "account_notice": text,
            "second_factor_reset": lambda row: ("second_factor_reset", {"reset_id": row.subject_id}),
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("jcop", "0004_traces"),
        ("procrastinate", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="rodzaj")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "do wysłania"),
                            ("sent", "wysłana"),
                            ("on_paper", "zamiast niej list"),
                            ("forwarded", "przekazana opiekunom konta"),
                            ("withdrawn", "nieaktualna, niewysłana"),
                            ("failed", "niewysłana"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="stan",
                    ),
                ),
                ("subject_id", models.PositiveBigIntegerField(null=True)),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveBigIntegerField(), default=list, size=None
                    ),
                ),
                ("recipient_id", models.PositiveBigIntegerField(null=True)),
                ("due_on", models.DateField(null=True, verbose_name="przypomina o dniu")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="zlecono")),
                (
                    "not_before",
                    models.DateTimeField(db_default=Now(), verbose_name="nie wcześniej niż"),
                ),
                ("ends_at", models.DateTimeField(null=True, verbose_name="później bez znaczenia")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="prób")),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "serwer poczty nie odpowiada albo chwilowo odmawia"),
                            ("refused", "serwer odbiorcy odrzucił wiadomość: proszę sprawdzić adres e-mail"),
                            ("technical", "błąd portalu: proszę zawiadomić administratora"),
                            ("expired", "kod stracił ważność, zanim udało się go wysłać"),
                        ],
                        max_length=20,
                        verbose_name="przeszkoda",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="zakończono")),
                (
                    "recipient_type",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "subject_type",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "wiadomość e-mail",
                "verbose_name_plural": "wiadomości e-mail",
                "ordering": ["-pk"],
                "permissions": [("resend_message", "Może ponownie wysłać niewysłaną wiadomość e-mail")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="MessageText",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="jcop.message",
                    ),
                ),
                ("address", models.EmailField(db_index=True, max_length=254, verbose_name="adres e-mail")),
                ("subject", models.CharField(max_length=300, verbose_name="temat")),
                ("body", models.TextField(verbose_name="treść")),
                ("html", models.TextField(blank=True, verbose_name="treść z formatowaniem")),
            ],
            options={
                "verbose_name": "treść wiadomości e-mail",
                "verbose_name_plural": "treści wiadomości e-mail",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True), name="message_text_has_address"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["subject_type", "subject_id"], name="message_of_subject"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["recipient_type", "recipient_id"], name="message_of_recipient"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "failed"])),
                fields=["not_before"],
                name="message_unsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("due_on__isnull", False)),
                fields=("kind", "subject_type", "subject_id", "recipient_type", "recipient_id", "due_on"),
                name="message_reminds_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "waiting")),
                    models.Q(
                        ("problem", ""),
                        ("settled_at__isnull", False),
                        ("state__in", ["sent", "on_paper", "forwarded", "withdrawn"]),
                    ),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state", "failed"),
                        models.Q(("problem", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="message_settled_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("problem__in", ["", "unreachable", "refused", "technical", "expired"])),
                name="message_problem_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("subject_id", None), ("subject_type", None)),
                    models.Q(("subject_id__isnull", False), ("subject_type__isnull", False)),
                    _connector="OR",
                ),
                name="message_subject_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recipient_id", None), ("recipient_type", None)),
                    models.Q(("recipient_id__isnull", False), ("recipient_type__isnull", False)),
                    _connector="OR",
                ),
                name="message_recipient_whole",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
