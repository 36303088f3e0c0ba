"""Series of bookings, and who of the office sees them."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


WANTED = {group: ["series", "seriesdate"] for group in ("Pracownik Centrum", "Doradca", "Referat")}
NAMES = {"series": "seria rezerwacji", "seriesdate": "termin serii"}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for group_name, wanted in WANTED.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        for model in wanted:
            kind, _ = ContentType.objects.get_or_create(app_label="bookings", model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"view_{model}", defaults={"name": f"Can view {NAMES[model]}"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0013_places_and_rules"),
        ("organizations", "0005_krs_of_all"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False, verbose_name="numer zmiany"
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, db_default="", editable=False, max_length=300, verbose_name="powód"
                    ),
                ),
                ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("weekly", "co tydzień albo co kilka tygodni"),
                            ("monthly", "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia"),
                        ],
                        max_length=10,
                        verbose_name="powtarza się",
                    ),
                ),
                (
                    "every",
                    models.PositiveSmallIntegerField(default=1, verbose_name="co ile tygodni lub miesięcy"),
                ),
                (
                    "ordinal",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "pierwszy"),
                            (2, "drugi"),
                            (3, "trzeci"),
                            (4, "czwarty"),
                            (-1, "ostatni"),
                        ],
                        null=True,
                        verbose_name="który w miesiącu",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="od dnia")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="do dnia")),
                (
                    "count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ile terminów"),
                ),
                ("starts", models.TimeField(verbose_name="od godziny")),
                ("ends", models.TimeField(verbose_name="do godziny")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("meeting", "spotkanie"),
                            ("training", "szkolenie"),
                            ("occasion", "impreza okolicznościowa"),
                            ("vernissage", "wernisaż"),
                            ("social_action", "akcja społeczna"),
                            ("other", "inne"),
                        ],
                        max_length=15,
                        verbose_name="cel",
                    ),
                ),
                ("persons", models.PositiveSmallIntegerField(default=1, verbose_name="liczba osób")),
                (
                    "public_title",
                    models.CharField(blank=True, max_length=100, verbose_name="tytuł w kalendarzu"),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="zarezerwowano"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="zarezerwował(a)",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="organizations.organization",
                        verbose_name="organizacja",
                    ),
                ),
            ],
            options={
                "verbose_name": "seria rezerwacji",
                "verbose_name_plural": "serie rezerwacji",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SeriesDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numer w serii")),
                ("day", models.DateField(verbose_name="dzień")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="powód pominięcia")),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series_date",
                        to="bookings.booking",
                        verbose_name="rezerwacja",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dates",
                        to="bookings.series",
                        verbose_name="seria",
                    ),
                ),
            ],
            options={
                "verbose_name": "termin serii",
                "verbose_name_plural": "terminy serii",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SeriesDateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="numer w serii")),
                ("day", models.DateField(verbose_name="dzień")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="powód pominięcia")),
                (
                    "booking",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="bookings.booking",
                        verbose_name="rezerwacja",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="bookings.seriesdate",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="bookings.series",
                        verbose_name="seria",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeriesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False, verbose_name="numer zmiany"
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, db_default="", editable=False, max_length=300, verbose_name="powód"
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("weekly", "co tydzień albo co kilka tygodni"),
                            ("monthly", "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia"),
                        ],
                        max_length=10,
                        verbose_name="powtarza się",
                    ),
                ),
                (
                    "every",
                    models.PositiveSmallIntegerField(default=1, verbose_name="co ile tygodni lub miesięcy"),
                ),
                (
                    "ordinal",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "pierwszy"),
                            (2, "drugi"),
                            (3, "trzeci"),
                            (4, "czwarty"),
                            (-1, "ostatni"),
                        ],
                        null=True,
                        verbose_name="który w miesiącu",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="od dnia")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="do dnia")),
                (
                    "count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ile terminów"),
                ),
                ("starts", models.TimeField(verbose_name="od godziny")),
                ("ends", models.TimeField(verbose_name="do godziny")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("meeting", "spotkanie"),
                            ("training", "szkolenie"),
                            ("occasion", "impreza okolicznościowa"),
                            ("vernissage", "wernisaż"),
                            ("social_action", "akcja społeczna"),
                            ("other", "inne"),
                        ],
                        max_length=15,
                        verbose_name="cel",
                    ),
                ),
                ("persons", models.PositiveSmallIntegerField(default=1, verbose_name="liczba osób")),
                (
                    "public_title",
                    models.CharField(blank=True, max_length=100, verbose_name="tytuł w kalendarzu"),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="zarezerwowano"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="zarezerwował(a)",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                        verbose_name="organizacja",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="bookings.series",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeriesItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="ile")),
                (
                    "bookable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.bookable",
                        verbose_name="sala lub sprzęt",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="bookings.series",
                    ),
                ),
            ],
            options={
                "verbose_name": "rzecz w serii",
                "verbose_name_plural": "rzeczy w serii",
            },
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["organization", "-made_at"], name="series_of_organization"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))),
                name="series_ends_after_start",
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("count", None), ("until_on__gte", models.F("first_on")), ("until_on__isnull", False)
                    ),
                    models.Q(("count__isnull", False), ("until_on", None)),
                    _connector="OR",
                ),
                name="series_has_one_end",
                violation_error_message="Seria kończy się albo w podanym dniu, albo po podanej liczbie razy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("count", None), models.Q(("count__gte", 1), ("count__lte", 60)), _connector="OR"
                ),
                name="series_count_in_bounds",
                violation_error_message="Seria ma najwyżej 60 terminów.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every__gte", 1),
                    ("every__lte", 12),
                    models.Q(
                        models.Q(("frequency", "weekly"), ("ordinal", None)),
                        models.Q(
                            ("frequency", "monthly"),
                            ("ordinal__in", [1, 2, 3, 4, -1]),
                            ("ordinal__isnull", False),
                        ),
                        _connector="OR",
                    ),
                ),
                name="series_rhythm_known",
                violation_error_message="Seria powtarza się co 1–12 tygodni albo miesięcy.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "bookings_seriesevent" ("count", "end_reason", "ends", "every", "first_on", "frequency", "id", "made_at", "made_by_id", "ordinal", "organization_id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "sequence", "starts", "until_on") VALUES (NEW."count", NEW."end_reason", NEW."ends", NEW."every", NEW."first_on", NEW."frequency", NEW."id", NEW."made_at", NEW."made_by_id", NEW."ordinal", NEW."organization_id", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_title", NEW."purpose", NEW."sequence", NEW."starts", NEW."until_on"); RETURN NULL;',
                    hash="c1eb00d82adbf3bf06942d797438f9802eab4bf9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_40c0a",
                    table="bookings_series",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."count" IS DISTINCT FROM (NEW."count") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ends" IS DISTINCT FROM (NEW."ends") OR OLD."every" IS DISTINCT FROM (NEW."every") OR OLD."first_on" IS DISTINCT FROM (NEW."first_on") OR OLD."frequency" IS DISTINCT FROM (NEW."frequency") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."ordinal" IS DISTINCT FROM (NEW."ordinal") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."persons" IS DISTINCT FROM (NEW."persons") OR OLD."public_title" IS DISTINCT FROM (NEW."public_title") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts" IS DISTINCT FROM (NEW."starts") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on"))',
                    func='INSERT INTO "bookings_seriesevent" ("count", "end_reason", "ends", "every", "first_on", "frequency", "id", "made_at", "made_by_id", "ordinal", "organization_id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "sequence", "starts", "until_on") VALUES (NEW."count", NEW."end_reason", NEW."ends", NEW."every", NEW."first_on", NEW."frequency", NEW."id", NEW."made_at", NEW."made_by_id", NEW."ordinal", NEW."organization_id", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_title", NEW."purpose", NEW."sequence", NEW."starts", NEW."until_on"); RETURN NULL;',
                    hash="68d572ef07ea889b074d6aedc7b7656a8eda8626",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9d860",
                    table="bookings_series",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.UniqueConstraint(
                fields=("series", "day"),
                name="series_date_once",
                violation_error_message="Ten dzień jest już w serii.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.UniqueConstraint(fields=("series", "number"), name="series_date_number_once"),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 60)),
                name="series_date_within_sixty",
                violation_error_message="Seria ma najwyżej 60 terminów.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("booking__isnull", False), ("reason", "")),
                    models.Q(("booking", None), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="series_date_booked_or_reasoned",
                violation_error_message="Termin serii ma rezerwację albo powód, dla którego go pominięto.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seriesdate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "bookings_seriesdateevent" ("booking_id", "day", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id") VALUES (NEW."booking_id", NEW."day", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."series_id"); RETURN NULL;',
                    hash="59b299a8cfb641dfc57127df4e507c5348bd5f46",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8839e",
                    table="bookings_seriesdate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seriesdate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "bookings_seriesdateevent" ("booking_id", "day", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id") VALUES (NEW."booking_id", NEW."day", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."series_id"); RETURN NULL;',
                    hash="e2bb7c8bcbf8c08b096ab89270fd24965ec0c8a3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15ccb",
                    table="bookings_seriesdate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seriesdateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b0f2518f550f19a4bf528b5213b74f7cb453c001",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d93c9",
                    table="bookings_seriesdateevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seriesevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="576839dac3d283b50196a38fefd170a129c663f3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_83663",
                    table="bookings_seriesevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesitem",
            constraint=models.UniqueConstraint(fields=("series", "bookable"), name="series_item_once"),
        ),
        migrations.AddConstraint(
            model_name="seriesitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="series_item_some"
            ),
        ),
        migrations.RunPython(extend_groups, migrations.RunPython.noop),
    ]
