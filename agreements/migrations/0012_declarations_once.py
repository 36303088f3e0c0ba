"""What is declared stands in one table, printed as it is ticked; a request names a contact and the time wanted."""

import jcop.typed.personal
import jcop.typed.phones
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AIMS = (
    "Organizacja będzie korzystać z Centrum wyłącznie dla celów statutowych i niezarobkowych,"
    " bez agitacji politycznej i praktyk religijnych"
)
WITH_FEES = f"{AIMS}, i nie będzie pobierać opłat od uczestników."
WITHOUT = f"{AIMS}."
FEES = "Organizacja nie będzie pobierać opłat od uczestników."
KEY = "declaration:oplaty"
# Texts for the paper alone; their history keeps them.
GIVE_BACK = """
    INSERT INTO agreements_documenttext
        (id, kind, version, body, published_on, published_at, published_by_id)
    SELECT DISTINCT ON (pgh_obj_id)
        pgh_obj_id, kind, version, body, published_on, published_at, published_by_id
    FROM agreements_documenttextevent WHERE kind = 'declarations' ORDER BY pgh_obj_id, pgh_id DESC
"""


def part_the_fees(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """That no fees are taken becomes a statement of its own, which goes where they are allowed.

    In a wording of the office it stays where it is: then the whole statement goes.
    """
    declarations = apps.get_model("agreements", "Declaration").objects
    if not declarations.exists():
        return
    apps.get_model("jcop", "LoadedFact").objects.get_or_create(key=KEY)
    for current in declarations.filter(is_current=True, text__contains="opłat").exclude(text=WITH_FEES):
        current.only_without_fees = True
        current.save(update_fields=["only_without_fees"])
    for shipped in declarations.filter(is_current=True, text=WITH_FEES):
        reword(apps, shipped, WITHOUT)
        declarations.get_or_create(
            code="oplaty",
            is_current=True,
            defaults={"text": FEES, "position": shipped.position, "only_without_fees": True},
        )


def reword(apps: Apps, declaration: models.Model, text: str) -> None:
    """As the model does: once made by somebody, the words stay and the next version has the new ones."""
    rows = apps.get_model("agreements", "Declaration").objects.filter(code=declaration.code)
    if not apps.get_model("agreements", "MadeDeclaration").objects.filter(declaration=declaration).exists():
        rows.filter(pk=declaration.pk).update(text=text)
        return
    rows.filter(pk=declaration.pk).update(is_current=False)
    version = rows.aggregate(last=models.Max("version"))["last"] + 1
    rows.create(code=declaration.code, version=version, text=text, position=declaration.position)


def join_the_fees(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The older version knows no statement that goes with fees, and no text of the notice on data."""
    apps.get_model("agreements", "DocumentText").objects.filter(kind="privacy").delete()
    declarations = apps.get_model("agreements", "Declaration").objects
    made = apps.get_model("agreements", "MadeDeclaration").objects
    for split in declarations.filter(is_current=True, code="oplaty", text=FEES):
        for shipped in declarations.filter(is_current=True, text=WITHOUT):
            reword(apps, shipped, WITH_FEES)
        if made.filter(declaration=split).exists():
            declarations.filter(pk=split.pk).update(is_current=False)
        else:
            split.delete()
    apps.get_model("jcop", "LoadedFact").objects.filter(key=KEY).delete()
    # What deleted rows leave to be checked would stop the column from going.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def drop_texts_for_paper(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("agreements", "DocumentText").objects.filter(kind="declarations").delete()


def give_back_texts_for_paper(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(GIVE_BACK)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0011_checked_rows_are_shown"),
        ("jcop", "0010_papers_of_the_office"),
        ("organizations", "0008_other_legal_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_texts_for_paper, give_back_texts_for_paper, elidable=True),
        pgtrigger.migrations.RemoveTrigger(
            model_name="servicerequest",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="servicerequest",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="documenttext",
            name="document_text_kind_known",
        ),
        migrations.AddField(
            model_name="declaration",
            name="only_without_fees",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Oświadczenia nie ma, gdy w „danych i zasadach Centrum” opłaty są dozwolone.",
                verbose_name="tylko gdy opłaty są wykluczone",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="contact_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=150,
                validators=[jcop.typed.personal.refuse_pesel],
                verbose_name="osoba do kontaktu",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="contact_phone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=30,
                validators=[jcop.typed.phones.check_phone],
                verbose_name="telefon osoby do kontaktu",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="wanted_from",
            field=models.DateField(blank=True, null=True, verbose_name="od kiedy"),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="wanted_until",
            field=models.DateField(blank=True, null=True, verbose_name="do kiedy"),
        ),
        migrations.AddField(
            model_name="servicerequestevent",
            name="wanted_from",
            field=models.DateField(blank=True, null=True, verbose_name="od kiedy"),
        ),
        migrations.AddField(
            model_name="servicerequestevent",
            name="wanted_until",
            field=models.DateField(blank=True, null=True, verbose_name="do kiedy"),
        ),
        migrations.AlterField(
            model_name="documenttext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agreement", "paragrafy porozumienia"),
                    ("privacy", "klauzula informacyjna (RODO)"),
                    ("amendment", "paragrafy aneksu"),
                    ("renewal", "paragrafy przedłużenia"),
                ],
                max_length=12,
                verbose_name="dokument",
            ),
        ),
        migrations.AlterField(
            model_name="documenttextevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("agreement", "paragrafy porozumienia"),
                    ("privacy", "klauzula informacyjna (RODO)"),
                    ("amendment", "paragrafy aneksu"),
                    ("renewal", "paragrafy przedłużenia"),
                ],
                max_length=12,
                verbose_name="dokument",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_servicerequestevent" ("assigned_to_id", "case_sign", "copies_received", "counts_days", "counts_from", "decided_at", "decided_by_id", "due_on", "extension_reason", "id", "is_paper", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "printed_on", "receipt_number", "received_channel", "received_mark", "received_on", "refusal_reason", "state", "submitted_at", "submitted_on", "wanted_from", "wanted_until", "wants_print", "year") VALUES (NEW."assigned_to_id", NEW."case_sign", NEW."copies_received", NEW."counts_days", NEW."counts_from", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."extension_reason", NEW."id", NEW."is_paper", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."printed_on", NEW."receipt_number", NEW."received_channel", NEW."received_mark", NEW."received_on", NEW."refusal_reason", NEW."state", NEW."submitted_at", NEW."submitted_on", NEW."wanted_from", NEW."wanted_until", NEW."wants_print", NEW."year"); RETURN NULL;',
                    hash="58f840ee0732a1a66af7d7f65f53eea81d74537a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0561b",
                    table="agreements_servicerequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."assigned_to_id" IS DISTINCT FROM (NEW."assigned_to_id") OR OLD."case_sign" IS DISTINCT FROM (NEW."case_sign") OR OLD."copies_received" IS DISTINCT FROM (NEW."copies_received") OR OLD."counts_days" IS DISTINCT FROM (NEW."counts_days") OR OLD."counts_from" IS DISTINCT FROM (NEW."counts_from") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."extension_reason" IS DISTINCT FROM (NEW."extension_reason") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_paper" IS DISTINCT FROM (NEW."is_paper") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."printed_on" IS DISTINCT FROM (NEW."printed_on") OR OLD."receipt_number" IS DISTINCT FROM (NEW."receipt_number") OR OLD."received_channel" IS DISTINCT FROM (NEW."received_channel") OR OLD."received_mark" IS DISTINCT FROM (NEW."received_mark") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."refusal_reason" IS DISTINCT FROM (NEW."refusal_reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_on" IS DISTINCT FROM (NEW."submitted_on") OR OLD."wanted_from" IS DISTINCT FROM (NEW."wanted_from") OR OLD."wanted_until" IS DISTINCT FROM (NEW."wanted_until") OR OLD."wants_print" IS DISTINCT FROM (NEW."wants_print") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                    func='INSERT INTO "agreements_servicerequestevent" ("assigned_to_id", "case_sign", "copies_received", "counts_days", "counts_from", "decided_at", "decided_by_id", "due_on", "extension_reason", "id", "is_paper", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "printed_on", "receipt_number", "received_channel", "received_mark", "received_on", "refusal_reason", "state", "submitted_at", "submitted_on", "wanted_from", "wanted_until", "wants_print", "year") VALUES (NEW."assigned_to_id", NEW."case_sign", NEW."copies_received", NEW."counts_days", NEW."counts_from", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."extension_reason", NEW."id", NEW."is_paper", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."printed_on", NEW."receipt_number", NEW."received_channel", NEW."received_mark", NEW."received_on", NEW."refusal_reason", NEW."state", NEW."submitted_at", NEW."submitted_on", NEW."wanted_from", NEW."wanted_until", NEW."wants_print", NEW."year"); RETURN NULL;',
                    hash="0a5bb826fc20899f3bbd4646f20e6312d53cca8e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_99399",
                    table="agreements_servicerequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttext",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["agreement", "privacy", "amendment", "renewal"])),
                name="document_text_kind_known",
                violation_error_message="Proszę wybrać dokument z listy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wanted_from", None),
                    ("wanted_until", None),
                    ("wanted_until__gte", models.F("wanted_from")),
                    _connector="OR",
                ),
                name="request_wanted_until_after_from",
                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
            ),
        ),
        migrations.RunPython(part_the_fees, join_the_fees, elidable=True),
    ]
