import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jcop", "0006_sealing_leaves_no_trace"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="centre",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="centre",
            name="update_update",
        ),
        migrations.AddField(
            model_name="centre",
            name="guest_persons",
            field=models.PositiveSmallIntegerField(
                db_default=4,
                default=4,
                help_text="Bez konta, na przykład rodzic z dziećmi. Wartość początkowa jest propozycją.",
                verbose_name="ile osób można zapisać na wydarzenie z jednego adresu e-mail",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="guest_persons",
            field=models.PositiveSmallIntegerField(
                db_default=4,
                default=4,
                help_text="Bez konta, na przykład rodzic z dziećmi. Wartość początkowa jest propozycją.",
                verbose_name="ile osób można zapisać na wydarzenie z jednego adresu e-mail",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centre",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "email", "guest_days", "guest_persons", "horizon_days", "id", "longest_hours", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "short_name", "sign_language_film", "street", "unit", "unit_email", "unit_phone", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."email", NEW."guest_days", NEW."guest_persons", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_email", NEW."unit_phone", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                    hash="fcbf1775e19f55be40d45dc9486212331276109b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb94d",
                    table="jcop_centre",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centre",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "email", "guest_days", "guest_persons", "horizon_days", "id", "longest_hours", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "short_name", "sign_language_film", "street", "unit", "unit_email", "unit_phone", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."email", NEW."guest_days", NEW."guest_persons", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_email", NEW."unit_phone", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                    hash="278a218b6b93079084c44149e538778fff1d7fe9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a69c2",
                    table="jcop_centre",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="centre",
            constraint=models.CheckConstraint(
                condition=models.Q(("guest_persons__range", (1, 50))),
                name="centre_guest_persons_some",
                violation_error_message="Z jednego adresu e-mail może przyjść od 1 do 50 osób.",
            ),
        ),
    ]
