"""What papers say of the office: its own town, its party in the nominative, fees, arms, a second signature."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The party of agreements stood in the instrumental: "pomiędzy Gminą …, którą reprezentuje …".
FIRST_WORDS = {"Gminą": "Gmina", "Miastem": "Miasto", "Urzędem": "Urząd", "Prezydentem": "Prezydent"}
CLAUSES = [
    (", którą reprezentuje ", ", w której imieniu działa "),
    (", które reprezentuje ", ", w którego imieniu działa "),
    ("reprezentowaną przez ", "reprezentowana przez "),
    ("reprezentowanym przez ", "reprezentowane przez "),
]


def stand_by_itself(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The office's address had the Centre's postal code and town; the party is declined back."""
    for centre in apps.get_model("jcop", "Centre").objects.all():
        centre.unit_postal_code, centre.unit_city = centre.postal_code, centre.city
        first, space, rest = centre.party.partition(" ")
        for declined, plain in CLAUSES:
            rest = rest.replace(declined, plain)
        centre.party = FIRST_WORDS.get(first, first) + space + rest
        centre.save(update_fields=["unit_postal_code", "unit_city", "party"])


def decline_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for centre in apps.get_model("jcop", "Centre").objects.all():
        first, space, rest = centre.party.partition(" ")
        for declined, plain in CLAUSES:
            rest = rest.replace(plain, declined)
        declined_by_plain = {plain: declined for declined, plain in FIRST_WORDS.items()}
        centre.party = declined_by_plain.get(first, first) + space + rest
        centre.save(update_fields=["party"])


