"""Two legal forms more: an association of local governments, and any other, in its own words."""

import jcop.typed.names
import jcop.typed.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What the older version has that keeps its number in the same column.
NEAREST = {"local_government_union": "union", "other": "branch"}


def take_the_nearest_form(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for form, nearest in NEAREST.items():
        rows = apps.get_model("organizations", "Organization").objects.filter(legal_form=form)
        rows.update(legal_form=nearest, other_form="")


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0007_mails_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="organization",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organization",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="organization",
            name="organization_has_its_number",
        ),
        migrations.AddField(
            model_name="organization",
            name="other_form",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Tylko gdy wyżej wybrano inną formę prawną.",
                max_length=100,
                validators=[jcop.typed.personal.refuse_pesel, jcop.typed.names.refuse_disguise],
                verbose_name="jaka forma prawna",
            ),
        ),
        migrations.AddField(
            model_name="organizationevent",
            name="other_form",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Tylko gdy wyżej wybrano inną formę prawną.",
                max_length=100,
                validators=[jcop.typed.personal.refuse_pesel, jcop.typed.names.refuse_disguise],
                verbose_name="jaka forma prawna",
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="legal_form",
            field=models.CharField(
                choices=[
                    ("association", "stowarzyszenie (KRS)"),
                    ("foundation", "fundacja"),
                    ("ordinary_association", "stowarzyszenie zwykłe"),
                    ("sports_club", "klub sportowy (ewidencja)"),
                    ("pupils_sports_club", "uczniowski klub sportowy"),
                    ("fire_brigade", "ochotnicza straż pożarna"),
                    ("union", "związek stowarzyszeń"),
                    ("local_government_union", "stowarzyszenie jednostek samorządu terytorialnego"),
                    ("countrywomen", "koło gospodyń wiejskich"),
                    ("church_body", "kościelna osoba prawna"),
                    ("social_cooperative", "spółdzielnia socjalna"),
                    ("nonprofit_company", "spółka non profit"),
                    ("branch", "oddział działający z upoważnienia jednostki macierzystej"),
                    ("other", "inna forma prawna"),
                    ("informal_group", "grupa nieformalna lub inicjatywna"),
                ],
                max_length=25,
                verbose_name="forma prawna",
            ),
        ),
        migrations.AlterField(
            model_name="organizationevent",
            name="legal_form",
            field=models.CharField(
                choices=[
                    ("association", "stowarzyszenie (KRS)"),
                    ("foundation", "fundacja"),
                    ("ordinary_association", "stowarzyszenie zwykłe"),
                    ("sports_club", "klub sportowy (ewidencja)"),
                    ("pupils_sports_club", "uczniowski klub sportowy"),
                    ("fire_brigade", "ochotnicza straż pożarna"),
                    ("union", "związek stowarzyszeń"),
                    ("local_government_union", "stowarzyszenie jednostek samorządu terytorialnego"),
                    ("countrywomen", "koło gospodyń wiejskich"),
                    ("church_body", "kościelna osoba prawna"),
                    ("social_cooperative", "spółdzielnia socjalna"),
                    ("nonprofit_company", "spółka non profit"),
                    ("branch", "oddział działający z upoważnienia jednostki macierzystej"),
                    ("other", "inna forma prawna"),
                    ("informal_group", "grupa nieformalna lub inicjatywna"),
                ],
                max_length=25,
                verbose_name="forma prawna",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organizations_organizationevent" ("areas", "authority_id", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "mails_off", "name", "nip", "other_form", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."authority_id", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."mails_off", NEW."name", NEW."nip", NEW."other_form", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                    hash="7d7c27bedd2df50e056eb9c68c414d97d1e7e66b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5a753",
                    table="organizations_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."areas" IS DISTINCT FROM (NEW."areas") OR OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."e_delivery" IS DISTINCT FROM (NEW."e_delivery") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_listed" IS DISTINCT FROM (NEW."is_listed") OR OLD."krs" IS DISTINCT FROM (NEW."krs") OR OLD."legal_form" IS DISTINCT FROM (NEW."legal_form") OR OLD."mails_off" IS DISTINCT FROM (NEW."mails_off") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nip" IS DISTINCT FROM (NEW."nip") OR OLD."other_form" IS DISTINCT FROM (NEW."other_form") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."public_description" IS DISTINCT FROM (NEW."public_description") OR OLD."public_website" IS DISTINCT FROM (NEW."public_website") OR OLD."register_number" IS DISTINCT FROM (NEW."register_number") OR OLD."registered_at" IS DISTINCT FROM (NEW."registered_at") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id") OR OLD."regon" IS DISTINCT FROM (NEW."regon") OR OLD."representation" IS DISTINCT FROM (NEW."representation") OR OLD."signatures_required" IS DISTINCT FROM (NEW."signatures_required") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_reason" IS DISTINCT FROM (NEW."state_reason") OR OLD."street" IS DISTINCT FROM (NEW."street"))',
                    func='INSERT INTO "organizations_organizationevent" ("areas", "authority_id", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "mails_off", "name", "nip", "other_form", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."authority_id", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."mails_off", NEW."name", NEW."nip", NEW."other_form", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                    hash="e797b07338c6c0fb67eb851579d4b8596b6f67f9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_73a92",
                    table="organizations_organization",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("krs__isnull", False),
                        ("krs__regex", "^[0-9]{10}$"),
                        (
                            "legal_form__in",
                            [
                                "association",
                                "fire_brigade",
                                "foundation",
                                "local_government_union",
                                "nonprofit_company",
                                "social_cooperative",
                                "union",
                            ],
                        ),
                    ),
                    models.Q(
                        ("krs", None),
                        (
                            "legal_form__in",
                            [
                                "branch",
                                "church_body",
                                "countrywomen",
                                "ordinary_association",
                                "other",
                                "pupils_sports_club",
                                "sports_club",
                            ],
                        ),
                        ("register_number__isnull", False),
                        models.Q(("register_number", ""), _negated=True),
                    ),
                    models.Q(
                        ("krs", None), ("legal_form__in", ["informal_group"]), ("register_number", None)
                    ),
                    _connector="OR",
                ),
                name="organization_has_its_number",
                violation_error_message="Podaj numer z rejestru właściwego dla formy prawnej.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("legal_form", "other"), models.Q(("other_form", ""), _negated=True)),
                    models.Q(models.Q(("legal_form", "other"), _negated=True), ("other_form", "")),
                    _connector="OR",
                ),
                name="organization_other_form_named",
                violation_error_message="Przy innej formie prawnej proszę podać, jaka to forma; przy każdej z listy to pole zostaje puste.",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_the_nearest_form, elidable=True),
    ]
