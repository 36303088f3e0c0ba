"""The tables of organisations, with their constraints, history and triggers."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import jcop.migrating
import jcop.typed.personal
import jcop.typed.phones
import jcop.typed.search
import organizations.models.invitations
import organizations.models.organizations
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jcop", "0002_search"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        jcop.migrating.CreateTables(
            models=[
                migrations.CreateModel(
                    name="Organization",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=organizations.models.organizations.new_key,
                                editable=False,
                                max_length=10,
                                unique=True,
                            ),
                        ),
                        ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("registered", "zarejestrowana"),
                                    ("verified", "zweryfikowana"),
                                    ("suspended", "zawieszona"),
                                    ("closed", "zamknięta"),
                                ],
                                default="registered",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "state_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód zmiany stanu"
                            ),
                        ),
                        (
                            "legal_form",
                            models.CharField(
                                choices=[
                                    ("association", "stowarzyszenie (KRS)"),
                                    ("foundation", "fundacja"),
                                    ("ordinary_association", "stowarzyszenie zwykłe"),
                                    ("sports_club", "klub sportowy (ewidencja)"),
                                    ("pupils_sports_club", "uczniowski klub sportowy"),
                                    ("fire_brigade", "ochotnicza straż pożarna"),
                                    ("union", "związek stowarzyszeń"),
                                    ("countrywomen", "koło gospodyń wiejskich"),
                                    ("church_body", "kościelna osoba prawna"),
                                    ("social_cooperative", "spółdzielnia socjalna"),
                                    ("nonprofit_company", "spółka non profit"),
                                    ("branch", "oddział działający z upoważnienia jednostki macierzystej"),
                                    ("informal_group", "grupa nieformalna lub inicjatywna"),
                                ],
                                max_length=25,
                                verbose_name="forma prawna",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                db_collation="pl-x-icu",
                                max_length=400,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="pełna nazwa",
                            ),
                        ),
                        (
                            "krs",
                            models.CharField(blank=True, max_length=10, null=True, verbose_name="numer KRS"),
                        ),
                        (
                            "register_number",
                            models.CharField(
                                blank=True,
                                max_length=100,
                                null=True,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="numer w innym rejestrze",
                            ),
                        ),
                        ("nip", models.CharField(blank=True, max_length=10, null=True, verbose_name="NIP")),
                        (
                            "regon",
                            models.CharField(blank=True, max_length=14, null=True, verbose_name="REGON"),
                        ),
                        (
                            "street",
                            models.CharField(
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="ulica i numer",
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                max_length=6,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{2}-\\d{3}$", "Kod pocztowy ma postać 44-335."
                                    )
                                ],
                                verbose_name="kod pocztowy",
                            ),
                        ),
                        (
                            "city",
                            models.CharField(
                                max_length=100,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="miejscowość",
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(
                                blank=True,
                                max_length=30,
                                validators=[jcop.typed.phones.check_phone],
                                verbose_name="telefon organizacji",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail organizacji"),
                        ),
                        (
                            "e_delivery",
                            models.CharField(blank=True, max_length=30, verbose_name="adres do e-Doręczeń"),
                        ),
                        (
                            "areas",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("help", "pomoc społeczna i rodzina"),
                                        ("health", "zdrowie i niepełnosprawność"),
                                        ("children", "dzieci i młodzież"),
                                        ("seniors", "seniorzy"),
                                        ("education", "nauka i edukacja"),
                                        ("culture", "kultura i tradycja"),
                                        ("sport", "sport i turystyka"),
                                        ("ecology", "ekologia i zwierzęta"),
                                        ("rights", "prawa obywatelskie i społeczność lokalna"),
                                        ("rescue", "ratownictwo i bezpieczeństwo"),
                                        ("other", "inna działalność pożytku publicznego"),
                                    ],
                                    max_length=10,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="obszary działalności",
                            ),
                        ),
                        (
                            "representation",
                            models.TextField(
                                blank=True,
                                help_text="Słowo w słowo z KRS, ewidencji albo statutu.",
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="sposób reprezentacji",
                            ),
                        ),
                        (
                            "signatures_required",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="ile osób musi podpisać dokumenty",
                            ),
                        ),
                        (
                            "is_listed",
                            models.BooleanField(
                                default=True,
                                help_text="Wykaz podaje nazwę, formę prawną i obszary działalności organizacji z porozumieniem.",
                                verbose_name="w publicznym wykazie",
                            ),
                        ),
                        (
                            "public_description",
                            models.TextField(
                                blank=True,
                                max_length=1000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis dla mieszkańców",
                            ),
                        ),
                        (
                            "public_phone",
                            models.CharField(
                                blank=True,
                                max_length=30,
                                validators=[jcop.typed.phones.check_phone],
                                verbose_name="telefon dla mieszkańców",
                            ),
                        ),
                        (
                            "public_email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail dla mieszkańców"
                            ),
                        ),
                        (
                            "public_website",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[
                                    django.core.validators.URLValidator(
                                        ["https", "http"],
                                        message="Podaj adres, który zaczyna się od https://",
                                    )
                                ],
                                verbose_name="strona internetowa",
                            ),
                        ),
                        (
                            "registered_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "registered_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarejestrowano",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "organizacja",
                        "verbose_name_plural": "organizacje",
                        "ordering": ["name"],
                        "permissions": [
                            ("verify_organization", "Może weryfikować organizacje"),
                            ("suspend_organization", "Może zawieszać i zamykać organizacje"),
                        ],
                        "indexes": [
                            models.Index(fields=["krs"], name="organization_by_krs"),
                            models.Index(fields=["name"], name="organization_by_name"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(
                                    jcop.typed.search.Plain(django.db.models.functions.text.Lower("name")),
                                    "gin_trgm_ops",
                                ),
                                name="organization_by_words",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["registered", "verified", "suspended", "closed"])
                                ),
                                name="organization_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["suspended", "closed"]), _negated=True),
                                    models.Q(("state_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="organization_suspension_has_reason",
                                violation_error_message="Podaj powód.",
                            ),
                            models.CheckConstraint(
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
                                                "pupils_sports_club",
                                                "sports_club",
                                            ],
                                        ),
                                        ("register_number__isnull", False),
                                        models.Q(("register_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("krs", None),
                                        ("legal_form__in", ["informal_group"]),
                                        ("register_number", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="organization_has_its_number",
                                violation_error_message="Podaj numer z rejestru właściwego dla formy prawnej.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signatures_required__range", (1, 5))),
                                name="organization_signatures_required",
                                violation_error_message="Liczba podpisów: od 1 do 5.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("krs",),
                                name="organization_krs_once",
                                violation_error_message="Organizacja o tym numerze KRS jest już w portalu.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(("legal_form", "branch"), _negated=True),
                                ),
                                fields=("legal_form", "register_number"),
                                name="organization_register_number_once",
                                violation_error_message="Organizacja o tym numerze jest już w portalu.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("nip",),
                                name="organization_nip_once",
                                violation_error_message="Organizacja o tym numerze NIP jest już w portalu.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("regon",),
                                name="organization_regon_once",
                                violation_error_message="Organizacja o tym numerze REGON jest już w portalu.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="11eeb8c603423aed17172de217d7b82ebfac2b05",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_3135b",
                                    table="organizations_organization",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "organizations_organizationevent" ("areas", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                                    hash="ce3a150056780f212b40e03abe450402a3466b65",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5a753",
                                    table="organizations_organization",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."areas" IS DISTINCT FROM (NEW."areas") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."e_delivery" IS DISTINCT FROM (NEW."e_delivery") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_listed" IS DISTINCT FROM (NEW."is_listed") OR OLD."krs" IS DISTINCT FROM (NEW."krs") OR OLD."legal_form" IS DISTINCT FROM (NEW."legal_form") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nip" IS DISTINCT FROM (NEW."nip") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."public_description" IS DISTINCT FROM (NEW."public_description") OR OLD."public_website" IS DISTINCT FROM (NEW."public_website") OR OLD."register_number" IS DISTINCT FROM (NEW."register_number") OR OLD."registered_at" IS DISTINCT FROM (NEW."registered_at") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id") OR OLD."regon" IS DISTINCT FROM (NEW."regon") OR OLD."representation" IS DISTINCT FROM (NEW."representation") OR OLD."signatures_required" IS DISTINCT FROM (NEW."signatures_required") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_reason" IS DISTINCT FROM (NEW."state_reason") OR OLD."street" IS DISTINCT FROM (NEW."street"))',
                                    func='INSERT INTO "organizations_organizationevent" ("areas", "city", "e_delivery", "id", "is_listed", "krs", "legal_form", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "public_description", "public_website", "register_number", "registered_at", "registered_by_id", "regon", "representation", "signatures_required", "state", "state_reason", "street") VALUES (NEW."areas", NEW."city", NEW."e_delivery", NEW."id", NEW."is_listed", NEW."krs", NEW."legal_form", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_code", NEW."public_description", NEW."public_website", NEW."register_number", NEW."registered_at", NEW."registered_by_id", NEW."regon", NEW."representation", NEW."signatures_required", NEW."state", NEW."state_reason", NEW."street"); RETURN NULL;',
                                    hash="ccf151569bb0beb3e7d5c4e41fd334521cc0e756",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_73a92",
                                    table="organizations_organization",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganizationEvent",
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
                                to="organizations.organization",
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
                                    ("registered", "zarejestrowana"),
                                    ("verified", "zweryfikowana"),
                                    ("suspended", "zawieszona"),
                                    ("closed", "zamknięta"),
                                ],
                                default="registered",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "state_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód zmiany stanu"
                            ),
                        ),
                        (
                            "legal_form",
                            models.CharField(
                                choices=[
                                    ("association", "stowarzyszenie (KRS)"),
                                    ("foundation", "fundacja"),
                                    ("ordinary_association", "stowarzyszenie zwykłe"),
                                    ("sports_club", "klub sportowy (ewidencja)"),
                                    ("pupils_sports_club", "uczniowski klub sportowy"),
                                    ("fire_brigade", "ochotnicza straż pożarna"),
                                    ("union", "związek stowarzyszeń"),
                                    ("countrywomen", "koło gospodyń wiejskich"),
                                    ("church_body", "kościelna osoba prawna"),
                                    ("social_cooperative", "spółdzielnia socjalna"),
                                    ("nonprofit_company", "spółka non profit"),
                                    ("branch", "oddział działający z upoważnienia jednostki macierzystej"),
                                    ("informal_group", "grupa nieformalna lub inicjatywna"),
                                ],
                                max_length=25,
                                verbose_name="forma prawna",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                db_collation="pl-x-icu",
                                max_length=400,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="pełna nazwa",
                            ),
                        ),
                        (
                            "krs",
                            models.CharField(blank=True, max_length=10, null=True, verbose_name="numer KRS"),
                        ),
                        (
                            "register_number",
                            models.CharField(
                                blank=True,
                                max_length=100,
                                null=True,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="numer w innym rejestrze",
                            ),
                        ),
                        ("nip", models.CharField(blank=True, max_length=10, null=True, verbose_name="NIP")),
                        (
                            "regon",
                            models.CharField(blank=True, max_length=14, null=True, verbose_name="REGON"),
                        ),
                        (
                            "street",
                            models.CharField(
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="ulica i numer",
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                max_length=6,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^\\d{2}-\\d{3}$", "Kod pocztowy ma postać 44-335."
                                    )
                                ],
                                verbose_name="kod pocztowy",
                            ),
                        ),
                        (
                            "city",
                            models.CharField(
                                max_length=100,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="miejscowość",
                            ),
                        ),
                        (
                            "e_delivery",
                            models.CharField(blank=True, max_length=30, verbose_name="adres do e-Doręczeń"),
                        ),
                        (
                            "areas",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("help", "pomoc społeczna i rodzina"),
                                        ("health", "zdrowie i niepełnosprawność"),
                                        ("children", "dzieci i młodzież"),
                                        ("seniors", "seniorzy"),
                                        ("education", "nauka i edukacja"),
                                        ("culture", "kultura i tradycja"),
                                        ("sport", "sport i turystyka"),
                                        ("ecology", "ekologia i zwierzęta"),
                                        ("rights", "prawa obywatelskie i społeczność lokalna"),
                                        ("rescue", "ratownictwo i bezpieczeństwo"),
                                        ("other", "inna działalność pożytku publicznego"),
                                    ],
                                    max_length=10,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="obszary działalności",
                            ),
                        ),
                        (
                            "representation",
                            models.TextField(
                                blank=True,
                                help_text="Słowo w słowo z KRS, ewidencji albo statutu.",
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="sposób reprezentacji",
                            ),
                        ),
                        (
                            "signatures_required",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="ile osób musi podpisać dokumenty",
                            ),
                        ),
                        (
                            "is_listed",
                            models.BooleanField(
                                default=True,
                                help_text="Wykaz podaje nazwę, formę prawną i obszary działalności organizacji z porozumieniem.",
                                verbose_name="w publicznym wykazie",
                            ),
                        ),
                        (
                            "public_description",
                            models.TextField(
                                blank=True,
                                max_length=1000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis dla mieszkańców",
                            ),
                        ),
                        (
                            "public_website",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[
                                    django.core.validators.URLValidator(
                                        ["https", "http"],
                                        message="Podaj adres, który zaczyna się od https://",
                                    )
                                ],
                                verbose_name="strona internetowa",
                            ),
                        ),
                        (
                            "registered_by",
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
                        (
                            "registered_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarejestrowano",
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
                                    hash="b57d657ff616d824ae4a63d9d1c32f035699505a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_88049",
                                    table="organizations_organizationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="organizations.organization",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("keeper", "opiekun konta organizacji"),
                                    ("user", "użytkownik konta"),
                                ],
                                default="user",
                                max_length=10,
                                verbose_name="rola",
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="od"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "użytkownik organizacji",
                        "verbose_name_plural": "użytkownicy organizacji",
                        "ordering": ["role", "since"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organization", "user"),
                                name="membership_once",
                                violation_error_message="Ta osoba jest już użytkownikiem organizacji.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="a_keeper_remains",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    constraint="CONSTRAINT",
                                    func="\n                    IF EXISTS (\n                        SELECT FROM organizations_membership WHERE organization_id = OLD.organization_id\n                    ) AND NOT EXISTS (\n                        SELECT FROM organizations_membership\n                        WHERE organization_id = OLD.organization_id AND role = 'keeper'\n                    ) THEN\n                        RAISE EXCEPTION 'organization % would have users but no keeper', OLD.organization_id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'membership_keeper_remains';\n                    END IF;\n                    RETURN NULL;\n                ",
                                    hash="6d14de0031bf831946ca72931850c0240e9babf5",
                                    operation='DELETE OR UPDATE OF "role"',
                                    pgid="pgtrigger_a_keeper_remains_8692b",
                                    table="organizations_membership",
                                    timing="DEFERRABLE INITIALLY DEFERRED",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Representative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="representatives",
                                to="organizations.organization",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="kolejność")),
                        (
                            "name",
                            models.CharField(
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="imię i nazwisko",
                            ),
                        ),
                        (
                            "function",
                            models.CharField(
                                max_length=100,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="funkcja",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("board", "zarząd"),
                                    ("representative", "przedstawiciel"),
                                    ("proxy", "pełnomocnik"),
                                    ("liquidator", "likwidator"),
                                ],
                                default="board",
                                max_length=15,
                                verbose_name="podstawa",
                            ),
                        ),
                        ("mandate_from", models.DateField(blank=True, null=True, verbose_name="kadencja od")),
                        (
                            "mandate_until",
                            models.DateField(blank=True, null=True, verbose_name="kadencja do"),
                        ),
                    ],
                    options={
                        "verbose_name": "osoba uprawniona do reprezentowania",
                        "verbose_name_plural": "osoby uprawnione do reprezentowania",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mandate_from", None),
                                    ("mandate_until", None),
                                    ("mandate_until__gte", models.F("mandate_from")),
                                    _connector="OR",
                                ),
                                name="representative_mandate_ends_after_start",
                                violation_error_message="Kadencja kończy się wcześniej, niż się zaczyna.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="verifications",
                                to="organizations.organization",
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
                            "source",
                            models.CharField(
                                choices=[
                                    ("krs", "odpis z KRS"),
                                    ("city", "ewidencja prowadzona przez Prezydenta Miasta"),
                                    ("statute", "statut lub uchwała o wyborze"),
                                    ("other", "inny dokument"),
                                ],
                                max_length=10,
                                verbose_name="z czym porównano",
                            ),
                        ),
                        ("extract_on", models.DateField(blank=True, null=True, verbose_name="stan na dzień")),
                        (
                            "has_same_name",
                            models.BooleanField(default=False, verbose_name="nazwa i numer się zgadzają"),
                        ),
                        (
                            "has_same_address",
                            models.BooleanField(default=False, verbose_name="adres się zgadza"),
                        ),
                        (
                            "has_same_representatives",
                            models.BooleanField(
                                default=False, verbose_name="osoby uprawnione i liczba podpisów się zgadzają"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="uwagi",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "weryfikacja",
                        "verbose_name_plural": "weryfikacje",
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="AccessRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="access_requests",
                                to="organizations.organization",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="access_requests",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "message",
                            models.CharField(
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="kim Państwo są w organizacji",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "czeka na odpowiedź"),
                                    ("granted", "przyjęta"),
                                    ("declined", "odrzucona"),
                                ],
                                default="open",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="kiedy"
                            ),
                        ),
                        (
                            "answered_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="odpowiedź"),
                        ),
                        (
                            "answered_by",
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
                        "verbose_name": "prośba o dostęp",
                        "verbose_name_plural": "prośby o dostęp",
                        "ordering": ["asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("organization", "user"),
                                name="access_asked_once",
                                violation_error_message="Prośba o dostęp do tej organizacji już czeka na odpowiedź.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state", "open")),
                                    models.Q(
                                        ("answered_at__isnull", False), ("state__in", ["granted", "declined"])
                                    ),
                                    _connector="OR",
                                ),
                                name="access_answered_iff_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="organizations.organization",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="adres e-mail")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("keeper", "opiekun konta organizacji"),
                                    ("user", "użytkownik konta"),
                                ],
                                default="user",
                                max_length=10,
                                verbose_name="rola",
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invited_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="wysłano"),
                        ),
                        (
                            "expires_at",
                            models.DateTimeField(
                                default=organizations.models.invitations._expiry, verbose_name="ważne do"
                            ),
                        ),
                        ("accepted_at", models.DateTimeField(null=True, verbose_name="przyjęto")),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(null=True, verbose_name="odwołano")),
                    ],
                    options={
                        "verbose_name": "zaproszenie",
                        "verbose_name_plural": "zaproszenia",
                        "ordering": ["-invited_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                                name="invitation_email_is_lower_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                                name="invitation_expires_after_sending",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_at", None), ("revoked_at", None), _connector="OR"
                                ),
                                name="invitation_accepted_or_revoked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        ("key", models.CharField(editable=False, max_length=100, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "do wysłania"), ("sent", "wysłany")],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        ("subject", models.CharField(max_length=300, verbose_name="w sprawie")),
                        ("text", models.TextField(verbose_name="treść")),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="powstał"
                            ),
                        ),
                        ("sent_on", models.DateField(editable=False, null=True, verbose_name="wysłano")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="wysłał(a)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "list do wysłania",
                        "verbose_name_plural": "listy do wysłania",
                        "ordering": ["written_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_by", None), ("sent_on", None), ("state", "waiting")),
                                    models.Q(
                                        ("sent_by__isnull", False),
                                        ("sent_on__isnull", False),
                                        ("state", "sent"),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_sent_whole",
                                violation_error_message="Podaj datę wysłania.",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