class Migration(migrations.Migration):
    dependencies = [
        ("jcop", "0009_messages_withdrawn"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CityArms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField(verbose_name="plik JPEG")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        help_text="Dla osób, które go nie widzą, na przykład: herb miasta Jastrzębie-Zdrój.",
                        max_length=250,
                        verbose_name="herb słowami",
                    ),
                ),
            ],
            options={
                "verbose_name": "herb na dokumentach",
                "verbose_name_plural": "herb na dokumentach",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CityArmsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        help_text="Dla osób, które go nie widzą, na przykład: herb miasta Jastrzębie-Zdrój.",
                        max_length=250,
                        verbose_name="herb słowami",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
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
            name="e_delivery",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Jeżeli pole zostanie puste, pisma i druki nie wymieniają e-Doręczeń.",
                max_length=30,
                validators=[
                    django.core.validators.RegexValidator(
                        "^AE:PL-\\d{5}-\\d{5}-[A-Z]{5}-\\d{2}$",
                        "Adres do e-Doręczeń ma postać AE:PL-12345-67890-ABCDE-12.",
                    )
                ],
                verbose_name="adres urzędu do e-Doręczeń",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="fees_allowed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Bez zaznaczenia oświadczenie organizacji wyklucza opłaty, a rezerwacja o nie nie pyta. Z zaznaczeniem kwotę podaje organizacja, a rezerwację z opłatą potwierdza pracownik Centrum. Jedno i drugie jest propozycją.",
                verbose_name="organizacja może pobierać opłaty od uczestników",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="mail_note",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Czytają je organizacje, które mają adres albo skrzynkę w Centrum, na przykład: jakich przesyłek Centrum nie przyjmuje.",
                max_length=1000,
                verbose_name="zasady odbioru korespondencji",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="second_signature",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Kto jeszcze podpisuje porozumienia, na przykład: Skarbnik Miasta. Jeżeli pole zostanie puste, jest jedno miejsce na podpis Miasta.",
                max_length=100,
                verbose_name="drugi podpis po stronie Miasta",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="unit_city",
            field=models.CharField(
                db_default="", default="", max_length=100, verbose_name="miejscowość urzędu"
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="unit_postal_code",
            field=models.CharField(
                db_default="", default="", max_length=6, verbose_name="kod pocztowy urzędu"
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="e_delivery",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Jeżeli pole zostanie puste, pisma i druki nie wymieniają e-Doręczeń.",
                max_length=30,
                validators=[
                    django.core.validators.RegexValidator(
                        "^AE:PL-\\d{5}-\\d{5}-[A-Z]{5}-\\d{2}$",
                        "Adres do e-Doręczeń ma postać AE:PL-12345-67890-ABCDE-12.",
                    )
                ],
                verbose_name="adres urzędu do e-Doręczeń",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="fees_allowed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Bez zaznaczenia oświadczenie organizacji wyklucza opłaty, a rezerwacja o nie nie pyta. Z zaznaczeniem kwotę podaje organizacja, a rezerwację z opłatą potwierdza pracownik Centrum. Jedno i drugie jest propozycją.",
                verbose_name="organizacja może pobierać opłaty od uczestników",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="mail_note",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Czytają je organizacje, które mają adres albo skrzynkę w Centrum, na przykład: jakich przesyłek Centrum nie przyjmuje.",
                max_length=1000,
                verbose_name="zasady odbioru korespondencji",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="second_signature",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Kto jeszcze podpisuje porozumienia, na przykład: Skarbnik Miasta. Jeżeli pole zostanie puste, jest jedno miejsce na podpis Miasta.",
                max_length=100,
                verbose_name="drugi podpis po stronie Miasta",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="unit_city",
            field=models.CharField(
                db_default="", default="", max_length=100, verbose_name="miejscowość urzędu"
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="unit_postal_code",
            field=models.CharField(
                db_default="", default="", max_length=6, verbose_name="kod pocztowy urzędu"
            ),
        ),
        migrations.AlterField(
            model_name="centre",
            name="data_officer",
            field=models.CharField(
                blank=True,
                help_text="Jeżeli pole zostanie puste, strona o prywatności i druki odsyłają do urzędu.",
                max_length=300,
                verbose_name="kontakt do inspektora ochrony danych",
            ),
        ),
        migrations.AlterField(
            model_name="centre",
            name="party",
            field=models.CharField(
                help_text="Kto zawiera porozumienie za miasto, w mianowniku i bez kropki. W dokumencie stoi dalej: „, zwana dalej „Miastem””.",
                max_length=300,
                verbose_name="strona porozumienia",
            ),
        ),
        migrations.AlterField(
            model_name="centreevent",
            name="data_officer",
            field=models.CharField(
                blank=True,
                help_text="Jeżeli pole zostanie puste, strona o prywatności i druki odsyłają do urzędu.",
                max_length=300,
                verbose_name="kontakt do inspektora ochrony danych",
            ),
        ),
        migrations.AlterField(
            model_name="centreevent",
            name="party",
            field=models.CharField(
                help_text="Kto zawiera porozumienie za miasto, w mianowniku i bez kropki. W dokumencie stoi dalej: „, zwana dalej „Miastem””.",
                max_length=300,
                verbose_name="strona porozumienia",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centre",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "e_delivery", "email", "fees_allowed", "guest_days", "guest_persons", "horizon_days", "id", "longest_hours", "mail_note", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "second_signature", "short_name", "sign_language_film", "street", "unit", "unit_city", "unit_email", "unit_hours", "unit_phone", "unit_postal_code", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."e_delivery", NEW."email", NEW."fees_allowed", NEW."guest_days", NEW."guest_persons", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."mail_note", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."second_signature", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_city", NEW."unit_email", NEW."unit_hours", NEW."unit_phone", NEW."unit_postal_code", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                    hash="22fd3a1b27090e438afec332f82bb578814de6e8",
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
                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "e_delivery", "email", "fees_allowed", "guest_days", "guest_persons", "horizon_days", "id", "longest_hours", "mail_note", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "second_signature", "short_name", "sign_language_film", "street", "unit", "unit_city", "unit_email", "unit_hours", "unit_phone", "unit_postal_code", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."e_delivery", NEW."email", NEW."fees_allowed", NEW."guest_days", NEW."guest_persons", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."mail_note", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."second_signature", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_city", NEW."unit_email", NEW."unit_hours", NEW."unit_phone", NEW."unit_postal_code", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                    hash="285e386551f54cb18b1dfeeddceafbcee2d3270e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a69c2",
                    table="jcop_centre",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="cityarms",
            name="centre",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="arms", to="jcop.centre"
            ),
        ),
        migrations.AddField(
            model_name="cityarmsevent",
            name="centre",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="jcop.centre",
            ),
        ),
        migrations.AddField(
            model_name="cityarmsevent",
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
            model_name="cityarmsevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="jcop.cityarms",
            ),
        ),
        migrations.AddConstraint(
            model_name="cityarms",
            constraint=models.CheckConstraint(
                condition=models.Q(("alt__regex", "\\S")),
                name="city_arms_are_told_in_words",
                violation_error_message="Herb wymaga opisu słownego dla osób, które go nie widzą.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cityarms",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "jcop_cityarmsevent" ("alt", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (NEW."alt", NEW."centre_id", NEW."digest", NEW."height", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."width"); RETURN NULL;',
                    hash="73a505bacda908a49c1e033cd38299e336e93469",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_94bfb",
                    table="jcop_cityarms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cityarms",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."alt" IS DISTINCT FROM (NEW."alt") OR OLD."centre_id" IS DISTINCT FROM (NEW."centre_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."height" IS DISTINCT FROM (NEW."height") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."width" IS DISTINCT FROM (NEW."width"))',
                    func='INSERT INTO "jcop_cityarmsevent" ("alt", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (NEW."alt", NEW."centre_id", NEW."digest", NEW."height", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."width"); RETURN NULL;',
                    hash="16dddc3fbbec6ddd591a35d3b1eb91e5685ed264",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5fd54",
                    table="jcop_cityarms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cityarms",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "jcop_cityarmsevent" ("alt", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (OLD."alt", OLD."centre_id", OLD."digest", OLD."height", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."width"); RETURN NULL;',
                    hash="606171c317651d4115675ce5e71c7bb12c38c478",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bfedb",
                    table="jcop_cityarms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cityarmsevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a3247fbc1ca86cd8fd5ab99998d7f218a1604179",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_43b51",
                    table="jcop_cityarmsevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(stand_by_itself, decline_again, elidable=True),
    ]
