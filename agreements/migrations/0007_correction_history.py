"""What was cured of a call is history, for the course of the case."""

import django.db.models.deletion
import jcop.typed.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0006_defects_on_paper"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "defects",
                    models.TextField(
                        max_length=5000, validators=[jcop.typed.personal.refuse_pesel], verbose_name="braki"
                    ),
                ),
                (
                    "cured",
                    models.JSONField(
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        editable=False,
                        verbose_name="usunięte braki",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."cured" IS DISTINCT FROM (NEW."cured"))',
                    func='INSERT INTO "agreements_correctionevent" ("cured", "defects", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") VALUES (NEW."cured", NEW."defects", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."request_id"); RETURN NULL;',
                    hash="d6226e4e2fd0906ca17829b299452c044b2e8421",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f1c49",
                    table="agreements_correction",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                related_query_name="events",
                to="agreements.correction",
            ),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="request",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="agreements.servicerequest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correctionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fdc2a68ee5d68a4fdf92ee06801afe3e8806b0be",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b3fc5",
                    table="agreements_correctionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
