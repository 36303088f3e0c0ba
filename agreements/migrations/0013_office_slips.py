"""Cancelled numbers are rows of their own, numbers far from the next stand aside, case signs are searched for."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import jcop.typed.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0012_declarations_once"),
        ("organizations", "0009_to_verify"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
            name="update_update",
        ),
        migrations.AddField(
            model_name="agreement",
            name="is_number_far",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="agreement",
            name="number_of",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annulled_numbers",
                to="agreements.agreement",
                verbose_name="anulowany numer porozumienia",
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="is_number_far",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="number_of",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="agreements.agreement",
                verbose_name="anulowany numer porozumienia",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="need",
            field=models.TextField(
                blank=True,
                db_default="",
                editable=False,
                validators=[jcop.typed.personal.refuse_pesel],
                verbose_name="opis potrzeby",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("case_sign"), "gin_trgm_ops"
                ),
                condition=models.Q(("case_sign", ""), _negated=True),
                name="request_by_case_sign",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_agreementevent" ("concluded_at", "concluded_by_id", "end_mode", "end_reason", "handed_over_copies", "handed_over_on", "id", "is_number_far", "noticed_on", "number", "number_of_id", "organization_id", "party_address", "party_name", "party_representation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "renews_id", "request_id", "signatures_noted", "signed_on", "state", "terminated_on", "valid_from", "valid_until") VALUES (NEW."concluded_at", NEW."concluded_by_id", NEW."end_mode", NEW."end_reason", NEW."handed_over_copies", NEW."handed_over_on", NEW."id", NEW."is_number_far", NEW."noticed_on", NEW."number", NEW."number_of_id", NEW."organization_id", NEW."party_address", NEW."party_name", NEW."party_representation", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remarks", NEW."renews_id", NEW."request_id", NEW."signatures_noted", NEW."signed_on", NEW."state", NEW."terminated_on", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                    hash="8cf14c070e174707f9cd78293dbdcfe6c0e84041",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_13a93",
                    table="agreements_agreement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."concluded_at" IS DISTINCT FROM (NEW."concluded_at") OR OLD."concluded_by_id" IS DISTINCT FROM (NEW."concluded_by_id") OR OLD."end_mode" IS DISTINCT FROM (NEW."end_mode") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."handed_over_copies" IS DISTINCT FROM (NEW."handed_over_copies") OR OLD."handed_over_on" IS DISTINCT FROM (NEW."handed_over_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_number_far" IS DISTINCT FROM (NEW."is_number_far") OR OLD."noticed_on" IS DISTINCT FROM (NEW."noticed_on") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."number_of_id" IS DISTINCT FROM (NEW."number_of_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."party_address" IS DISTINCT FROM (NEW."party_address") OR OLD."party_name" IS DISTINCT FROM (NEW."party_name") OR OLD."party_representation" IS DISTINCT FROM (NEW."party_representation") OR OLD."remarks" IS DISTINCT FROM (NEW."remarks") OR OLD."renews_id" IS DISTINCT FROM (NEW."renews_id") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."signatures_noted" IS DISTINCT FROM (NEW."signatures_noted") OR OLD."signed_on" IS DISTINCT FROM (NEW."signed_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."terminated_on" IS DISTINCT FROM (NEW."terminated_on") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                    func='INSERT INTO "agreements_agreementevent" ("concluded_at", "concluded_by_id", "end_mode", "end_reason", "handed_over_copies", "handed_over_on", "id", "is_number_far", "noticed_on", "number", "number_of_id", "organization_id", "party_address", "party_name", "party_representation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "renews_id", "request_id", "signatures_noted", "signed_on", "state", "terminated_on", "valid_from", "valid_until") VALUES (NEW."concluded_at", NEW."concluded_by_id", NEW."end_mode", NEW."end_reason", NEW."handed_over_copies", NEW."handed_over_on", NEW."id", NEW."is_number_far", NEW."noticed_on", NEW."number", NEW."number_of_id", NEW."organization_id", NEW."party_address", NEW."party_name", NEW."party_representation", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remarks", NEW."renews_id", NEW."request_id", NEW."signatures_noted", NEW."signed_on", NEW."state", NEW."terminated_on", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                    hash="a2cd87e6f9a5864bb738739d9d3e6c4956429bad",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_36fdd",
                    table="agreements_agreement",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number_of", None), models.Q(("request", None), ("state", "annulled")), _connector="OR"
                ),
                name="agreement_number_set_aside",
            ),
        ),
    ]
