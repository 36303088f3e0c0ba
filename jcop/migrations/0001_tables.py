"""The Centre's tables, its people among them, with their constraints, history and triggers."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import jcop.migrating
import jcop.typed.personal
import pgtrigger.compiler
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        BtreeGistExtension(),
        jcop.migrating.CreateTables(
            models=[
                migrations.CreateModel(
                    name="PageVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.BigIntegerField(default=0, verbose_name="wersja")),
                    ],
                    options={
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("pk", 1)), name="page_version_is_one_row"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "default_permissions": (),
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="raise_page_version",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    constraint="CONSTRAINT",
                                    func="\n                    INSERT INTO jcop_pageversion (id, version) VALUES (1, 1)\n                    ON CONFLICT (id) DO UPDATE SET version = jcop_pageversion.version + 1;\n                    DELETE FROM jcop_pagechange WHERE id = NEW.id;\n                    RETURN NULL;\n                ",
                                    hash="fc9e37c360d2cabd68cc1d06fd3774558852473b",
                                    operation="INSERT",
                                    pgid="pgtrigger_raise_page_version_11b79",
                                    table="jcop_pagechange",
                                    timing="DEFERRABLE INITIALLY DEFERRED",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Centre",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="nazwa")),
                        ("short_name", models.CharField(max_length=20, verbose_name="skrót nazwy")),
                        ("street", models.CharField(max_length=100, verbose_name="ulica i numer")),
                        ("postal_code", models.CharField(max_length=6, verbose_name="kod pocztowy")),
                        ("city", models.CharField(max_length=100, verbose_name="miejscowość")),
                        ("phone", models.CharField(max_length=30, verbose_name="telefon Centrum")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail Centrum")),
                        ("authority", models.CharField(max_length=200, verbose_name="urząd")),
                        ("unit", models.CharField(max_length=200, verbose_name="komórka urzędu")),
                        (
                            "unit_street",
                            models.CharField(max_length=100, verbose_name="ulica i numer urzędu"),
                        ),
                        (
                            "unit_phone",
                            models.CharField(max_length=30, verbose_name="telefon komórki urzędu"),
                        ),
                        (
                            "unit_email",
                            models.EmailField(max_length=254, verbose_name="e-mail komórki urzędu"),
                        ),
                        ("website", models.URLField(verbose_name="strona miasta")),
                        (
                            "party",
                            models.CharField(
                                help_text="Kto zawiera porozumienie za miasto.",
                                max_length=300,
                                verbose_name="strona porozumienia",
                            ),
                        ),
                        ("controller", models.CharField(max_length=300, verbose_name="administrator danych")),
                        (
                            "data_officer",
                            models.CharField(
                                blank=True,
                                help_text="Puste: strona o prywatności odsyła do urzędu.",
                                max_length=300,
                                verbose_name="kontakt do inspektora ochrony danych",
                            ),
                        ),
                        (
                            "review_days",
                            models.PositiveSmallIntegerField(default=14, verbose_name="dni na rozpatrzenie"),
                        ),
                        (
                            "clock_starts",
                            models.CharField(
                                choices=[
                                    ("filing", "od złożenia w portalu (papier: od wpływu)"),
                                    ("receipt", "zawsze od wpływu podpisanego kompletu"),
                                ],
                                default="filing",
                                max_length=10,
                                verbose_name="termin liczymy",
                            ),
                        ),
                        (
                            "correction_days",
                            models.PositiveSmallIntegerField(
                                default=7,
                                help_text="Co najmniej 7 (k.p.a. art. 64 § 2).",
                                verbose_name="dni na uzupełnienie braków",
                            ),
                        ),
                        (
                            "call_after_days",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="po ilu dniach dzwonić, gdy nikt nie otworzył pisma"
                            ),
                        ),
                        (
                            "draft_days",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="po ilu dniach usuwać wersje robocze"
                            ),
                        ),
                        (
                            "notice_days",
                            models.PositiveSmallIntegerField(
                                default=3, verbose_name="wyprzedzenie rezerwacji (dni robocze)"
                            ),
                        ),
                        (
                            "horizon_days",
                            models.PositiveSmallIntegerField(
                                default=92, verbose_name="jak daleko naprzód można rezerwować (dni)"
                            ),
                        ),
                        (
                            "longest_hours",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="najdłuższa rezerwacja (godziny)"
                            ),
                        ),
                        (
                            "weekly_hours",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                default=20,
                                help_text="Sale i sprzęt razem, od poniedziałku do niedzieli, bez dyżurów. Puste: bez limitu.",
                                null=True,
                                verbose_name="godziny rezerwacji organizacji w tygodniu",
                            ),
                        ),
                        (
                            "cancel_days",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="0: do samego początku. Później odwołuje ją pracownik Centrum.",
                                verbose_name="do kiedy organizacja może odwołać potwierdzoną rezerwację (dni robocze wcześniej)",
                            ),
                        ),
                        (
                            "guest_days",
                            models.PositiveSmallIntegerField(
                                db_default=30,
                                default=30,
                                help_text="Liczone od dnia porady albo wydarzenia, z którego taka osoba skorzystała.",
                                verbose_name="po ilu dniach usuwać dane osób bez konta",
                            ),
                        ),
                        (
                            "agreement_number_pattern",
                            models.CharField(
                                default="{n}/{rok}",
                                help_text="{n} to kolejny numer w roku, {rok} to rok.",
                                max_length=50,
                                verbose_name="wzór numeru porozumienia",
                            ),
                        ),
                        ("declaration_published_on", models.DateField(verbose_name="data publikacji strony")),
                        (
                            "declaration_updated_on",
                            models.DateField(verbose_name="data ostatniej istotnej aktualizacji strony"),
                        ),
                        (
                            "declaration_prepared_on",
                            models.DateField(verbose_name="data sporządzenia deklaracji dostępności"),
                        ),
                        (
                            "declaration_reviewed_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="data przeglądu deklaracji dostępności"
                            ),
                        ),
                        ("building_access", models.TextField(verbose_name="dostępność architektoniczna")),
                        (
                            "directions",
                            models.TextField(
                                blank=True,
                                help_text="Jak dojść i dojechać do Centrum. Puste: strona każe zapytać.",
                                verbose_name="dojazd",
                            ),
                        ),
                        (
                            "sign_language_film",
                            models.URLField(
                                blank=True,
                                help_text="Adres filmu o działalności Centrum. Puste: odnośnika nie ma.",
                                verbose_name="film w języku migowym (PJM)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dane i zasady Centrum",
                        "verbose_name_plural": "dane i zasady Centrum",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="centre_is_one_row"),
                            models.CheckConstraint(
                                condition=models.Q(("review_days__gte", 1)),
                                name="centre_review_days_positive",
                                violation_error_message="Na rozpatrzenie potrzebny jest co najmniej jeden dzień.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("correction_days__gte", 7)),
                                name="centre_correction_days_enough",
                                violation_error_message="Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("longest_hours__gte", 1), ("longest_hours__lte", 24)),
                                name="centre_longest_booking_within_a_day",
                                violation_error_message="Najdłuższa rezerwacja to od 1 do 24 godzin.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weekly_hours", None), ("weekly_hours__gte", 1), _connector="OR"
                                ),
                                name="centre_weekly_hours_some",
                                violation_error_message="Limit tygodniowy to co najmniej godzina; puste pole: bez limitu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("guest_days__gte", 1)),
                                name="centre_guest_days_some",
                                violation_error_message="Dane osoby bez konta zostają co najmniej jeden dzień po poradzie.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="697ccc1ec4899835cb0b9d016aa991c562069500",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_aa14a",
                                    table="jcop_centre",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "email", "guest_days", "horizon_days", "id", "longest_hours", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "short_name", "sign_language_film", "street", "unit", "unit_email", "unit_phone", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."email", NEW."guest_days", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_email", NEW."unit_phone", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                                    hash="de2dc0c019f1185c54b67c29e26ecf89bf511573",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_eb94d",
                                    table="jcop_centre",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_centreevent" ("agreement_number_pattern", "authority", "building_access", "call_after_days", "cancel_days", "city", "clock_starts", "controller", "correction_days", "data_officer", "declaration_prepared_on", "declaration_published_on", "declaration_reviewed_on", "declaration_updated_on", "directions", "draft_days", "email", "guest_days", "horizon_days", "id", "longest_hours", "name", "notice_days", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "review_days", "short_name", "sign_language_film", "street", "unit", "unit_email", "unit_phone", "unit_street", "website", "weekly_hours") VALUES (NEW."agreement_number_pattern", NEW."authority", NEW."building_access", NEW."call_after_days", NEW."cancel_days", NEW."city", NEW."clock_starts", NEW."controller", NEW."correction_days", NEW."data_officer", NEW."declaration_prepared_on", NEW."declaration_published_on", NEW."declaration_reviewed_on", NEW."declaration_updated_on", NEW."directions", NEW."draft_days", NEW."email", NEW."guest_days", NEW."horizon_days", NEW."id", NEW."longest_hours", NEW."name", NEW."notice_days", NEW."party", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."review_days", NEW."short_name", NEW."sign_language_film", NEW."street", NEW."unit", NEW."unit_email", NEW."unit_phone", NEW."unit_street", NEW."website", NEW."weekly_hours"); RETURN NULL;',
                                    hash="6d32a6807897b878d2b85f19d48d9280b4f7c6fb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a69c2",
                                    table="jcop_centre",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CentreEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.centre",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200, verbose_name="nazwa")),
                        ("short_name", models.CharField(max_length=20, verbose_name="skrót nazwy")),
                        ("street", models.CharField(max_length=100, verbose_name="ulica i numer")),
                        ("postal_code", models.CharField(max_length=6, verbose_name="kod pocztowy")),
                        ("city", models.CharField(max_length=100, verbose_name="miejscowość")),
                        ("phone", models.CharField(max_length=30, verbose_name="telefon Centrum")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail Centrum")),
                        ("authority", models.CharField(max_length=200, verbose_name="urząd")),
                        ("unit", models.CharField(max_length=200, verbose_name="komórka urzędu")),
                        (
                            "unit_street",
                            models.CharField(max_length=100, verbose_name="ulica i numer urzędu"),
                        ),
                        (
                            "unit_phone",
                            models.CharField(max_length=30, verbose_name="telefon komórki urzędu"),
                        ),
                        (
                            "unit_email",
                            models.EmailField(max_length=254, verbose_name="e-mail komórki urzędu"),
                        ),
                        ("website", models.URLField(verbose_name="strona miasta")),
                        (
                            "party",
                            models.CharField(
                                help_text="Kto zawiera porozumienie za miasto.",
                                max_length=300,
                                verbose_name="strona porozumienia",
                            ),
                        ),
                        ("controller", models.CharField(max_length=300, verbose_name="administrator danych")),
                        (
                            "data_officer",
                            models.CharField(
                                blank=True,
                                help_text="Puste: strona o prywatności odsyła do urzędu.",
                                max_length=300,
                                verbose_name="kontakt do inspektora ochrony danych",
                            ),
                        ),
                        (
                            "review_days",
                            models.PositiveSmallIntegerField(default=14, verbose_name="dni na rozpatrzenie"),
                        ),
                        (
                            "clock_starts",
                            models.CharField(
                                choices=[
                                    ("filing", "od złożenia w portalu (papier: od wpływu)"),
                                    ("receipt", "zawsze od wpływu podpisanego kompletu"),
                                ],
                                default="filing",
                                max_length=10,
                                verbose_name="termin liczymy",
                            ),
                        ),
                        (
                            "correction_days",
                            models.PositiveSmallIntegerField(
                                default=7,
                                help_text="Co najmniej 7 (k.p.a. art. 64 § 2).",
                                verbose_name="dni na uzupełnienie braków",
                            ),
                        ),
                        (
                            "call_after_days",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="po ilu dniach dzwonić, gdy nikt nie otworzył pisma"
                            ),
                        ),
                        (
                            "draft_days",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="po ilu dniach usuwać wersje robocze"
                            ),
                        ),
                        (
                            "notice_days",
                            models.PositiveSmallIntegerField(
                                default=3, verbose_name="wyprzedzenie rezerwacji (dni robocze)"
                            ),
                        ),
                        (
                            "horizon_days",
                            models.PositiveSmallIntegerField(
                                default=92, verbose_name="jak daleko naprzód można rezerwować (dni)"
                            ),
                        ),
                        (
                            "longest_hours",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="najdłuższa rezerwacja (godziny)"
                            ),
                        ),
                        (
                            "weekly_hours",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                default=20,
                                help_text="Sale i sprzęt razem, od poniedziałku do niedzieli, bez dyżurów. Puste: bez limitu.",
                                null=True,
                                verbose_name="godziny rezerwacji organizacji w tygodniu",
                            ),
                        ),
                        (
                            "cancel_days",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="0: do samego początku. Później odwołuje ją pracownik Centrum.",
                                verbose_name="do kiedy organizacja może odwołać potwierdzoną rezerwację (dni robocze wcześniej)",
                            ),
                        ),
                        (
                            "guest_days",
                            models.PositiveSmallIntegerField(
                                db_default=30,
                                default=30,
                                help_text="Liczone od dnia porady albo wydarzenia, z którego taka osoba skorzystała.",
                                verbose_name="po ilu dniach usuwać dane osób bez konta",
                            ),
                        ),
                        (
                            "agreement_number_pattern",
                            models.CharField(
                                default="{n}/{rok}",
                                help_text="{n} to kolejny numer w roku, {rok} to rok.",
                                max_length=50,
                                verbose_name="wzór numeru porozumienia",
                            ),
                        ),
                        ("declaration_published_on", models.DateField(verbose_name="data publikacji strony")),
                        (
                            "declaration_updated_on",
                            models.DateField(verbose_name="data ostatniej istotnej aktualizacji strony"),
                        ),
                        (
                            "declaration_prepared_on",
                            models.DateField(verbose_name="data sporządzenia deklaracji dostępności"),
                        ),
                        (
                            "declaration_reviewed_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="data przeglądu deklaracji dostępności"
                            ),
                        ),
                        ("building_access", models.TextField(verbose_name="dostępność architektoniczna")),
                        (
                            "directions",
                            models.TextField(
                                blank=True,
                                help_text="Jak dojść i dojechać do Centrum. Puste: strona każe zapytać.",
                                verbose_name="dojazd",
                            ),
                        ),
                        (
                            "sign_language_film",
                            models.URLField(
                                blank=True,
                                help_text="Adres filmu o działalności Centrum. Puste: odnośnika nie ma.",
                                verbose_name="film w języku migowym (PJM)",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4e5ee90634635a9161cafdb58f55e8d766539c2c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8f2ec",
                                    table="jcop_centreevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NonWorkingDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True, verbose_name="dzień")),
                        ("name", models.CharField(blank=True, max_length=100, verbose_name="nazwa")),
                        (
                            "is_off",
                            models.BooleanField(
                                default=True,
                                help_text="Odznacz, by skreślić dzień, który przestał być wolny.",
                                verbose_name="wolny od pracy",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "poprawka dni ustawowo wolnych",
                        "verbose_name_plural": "poprawki dni ustawowo wolnych",
                        "ordering": ["-day"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_off", False), models.Q(("name", ""), _negated=True), _connector="OR"
                                ),
                                name="non_working_day_has_name",
                                violation_error_message="Dzień wolny musi mieć nazwę.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="4cbfc37c048ad643868ab1ec24bb5ebd04bfc085",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_faadc",
                                    table="jcop_nonworkingday",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, unique=True, verbose_name="adres e-mail"),
                        ),
                        ("full_name", models.CharField(max_length=150, verbose_name="imię i nazwisko")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Może wejść do panelu pracownika.",
                                verbose_name="pracownik urzędu",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Konto nieczynne nie pozwala się zalogować.",
                                verbose_name="konto czynne",
                            ),
                        ),
                        (
                            "notice_version",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="poznana klauzula informacyjna"
                            ),
                        ),
                        (
                            "notice_known_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="poznano klauzulę"),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="data założenia konta"
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "konto",
                        "verbose_name_plural": "konta",
                        "permissions": [
                            ("reset_second_factor", "Może usunąć utracony drugi składnik logowania")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("notice_known_at", None), ("notice_version", "")),
                                    models.Q(
                                        models.Q(("notice_version", ""), _negated=True),
                                        ("notice_known_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="user_notice_known_iff_version",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                                name="user_email_is_lower_case",
                                violation_error_message="Adres e-mail zapisujemy małymi literami.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactorReset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="second_factor_resets",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="kto",
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="kiedy")),
                        (
                            "reason",
                            models.CharField(
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="powód",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "usunięcie drugiego składnika",
                        "verbose_name_plural": "usunięcia drugiego składnika",
                        "ordering": ["-at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="second_factor_reset_has_reason",
                                violation_error_message="Podaj powód.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "nieopublikowany"),
                                    ("published", "opublikowany"),
                                    ("withdrawn", "wycofany"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rules", "regulamin"),
                                    ("form", "formularz"),
                                    ("download", "do pobrania"),
                                    ("publication", "publikacja"),
                                ],
                                max_length=12,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(
                                db_collation="pl-x-icu",
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="tytuł",
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                blank=True,
                                help_text="Końcówka adresu strony. Puste: portal utworzy ją z tytułu. Potem lepiej jej nie zmieniać.",
                                max_length=80,
                                unique=True,
                                verbose_name="adres",
                            ),
                        ),
                        (
                            "lead",
                            models.CharField(
                                blank=True,
                                help_text="Jedno zdanie: co to jest i dla kogo.",
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                db_collation="pl-x-icu",
                                help_text="Śródtytuł na liście, na przykład „Sprawozdawczość”. Puste: bez śródtytułu.",
                                max_length=80,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="dział",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        (
                            "author",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="autor",
                            ),
                        ),
                        (
                            "publisher",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="wydawca",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="rok wydania"
                            ),
                        ),
                        (
                            "is_at_centre",
                            models.BooleanField(default=False, verbose_name="do wglądu w Centrum"),
                        ),
                        (
                            "copies",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="liczba egzemplarzy w Centrum"
                            ),
                        ),
                        (
                            "newest",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="jcop.documentversion",
                            ),
                        ),
                        ("versions_made", models.PositiveSmallIntegerField(default=0, editable=False)),
                    ],
                    options={
                        "verbose_name": "dokument",
                        "verbose_name_plural": "dokumenty",
                        "ordering": ["kind", "category", "position", "title", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "published", "withdrawn"])),
                                name="document_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["rules", "form", "download", "publication"])
                                ),
                                name="document_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("newest__isnull", False),
                                    models.Q(("is_at_centre", True), ("kind", "publication")),
                                    _connector="OR",
                                ),
                                name="document_published_can_be_read",
                                violation_error_message="Najpierw dodaj plik. Bez pliku można opublikować tylko publikację do wglądu w Centrum.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("year", None), ("year__range", (1800, 2100)), _connector="OR"
                                ),
                                name="document_of_a_year",
                                violation_error_message="Podaj rok wydania czterema cyframi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("copies", None),
                                    models.Q(("copies__gte", 1), ("is_at_centre", True)),
                                    _connector="OR",
                                ),
                                name="document_copies_some",
                                violation_error_message="Liczbę egzemplarzy podaj, gdy publikacja jest do wglądu w Centrum.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="08f2aee1e507ccde0925f05ee850eb71fb668b0b",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_0613e",
                                    table="jcop_document",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_documentevent" ("author", "category", "copies", "id", "is_at_centre", "kind", "lead", "newest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publisher", "slug", "state", "title", "versions_made", "year") VALUES (NEW."author", NEW."category", NEW."copies", NEW."id", NEW."is_at_centre", NEW."kind", NEW."lead", NEW."newest_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."publisher", NEW."slug", NEW."state", NEW."title", NEW."versions_made", NEW."year"); RETURN NULL;',
                                    hash="0dd571c6cc82f6fb1e77557bef8db93ea1f349c6",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d2ead",
                                    table="jcop_document",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_documentevent" ("author", "category", "copies", "id", "is_at_centre", "kind", "lead", "newest_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publisher", "slug", "state", "title", "versions_made", "year") VALUES (NEW."author", NEW."category", NEW."copies", NEW."id", NEW."is_at_centre", NEW."kind", NEW."lead", NEW."newest_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."publisher", NEW."slug", NEW."state", NEW."title", NEW."versions_made", NEW."year"); RETURN NULL;',
                                    hash="cbcc76f493edf095a097d25faf729ebac8429fe9",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6df42",
                                    table="jcop_document",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="jcop.document",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="wersja")),
                        ("valid_from", models.DateField(verbose_name="obowiązuje od")),
                        (
                            "change_note",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="co się zmieniło",
                            ),
                        ),
                        (
                            "format",
                            models.CharField(
                                choices=[
                                    ("PDF", "PDF"),
                                    ("PNG", "PNG"),
                                    ("JPEG", "JPEG"),
                                    ("DOCX", "DOCX"),
                                    ("ODT", "ODT"),
                                    ("XLSX", "XLSX"),
                                    ("ODS", "ODS"),
                                ],
                                max_length=4,
                                verbose_name="format",
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField(verbose_name="bajtów")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="dodano")),
                        (
                            "added_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wersja dokumentu",
                        "verbose_name_plural": "wersje dokumentów",
                        "ordering": ["-valid_from", "-number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "number"), name="document_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number", 1),
                                    models.Q(("change_note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="document_version_says_what_changed",
                                violation_error_message="Napisz jednym zdaniem, co się zmieniło.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__gt", 0), ("sha256__regex", "^[0-9a-f]{64}$"), ("size__gt", 0)
                                ),
                                name="document_version_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="7d5708d50a69cb27e6a4d726162c5f2427c10bbd",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_c5ff9",
                                    table="jcop_documentversion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_documentversionevent" ("added_at", "added_by_id", "change_note", "document_id", "format", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "valid_from") VALUES (NEW."added_at", NEW."added_by_id", NEW."change_note", NEW."document_id", NEW."format", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."valid_from"); RETURN NULL;',
                                    hash="f6a4280647df3014941f0e5c0dbc9b9a92916edb",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c9f92",
                                    table="jcop_documentversion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."change_note" IS DISTINCT FROM (NEW."change_note") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from"))',
                                    func='INSERT INTO "jcop_documentversionevent" ("added_at", "added_by_id", "change_note", "document_id", "format", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "valid_from") VALUES (NEW."added_at", NEW."added_by_id", NEW."change_note", NEW."document_id", NEW."format", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."valid_from"); RETURN NULL;',
                                    hash="a796cb4311a6014816eb15832e7f19489a9c7870",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c6116",
                                    table="jcop_documentversion",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentVersionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.documentversion",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "document",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.document",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="wersja")),
                        ("valid_from", models.DateField(verbose_name="obowiązuje od")),
                        (
                            "change_note",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="co się zmieniło",
                            ),
                        ),
                        (
                            "format",
                            models.CharField(
                                choices=[
                                    ("PDF", "PDF"),
                                    ("PNG", "PNG"),
                                    ("JPEG", "JPEG"),
                                    ("DOCX", "DOCX"),
                                    ("ODT", "ODT"),
                                    ("XLSX", "XLSX"),
                                    ("ODS", "ODS"),
                                ],
                                max_length=4,
                                verbose_name="format",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(verbose_name="bajtów")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="dodano")),
                        (
                            "added_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="2ca62678221eeda00b544b4eabf7bf9a15fe168c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8a333",
                                    table="jcop_documentversionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.document",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "nieopublikowany"),
                                    ("published", "opublikowany"),
                                    ("withdrawn", "wycofany"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rules", "regulamin"),
                                    ("form", "formularz"),
                                    ("download", "do pobrania"),
                                    ("publication", "publikacja"),
                                ],
                                max_length=12,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(
                                db_collation="pl-x-icu",
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="tytuł",
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(
                                blank=True,
                                db_index=False,
                                help_text="Końcówka adresu strony. Puste: portal utworzy ją z tytułu. Potem lepiej jej nie zmieniać.",
                                max_length=80,
                                verbose_name="adres",
                            ),
                        ),
                        (
                            "lead",
                            models.CharField(
                                blank=True,
                                help_text="Jedno zdanie: co to jest i dla kogo.",
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                db_collation="pl-x-icu",
                                help_text="Śródtytuł na liście, na przykład „Sprawozdawczość”. Puste: bez śródtytułu.",
                                max_length=80,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="dział",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        (
                            "author",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="autor",
                            ),
                        ),
                        (
                            "publisher",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="wydawca",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="rok wydania"
                            ),
                        ),
                        (
                            "is_at_centre",
                            models.BooleanField(default=False, verbose_name="do wglądu w Centrum"),
                        ),
                        (
                            "copies",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="liczba egzemplarzy w Centrum"
                            ),
                        ),
                        (
                            "newest",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.documentversion",
                            ),
                        ),
                        ("versions_made", models.PositiveSmallIntegerField(default=0, editable=False)),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4dfb12ab08fe826e4477b219e9a3edd7bbf60a29",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c4a7c",
                                    table="jcop_documentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoursPeriod",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pattern", "stałe godziny"),
                                    ("override", "zmiana na pewien czas"),
                                    ("suspension", "zawieszenie działalności"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="od dnia")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Puste: do odwołania.",
                                null=True,
                                verbose_name="do dnia",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                help_text="Na przykład: „inwentaryzacja”. Pojawi się przy dniach, w których Centrum jest nieczynne.",
                                max_length=300,
                                verbose_name="powód podawany mieszkańcom",
                            ),
                        ),
                        (
                            "note",
                            models.TextField(
                                blank=True,
                                help_text="Pojawi się pod godzinami, których dotyczy.",
                                max_length=500,
                                verbose_name="dopisek dla mieszkańców",
                            ),
                        ),
                        (
                            "contact",
                            models.CharField(
                                blank=True,
                                help_text="Przy zawieszeniu. Puste: telefon i adres Referatu.",
                                max_length=300,
                                verbose_name="kogo pytać w tym czasie",
                            ),
                        ),
                        (
                            "is_by_phone",
                            models.BooleanField(
                                default=False,
                                help_text="Mieszkańcy przeczytają, że sprawy najlepiej załatwić przez telefon.",
                                verbose_name="najlepiej telefonicznie",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="ogłoszono"
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="wycofano"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "okres godzin otwarcia",
                        "verbose_name_plural": "godziny otwarcia",
                        "ordering": ["-valid_from", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="hours_period_ends_after_start",
                                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "override"), _negated=True),
                                    ("valid_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="hours_override_has_end",
                                violation_error_message="Zmiana na pewien czas musi mieć ostatni dzień.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "suspension"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="hours_suspension_has_reason",
                                violation_error_message="Zawieszenie wymaga powodu dla mieszkańców.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at", None), ("published_at__isnull", False), _connector="OR"
                                ),
                                name="hours_withdrawn_after_publishing",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(
                                    ("kind", "suspension"),
                                    ("published_at__isnull", False),
                                    ("withdrawn_at", None),
                                ),
                                expressions=[
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            django.db.models.functions.comparison.Greatest(
                                                models.F("valid_from"),
                                                django.db.models.functions.comparison.Coalesce(
                                                    models.F("valid_until"),
                                                    django.db.models.functions.comparison.Cast(
                                                        models.Value("infinity"), models.DateField()
                                                    ),
                                                ),
                                            ),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    )
                                ],
                                name="hours_one_suspension_at_a_time",
                                violation_error_message="Działalność Centrum jest już w tym czasie zawieszona.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="1b46c7b5d5bbfe25df9f79adb746ab02b24713eb",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_16579",
                                    table="jcop_hoursperiod",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_hoursperiodevent" ("contact", "id", "is_by_phone", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "valid_from", "valid_until", "withdrawn_at") VALUES (NEW."contact", NEW."id", NEW."is_by_phone", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."reason", NEW."valid_from", NEW."valid_until", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="57a862dfa22c2963496e2ab587dbffa45ebf2a35",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bebd3",
                                    table="jcop_hoursperiod",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_hoursperiodevent" ("contact", "id", "is_by_phone", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "valid_from", "valid_until", "withdrawn_at") VALUES (NEW."contact", NEW."id", NEW."is_by_phone", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."reason", NEW."valid_from", NEW."valid_until", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="72123c0270b596da041e3f224cb74c5be56fa456",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e96f1",
                                    table="jcop_hoursperiod",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_hoursperiodevent" ("contact", "id", "is_by_phone", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "valid_from", "valid_until", "withdrawn_at") VALUES (OLD."contact", OLD."id", OLD."is_by_phone", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."reason", OLD."valid_from", OLD."valid_until", OLD."withdrawn_at"); RETURN NULL;',
                                    hash="bd956154a720c64f3606591b02994bb14df12519",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e423b",
                                    table="jcop_hoursperiod",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoursPeriodEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.hoursperiod",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pattern", "stałe godziny"),
                                    ("override", "zmiana na pewien czas"),
                                    ("suspension", "zawieszenie działalności"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="od dnia")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Puste: do odwołania.",
                                null=True,
                                verbose_name="do dnia",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                help_text="Na przykład: „inwentaryzacja”. Pojawi się przy dniach, w których Centrum jest nieczynne.",
                                max_length=300,
                                verbose_name="powód podawany mieszkańcom",
                            ),
                        ),
                        (
                            "note",
                            models.TextField(
                                blank=True,
                                help_text="Pojawi się pod godzinami, których dotyczy.",
                                max_length=500,
                                verbose_name="dopisek dla mieszkańców",
                            ),
                        ),
                        (
                            "contact",
                            models.CharField(
                                blank=True,
                                help_text="Przy zawieszeniu. Puste: telefon i adres Referatu.",
                                max_length=300,
                                verbose_name="kogo pytać w tym czasie",
                            ),
                        ),
                        (
                            "is_by_phone",
                            models.BooleanField(
                                default=False,
                                help_text="Mieszkańcy przeczytają, że sprawy najlepiej załatwić przez telefon.",
                                verbose_name="najlepiej telefonicznie",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="ogłoszono"
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="wycofano"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a5476cbaaf536826ebdb9409ec8dfe0f3bf8c7aa",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0031b",
                                    table="jcop_hoursperiodevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoursSpan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "poniedziałek"),
                                    (1, "wtorek"),
                                    (2, "środa"),
                                    (3, "czwartek"),
                                    (4, "piątek"),
                                    (5, "sobota"),
                                    (6, "niedziela"),
                                ],
                                verbose_name="dzień",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="od")),
                        ("closes", models.TimeField(verbose_name="do")),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="spans",
                                to="jcop.hoursperiod",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "godziny dnia",
                        "verbose_name_plural": "godziny dni (dzień bez wpisu: nieczynne)",
                        "ordering": ["weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="hours_span_closes_after_opening",
                                violation_error_message="Godzina zamknięcia musi być późniejsza niż otwarcia.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 0), ("weekday__lte", 6)),
                                name="hours_span_weekday",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("period", "="),
                                    ("weekday", "="),
                                    (
                                        models.Func(
                                            django.db.models.functions.comparison.Least(
                                                models.Func(
                                                    models.F("opens"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                                models.Func(
                                                    models.F("closes"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                            ),
                                            django.db.models.functions.comparison.Greatest(
                                                models.Func(
                                                    models.F("opens"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                                models.Func(
                                                    models.F("closes"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                            ),
                                            function="tsrange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="hours_spans_do_not_overlap",
                                violation_error_message="Godziny tego dnia nakładają się.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="c2566f618c06378fdebd0c521fdcd539ae02ff2c",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_f871c",
                                    table="jcop_hoursspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_hoursspanevent" ("closes", "id", "opens", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", NEW."period_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."weekday"); RETURN NULL;',
                                    hash="455d52df9deff7f783128e1a5cd2e58cce6d3f50",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ca7fb",
                                    table="jcop_hoursspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_hoursspanevent" ("closes", "id", "opens", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", NEW."period_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weekday"); RETURN NULL;',
                                    hash="90b4dc852f37cb9912e3c08207a8f0ed48eeb979",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0f939",
                                    table="jcop_hoursspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_hoursspanevent" ("closes", "id", "opens", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (OLD."closes", OLD."id", OLD."opens", OLD."period_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."weekday"); RETURN NULL;',
                                    hash="974c1a504cedaa859582f51e1ca7a4dc0346c412",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_55ae0",
                                    table="jcop_hoursspan",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoursSpanEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.hoursspan",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "poniedziałek"),
                                    (1, "wtorek"),
                                    (2, "środa"),
                                    (3, "czwartek"),
                                    (4, "piątek"),
                                    (5, "sobota"),
                                    (6, "niedziela"),
                                ],
                                verbose_name="dzień",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="od")),
                        ("closes", models.TimeField(verbose_name="do")),
                        (
                            "period",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.hoursperiod",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f23bd08f787051e9ab391ca34c11098d874f356a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_390b6",
                                    table="jcop_hoursspanevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkerDuty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.DateField(
                                error_messages={
                                    "unique": "Dyżury w tym miesiącu są już wpisane: proszę zmienić tamten wpis."
                                },
                                unique=True,
                                verbose_name="miesiąc",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                help_text="Bez imion i nazwisk.",
                                max_length=300,
                                verbose_name="dopisek dla mieszkańców",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dyżury pracownika w miesiącu",
                        "verbose_name_plural": "dyżury pracownika",
                        "ordering": ["-month"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)),
                                name="worker_duty_month_is_its_first_day",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="ffb2d0a7afec28db4f972daba73cd63800f093b7",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_1bc5b",
                                    table="jcop_workerduty",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_workerdutyevent" ("id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="8135823c7534d102209cd8cab920f9fc7cb620e2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6f2e1",
                                    table="jcop_workerduty",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_workerdutyevent" ("id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="a574c28611b8a56d02531e01535076c0d027bb47",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_fd00b",
                                    table="jcop_workerduty",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkerDutyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.workerduty",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "month",
                            models.DateField(
                                error_messages={
                                    "unique": "Dyżury w tym miesiącu są już wpisane: proszę zmienić tamten wpis."
                                },
                                verbose_name="miesiąc",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                help_text="Bez imion i nazwisk.",
                                max_length=300,
                                verbose_name="dopisek dla mieszkańców",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9093746f306fe29dfd8f4d0db1df937328f3a384",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_9a6c1",
                                    table="jcop_workerdutyevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutySpan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "poniedziałek"),
                                    (1, "wtorek"),
                                    (2, "środa"),
                                    (3, "czwartek"),
                                    (4, "piątek"),
                                    (5, "sobota"),
                                    (6, "niedziela"),
                                ],
                                verbose_name="dzień",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="od")),
                        ("closes", models.TimeField(verbose_name="do")),
                        (
                            "duty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="spans",
                                to="jcop.workerduty",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "godziny dyżuru",
                        "verbose_name_plural": "godziny dyżurów",
                        "ordering": ["weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="duty_span_closes_after_opening",
                                violation_error_message="Godzina zamknięcia musi być późniejsza niż otwarcia.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 0), ("weekday__lte", 6)),
                                name="duty_span_weekday",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("duty", "="),
                                    ("weekday", "="),
                                    (
                                        models.Func(
                                            django.db.models.functions.comparison.Least(
                                                models.Func(
                                                    models.F("opens"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                                models.Func(
                                                    models.F("closes"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                            ),
                                            django.db.models.functions.comparison.Greatest(
                                                models.Func(
                                                    models.F("opens"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                                models.Func(
                                                    models.F("closes"),
                                                    template="('2000-01-01'::date + %(expressions)s::time)",
                                                ),
                                            ),
                                            function="tsrange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="duty_spans_do_not_overlap",
                                violation_error_message="Godziny tego dnia nakładają się.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="9597f066caa6114b87947d82d6a5f386212f141b",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_65d99",
                                    table="jcop_dutyspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_dutyspanevent" ("closes", "duty_id", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."duty_id", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."weekday"); RETURN NULL;',
                                    hash="a44c5c1de4b3a909039468241157273a5ab981dd",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f36ef",
                                    table="jcop_dutyspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_dutyspanevent" ("closes", "duty_id", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."duty_id", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weekday"); RETURN NULL;',
                                    hash="eb2ffbbc0247c29f522327b45217ef985621eb35",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e527b",
                                    table="jcop_dutyspan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_dutyspanevent" ("closes", "duty_id", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (OLD."closes", OLD."duty_id", OLD."id", OLD."opens", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."weekday"); RETURN NULL;',
                                    hash="a486b4179b96aba459ee347aea671b0446971c05",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_80f2f",
                                    table="jcop_dutyspan",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutySpanEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.dutyspan",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "poniedziałek"),
                                    (1, "wtorek"),
                                    (2, "środa"),
                                    (3, "czwartek"),
                                    (4, "piątek"),
                                    (5, "sobota"),
                                    (6, "niedziela"),
                                ],
                                verbose_name="dzień",
                            ),
                        ),
                        ("opens", models.TimeField(verbose_name="od")),
                        ("closes", models.TimeField(verbose_name="do")),
                        (
                            "duty",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.workerduty",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c51b5176c6fee5172779635847a035d4d9902808",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3ea21",
                                    table="jcop_dutyspanevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="nazwa")),
                        (
                            "body",
                            models.TextField(
                                help_text="Każdy wiersz to osobna zasada.", verbose_name="treść"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="obowiązują od")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Ostatni dzień. Puste: do odwołania.",
                                null=True,
                                verbose_name="obowiązują do",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "zasady w Centrum",
                        "verbose_name_plural": "zasady w Centrum",
                        "ordering": ["-valid_from", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="house_rules_end_after_start",
                                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="bf89fb7ca1711333ce48bfb022759867e2fe14aa",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_40b2f",
                                    table="jcop_houserules",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_houserulesevent" ("body", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "valid_from", "valid_until") VALUES (NEW."body", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                                    hash="d83508d058b88a40e6140358b3fb970c80833fb4",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5935a",
                                    table="jcop_houserules",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_houserulesevent" ("body", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "valid_from", "valid_until") VALUES (NEW."body", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                                    hash="1582b76965e10d6744e3ad519c5af253be09abd6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_48982",
                                    table="jcop_houserules",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseRulesEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.houserules",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("title", models.CharField(max_length=200, verbose_name="nazwa")),
                        (
                            "body",
                            models.TextField(
                                help_text="Każdy wiersz to osobna zasada.", verbose_name="treść"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="obowiązują od")),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True,
                                help_text="Ostatni dzień. Puste: do odwołania.",
                                null=True,
                                verbose_name="obowiązują do",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="736ff339d29ef0db6782251168e6ba8dbbe05b65",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_bf392",
                                    table="jcop_houserulesevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonsLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="limits",
                                to="jcop.houserules",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("room", "sala"),
                                    ("equipment", "sprzęt"),
                                    ("duty", "dyżur organizacji"),
                                    ("advice", "doradztwo"),
                                    ("training", "szkolenie"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "persons",
                            models.PositiveSmallIntegerField(
                                help_text="Osoby podawane w rezerwacji, bez doradcy i pracowników Centrum.",
                                verbose_name="najwyżej osób",
                            ),
                        ),
                        (
                            "wording",
                            models.CharField(
                                blank=True,
                                help_text="Na przykład: „jeden przedstawiciel organizacji i doradca”.",
                                max_length=200,
                                verbose_name="słowami",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ograniczenie liczby osób",
                        "verbose_name_plural": "ograniczenia liczby osób",
                        "ordering": ["use"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rules", "use"),
                                name="persons_limit_once",
                                violation_error_message="To zastosowanie ma już w tych zasadach ograniczenie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("persons__gte", 1)),
                                name="persons_limit_some",
                                violation_error_message="Ograniczenie to co najmniej jedna osoba.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="b357a87d0480d253bffe71b4a27fd8bc2d201e98",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_6f14b",
                                    table="jcop_personslimit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_personslimitevent" ("id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rules_id", "use", "wording") VALUES (NEW."id", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rules_id", NEW."use", NEW."wording"); RETURN NULL;',
                                    hash="4ffec32903249ce7562cc82f1133874fe69d4f29",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bb378",
                                    table="jcop_personslimit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_personslimitevent" ("id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rules_id", "use", "wording") VALUES (NEW."id", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rules_id", NEW."use", NEW."wording"); RETURN NULL;',
                                    hash="e59aa35b693a7554bf4fd77fa133798cd0c1f2f3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6777e",
                                    table="jcop_personslimit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_personslimitevent" ("id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rules_id", "use", "wording") VALUES (OLD."id", OLD."persons", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rules_id", OLD."use", OLD."wording"); RETURN NULL;',
                                    hash="6af739f40b04b9d79c8eea562d60d41de5d63c41",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f59c0",
                                    table="jcop_personslimit",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonsLimitEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.personslimit",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "rules",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.houserules",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("room", "sala"),
                                    ("equipment", "sprzęt"),
                                    ("duty", "dyżur organizacji"),
                                    ("advice", "doradztwo"),
                                    ("training", "szkolenie"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "persons",
                            models.PositiveSmallIntegerField(
                                help_text="Osoby podawane w rezerwacji, bez doradcy i pracowników Centrum.",
                                verbose_name="najwyżej osób",
                            ),
                        ),
                        (
                            "wording",
                            models.CharField(
                                blank=True,
                                help_text="Na przykład: „jeden przedstawiciel organizacji i doradca”.",
                                max_length=200,
                                verbose_name="słowami",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="adb0ebb96f8c4369a22041d859db94b986b0645f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ad345",
                                    table="jcop_personslimitevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(db_collation="pl-x-icu", max_length=150, verbose_name="tytuł"),
                        ),
                        ("url", models.URLField(max_length=300, verbose_name="adres")),
                        (
                            "about",
                            models.CharField(
                                blank=True,
                                help_text="Jedno zdanie: co można tam znaleźć.",
                                max_length=300,
                                verbose_name="opis",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        ("is_shown", models.BooleanField(default=True, verbose_name="pokazywana")),
                    ],
                    options={
                        "verbose_name": "polecana strona",
                        "verbose_name_plural": "polecane strony",
                        "ordering": ["position", "title", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="4393e98f6c22e274c3ac446a7b9de0f876ccecee",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_fceb5",
                                    table="jcop_link",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(db_collation="pl-x-icu", max_length=200, verbose_name="tytuł"),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="adres")),
                        ("body", models.TextField(verbose_name="treść")),
                        (
                            "publish_from",
                            models.DateTimeField(
                                blank=True,
                                default=django.utils.timezone.now,
                                help_text="W przyszłości: pokaże się samo. Puste: szkic, którego mieszkańcy nie widzą.",
                                null=True,
                                verbose_name="widoczne od",
                            ),
                        ),
                        (
                            "publish_until",
                            models.DateTimeField(
                                blank=True,
                                help_text="Potem ogłoszenie samo trafia do archiwum. Puste: bez końca.",
                                null=True,
                                verbose_name="aktualne do",
                            ),
                        ),
                        ("is_pinned", models.BooleanField(default=False, verbose_name="przypięte na górze")),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                help_text="Gdy tamto ogłoszenie będzie widoczne, to trafi do archiwum z odnośnikiem do nowego.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replaces",
                                to="jcop.announcement",
                                verbose_name="zastąpione przez",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ogłoszenie",
                        "verbose_name_plural": "ogłoszenia",
                        "ordering": ["-is_pinned", "-publish_from", "-pk"],
                        "indexes": [models.Index(fields=["-publish_from"], name="announcement_by_date")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("publish_until", None),
                                    ("publish_until__gt", models.F("publish_from")),
                                    _connector="OR",
                                ),
                                name="announcement_ends_after_start",
                                violation_error_message="Ogłoszenie kończy się wcześniej, niż się zaczyna.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaced_by", None),
                                    models.Q(("replaced_by", models.F("pk")), _negated=True),
                                    _connector="OR",
                                ),
                                name="announcement_replaced_by_another",
                                violation_error_message="Ogłoszenie nie może zastąpić samego siebie.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="21ccfabd8174d6a3ed5be1432ee9b73ab82e52f1",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_dd37c",
                                    table="jcop_announcement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_announcementevent" ("body", "id", "is_pinned", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish_from", "publish_until", "replaced_by_id", "slug", "title") VALUES (NEW."body", NEW."id", NEW."is_pinned", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publish_from", NEW."publish_until", NEW."replaced_by_id", NEW."slug", NEW."title"); RETURN NULL;',
                                    hash="f74ae3ce38e772c5af69b4c694cc81c0eacafa69",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_72139",
                                    table="jcop_announcement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_announcementevent" ("body", "id", "is_pinned", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publish_from", "publish_until", "replaced_by_id", "slug", "title") VALUES (NEW."body", NEW."id", NEW."is_pinned", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publish_from", NEW."publish_until", NEW."replaced_by_id", NEW."slug", NEW."title"); RETURN NULL;',
                                    hash="413fed766a67c3f0e6184298c23b4324e00a64a1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c8705",
                                    table="jcop_announcement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnouncementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.announcement",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "title",
                            models.CharField(db_collation="pl-x-icu", max_length=200, verbose_name="tytuł"),
                        ),
                        ("slug", models.SlugField(db_index=False, max_length=80, verbose_name="adres")),
                        ("body", models.TextField(verbose_name="treść")),
                        (
                            "publish_from",
                            models.DateTimeField(
                                blank=True,
                                default=django.utils.timezone.now,
                                help_text="W przyszłości: pokaże się samo. Puste: szkic, którego mieszkańcy nie widzą.",
                                null=True,
                                verbose_name="widoczne od",
                            ),
                        ),
                        (
                            "publish_until",
                            models.DateTimeField(
                                blank=True,
                                help_text="Potem ogłoszenie samo trafia do archiwum. Puste: bez końca.",
                                null=True,
                                verbose_name="aktualne do",
                            ),
                        ),
                        ("is_pinned", models.BooleanField(default=False, verbose_name="przypięte na górze")),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Gdy tamto ogłoszenie będzie widoczne, to trafi do archiwum z odnośnikiem do nowego.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.announcement",
                                verbose_name="zastąpione przez",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ad393e7af6ce677b51f3648279654e68b2dc02be",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0b1a",
                                    table="jcop_announcementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "page",
                            models.CharField(
                                choices=[
                                    ("about", "O Centrum"),
                                    ("how_to_use", "Jak skorzystać"),
                                    ("advice", "Doradztwo"),
                                    ("documents", "Dokumenty"),
                                    ("contact", "Kontakt"),
                                    ("duties", "Dyżury"),
                                    ("hours", "Godziny otwarcia"),
                                    ("recommended", "Polecamy"),
                                    ("privacy", "Prywatność"),
                                ],
                                max_length=20,
                                unique=True,
                                verbose_name="strona",
                            ),
                        ),
                        ("heading", models.CharField(max_length=150, verbose_name="nagłówek")),
                        ("body", models.TextField(verbose_name="treść")),
                    ],
                    options={
                        "verbose_name": "dopisek na stronie",
                        "verbose_name_plural": "dopiski na stronach",
                        "ordering": ["page"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="dc01f434c230c34b9123f5b2cd4ad1ffdf1615e3",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_467af",
                                    table="jcop_pagetext",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_pagetextevent" ("body", "heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."body", NEW."heading", NEW."id", NEW."page", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="5c4cb12cb961253a7be1d1570dc86815bb21c420",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0da76",
                                    table="jcop_pagetext",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "jcop_pagetextevent" ("body", "heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."body", NEW."heading", NEW."id", NEW."page", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="af76b9aff8842700b476021adc5b3e1ba5841ed1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ddb7c",
                                    table="jcop_pagetext",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_pagetextevent" ("body", "heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."body", OLD."heading", OLD."id", OLD."page", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="26006cabe8177cd84f026bb0b2421f37c03f8e14",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f3b03",
                                    table="jcop_pagetext",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageTextEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.pagetext",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "page",
                            models.CharField(
                                choices=[
                                    ("about", "O Centrum"),
                                    ("how_to_use", "Jak skorzystać"),
                                    ("advice", "Doradztwo"),
                                    ("documents", "Dokumenty"),
                                    ("contact", "Kontakt"),
                                    ("duties", "Dyżury"),
                                    ("hours", "Godziny otwarcia"),
                                    ("recommended", "Polecamy"),
                                    ("privacy", "Prywatność"),
                                ],
                                max_length=20,
                                verbose_name="strona",
                            ),
                        ),
                        ("heading", models.CharField(max_length=150, verbose_name="nagłówek")),
                        ("body", models.TextField(verbose_name="treść")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d8869e1a5389149bfc8a93618b41102d99eab3ff",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d8420",
                                    table="jcop_pagetextevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnouncementPicture",
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
                        ("caption", models.CharField(blank=True, max_length=150, verbose_name="podpis")),
                        (
                            "announcement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="jcop.announcement",
                            ),
                        ),
                        (
                            "alt",
                            models.CharField(
                                blank=True,
                                help_text="Dla osób, które go nie widzą: co na nim jest. Tekst plakatu proszę przepisać wyżej.",
                                max_length=250,
                                verbose_name="zdjęcie słowami",
                            ),
                        ),
                        (
                            "is_decorative",
                            models.BooleanField(
                                default=False,
                                help_text="Nic nie mówi, więc nie wymaga opisu słownego. Czytniki ekranu je pominą.",
                                verbose_name="zdjęcie tylko ozdabia",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                    ],
                    options={
                        "verbose_name": "zdjęcie",
                        "verbose_name_plural": "zdjęcia",
                        "ordering": ["position", "pk"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("alt", ""), ("is_decorative", True)),
                                    models.Q(("is_decorative", False), models.Q(("alt", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="announcement_picture_is_told_in_words",
                                violation_error_message="Zdjęcie wymaga opisu słownego dla osób, które go nie widzą, albo zaznaczenia, że tylko ozdabia.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="af6bec7931294e028519f7b60b8fb38ff6583502",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_922ef",
                                    table="jcop_announcementpicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_announcementpictureevent" ("alt", "announcement_id", "caption", "digest", "height", "id", "is_decorative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "width") VALUES (NEW."alt", NEW."announcement_id", NEW."caption", NEW."digest", NEW."height", NEW."id", NEW."is_decorative", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."width"); RETURN NULL;',
                                    hash="80acac3c6a2de169ec9d59825e4a5ce239b8f5e0",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_45e3c",
                                    table="jcop_announcementpicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."alt" IS DISTINCT FROM (NEW."alt") OR OLD."announcement_id" IS DISTINCT FROM (NEW."announcement_id") OR OLD."caption" IS DISTINCT FROM (NEW."caption") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."height" IS DISTINCT FROM (NEW."height") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_decorative" IS DISTINCT FROM (NEW."is_decorative") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."width" IS DISTINCT FROM (NEW."width"))',
                                    func='INSERT INTO "jcop_announcementpictureevent" ("alt", "announcement_id", "caption", "digest", "height", "id", "is_decorative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "width") VALUES (NEW."alt", NEW."announcement_id", NEW."caption", NEW."digest", NEW."height", NEW."id", NEW."is_decorative", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."width"); RETURN NULL;',
                                    hash="77c454e2650fbbfea62cd1ec98e157ed99500b00",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6c93c",
                                    table="jcop_announcementpicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_announcementpictureevent" ("alt", "announcement_id", "caption", "digest", "height", "id", "is_decorative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "width") VALUES (OLD."alt", OLD."announcement_id", OLD."caption", OLD."digest", OLD."height", OLD."id", OLD."is_decorative", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."width"); RETURN NULL;',
                                    hash="81e6e8d3f0fab35cd7e97354a8da74c6536458c1",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e25eb",
                                    table="jcop_announcementpicture",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnouncementPictureEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.announcementpicture",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("width", models.PositiveSmallIntegerField(editable=False)),
                        ("height", models.PositiveSmallIntegerField(editable=False)),
                        ("caption", models.CharField(blank=True, max_length=150, verbose_name="podpis")),
                        (
                            "announcement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.announcement",
                            ),
                        ),
                        (
                            "alt",
                            models.CharField(
                                blank=True,
                                help_text="Dla osób, które go nie widzą: co na nim jest. Tekst plakatu proszę przepisać wyżej.",
                                max_length=250,
                                verbose_name="zdjęcie słowami",
                            ),
                        ),
                        (
                            "is_decorative",
                            models.BooleanField(
                                default=False,
                                help_text="Nic nie mówi, więc nie wymaga opisu słownego. Czytniki ekranu je pominą.",
                                verbose_name="zdjęcie tylko ozdabia",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="cc02be8f81ae35418bf312834fe34ad146ea34dd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d9f60",
                                    table="jcop_announcementpictureevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapPicture",
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
                        ("caption", models.CharField(blank=True, max_length=150, verbose_name="podpis")),
                        (
                            "centre",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="map_picture",
                                to="jcop.centre",
                            ),
                        ),
                        (
                            "alt",
                            models.CharField(
                                help_text="Dla osób, które jej nie widzą: co pokazuje i gdzie na niej jest Centrum.",
                                max_length=250,
                                verbose_name="mapa słowami",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "obraz mapy",
                        "verbose_name_plural": "obraz mapy",
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("alt__regex", "\\S")),
                                name="map_picture_is_told_in_words",
                                violation_error_message="Mapa wymaga opisu słownego dla osób, które jej nie widzą.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="aa4c6758633598f71237dbff0c2f964e7f36e5a1",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_74367",
                                    table="jcop_mappicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_mappictureevent" ("alt", "caption", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (NEW."alt", NEW."caption", NEW."centre_id", NEW."digest", NEW."height", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."width"); RETURN NULL;',
                                    hash="1100395fe005dc9d8a9f309a339d027baaa4504e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_39925",
                                    table="jcop_mappicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."alt" IS DISTINCT FROM (NEW."alt") OR OLD."caption" IS DISTINCT FROM (NEW."caption") OR OLD."centre_id" IS DISTINCT FROM (NEW."centre_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."height" IS DISTINCT FROM (NEW."height") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."width" IS DISTINCT FROM (NEW."width"))',
                                    func='INSERT INTO "jcop_mappictureevent" ("alt", "caption", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (NEW."alt", NEW."caption", NEW."centre_id", NEW."digest", NEW."height", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."width"); RETURN NULL;',
                                    hash="f7ac57bd621ee88d6f3f1e336e724ec6a6c2849f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_56f24",
                                    table="jcop_mappicture",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "jcop_mappictureevent" ("alt", "caption", "centre_id", "digest", "height", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "width") VALUES (OLD."alt", OLD."caption", OLD."centre_id", OLD."digest", OLD."height", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."width"); RETURN NULL;',
                                    hash="0f6c326eb8f6ed9e13a2df2278f4f0b45c993755",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e0030",
                                    table="jcop_mappicture",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapPictureEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="jcop.mappicture",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("width", models.PositiveSmallIntegerField(editable=False)),
                        ("height", models.PositiveSmallIntegerField(editable=False)),
                        ("caption", models.CharField(blank=True, max_length=150, verbose_name="podpis")),
                        (
                            "centre",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jcop.centre",
                            ),
                        ),
                        (
                            "alt",
                            models.CharField(
                                help_text="Dla osób, które jej nie widzą: co pokazuje i gdzie na niej jest Centrum.",
                                max_length=250,
                                verbose_name="mapa słowami",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4b39277d1250f11e8310451c438cebdaab68fde6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8ae13",
                                    table="jcop_mappictureevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
