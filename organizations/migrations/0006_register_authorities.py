"""A number is judged within the authority whose register it is of, in one canonical form."""

import django.db.models.deletion
import organizations.models.authorities
import pgtrigger.compiler
import pgtrigger.migrations
from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CANONICAL = (
    """regexp_replace(upper(register_number COLLATE "pl-x-icu"),"""
    r""" '[^[:alnum:]]*([[:alpha:]]+|[[:digit:]]+)[^[:alnum:]]*', '\1/', 'g')"""
)
TWICE = """
    SELECT string_agg(format('%s (number %s, row %s)', name, register_number, id), '; ' ORDER BY id)
    FROM organizations_organization
    WHERE state <> 'closed' AND legal_form <> 'branch' AND register_number IS NOT NULL
    GROUP BY legal_form, {} HAVING count(*) > 1 ORDER BY min(id)
"""
INVITATIONS_BACK = (
    "UPDATE organizations_invitation SET revoked_at = declined_at WHERE declined_at IS NOT NULL"
)


def refuse_number_twice(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only the office can say which number is wrong, and the version before this step still runs."""
    _refuse(schema_editor, CANONICAL, "However they are typed, these numbers of a register are the same")


def refuse_number_twice_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _refuse(
        schema_editor, "register_number", "The older version allows a number once, whoever keeps the register"
    )


def _refuse(schema_editor: BaseDatabaseSchemaEditor, number: str, why: str) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TWICE.format(number))
        groups = [words for (words,) in cursor.fetchall()]
    if groups:
        raise CommandError(
            f"{why}: {' | '.join(groups)}. Nothing of this step was done. Go on with the version that ran until now:"
            " at the desk, under Organizacje, correct the number of one organisation or close the one that should"
            " not be there. Then migrate again."
        )


def let_the_office_edit(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The Referat keeps the list; permissions are normally made after all migrations."""
    create_permissions(installed.get_app_config("organizations"), verbosity=0, apps=apps)
    acts = [f"{act}_registerauthority" for act in ("view", "add", "change")]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="organizations", codename__in=acts
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Referat"):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0005_access_requests_in_polish"),
        ("bookings", "0003_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # What refuses comes first: until it is settled, the older version finds its tables as they were.
    run_before = [
        ("agreements", "0005_grant_once_a_day"),
        ("bookings", "0006_calendars"),
        ("jcop", "0007_guest_persons"),
    ]

    operations = [
        migrations.RunPython(refuse_number_twice, migrations.RunPython.noop),
        migrations.CreateModel(
            name="RegisterAuthority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Na przykład: Starosta Wodzisławski.",
                        max_length=150,
                        unique=True,
                        verbose_name="nazwa",
                    ),
                ),
            ],
            options={
                "verbose_name": "organ prowadzący ewidencję",
                "verbose_name_plural": "organy prowadzące ewidencje",
                "ordering": ["name"],
            },
        ),
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
            name="organization_register_number_once",
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_number_twice_back),
        migrations.AddField(
            model_name="organization",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                help_text="Puste: Prezydent Miasta Jastrzębie-Zdrój.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.registerauthority",
                verbose_name="kto prowadzi ewidencję",
            ),
        ),
        migrations.AddField(
            model_name="organizationevent",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Puste: Prezydent Miasta Jastrzębie-Zdrój.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.registerauthority",
                verbose_name="kto prowadzi ewidencję",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authority", None),
                    ("legal_form__in", ["ordinary_association", "pupils_sports_club", "sports_club"]),
                    _connector="OR",
                ),
                name="organization_authority_of_its_register",
                violation_error_message="Organ wybiera się tylko dla organizacji wpisanej do ewidencji.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.UniqueConstraint(
                models.F("legal_form"),
                models.F("authority"),
                organizations.models.authorities.Canonical("register_number"),
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("legal_form", "branch"), _negated=True),
                    ("register_number__isnull", False),
                ),
                name="organization_register_number_once",
                nulls_distinct=False,
                violation_error_message="Organizacja o tym numerze jest już w portalu.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "organizations_organizationevent" ("areas", "authority_id", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."authority_id", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                    hash="fcc4cfc889def80fd132445f00df4b1136f3a297",
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
                    condition='WHEN (OLD."areas" IS DISTINCT FROM (NEW."areas") OR OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."e_delivery" IS DISTINCT FROM (NEW."e_delivery") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_listed" IS DISTINCT FROM (NEW."is_listed") OR OLD."krs" IS DISTINCT FROM (NEW."krs") OR OLD."legal_form" IS DISTINCT FROM (NEW."legal_form") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nip" IS DISTINCT FROM (NEW."nip") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."public_description" IS DISTINCT FROM (NEW."public_description") OR OLD."public_website" IS DISTINCT FROM (NEW."public_website") OR OLD."register_number" IS DISTINCT FROM (NEW."register_number") OR OLD."registered_at" IS DISTINCT FROM (NEW."registered_at") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id") OR OLD."regon" IS DISTINCT FROM (NEW."regon") OR OLD."representation" IS DISTINCT FROM (NEW."representation") OR OLD."signatures_required" IS DISTINCT FROM (NEW."signatures_required") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_reason" IS DISTINCT FROM (NEW."state_reason") OR OLD."street" IS DISTINCT FROM (NEW."street"))',
                    func='INSERT INTO "organizations_organizationevent" ("areas", "authority_id", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."authority_id", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                    hash="fa0d3c54d478289b0ef433819ec99746582ae930",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_73a92",
                    table="organizations_organization",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_accepted_or_revoked",
        ),
        migrations.AddField(
            model_name="invitation",
            name="declined_at",
            field=models.DateTimeField(null=True, verbose_name="odrzucono"),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, INVITATIONS_BACK),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("declined_at", None)),
                    models.Q(("accepted_at", None), ("revoked_at", None)),
                    models.Q(("declined_at", None), ("revoked_at", None)),
                    _connector="OR",
                ),
                name="invitation_ends_once",
            ),
        ),
        migrations.RunPython(let_the_office_edit, migrations.RunPython.noop),
    ]
