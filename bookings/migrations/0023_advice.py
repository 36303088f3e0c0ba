"""Advisers as bookables, consultations as bookings: for organisations by right, for founders by exception."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jcop.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


# The worker and the adviser see who comes and write the card; nobody else of the office does.
READERS = ["Pracownik Centrum", "Doradca"]
WANTED = {"view": "Can view porada", "record": "Może potwierdzać porady i pisać karty porad"}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="bookings", model="advicevisit")
    for group_name in READERS:
        group, _ = Group.objects.get_or_create(name=group_name)
        for act, name in WANTED.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_advicevisit", defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_promotions"),
        ("bookings", "0022_guests"),
        ("organizations", "0006_shown_to_residents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("stowarzyszenie", "zakładanie nowych stowarzyszeń"),
                            ("stowarzyszenie-zwykle", "zakładanie stowarzyszeń zwykłych"),
                            ("fundacja", "zakładanie fundacji"),
                            (
                                "klub-sportowy",
                                "zakładanie klubów sportowych nieprowadzących działalności gospodarczej",
                            ),
                            ("dzialalnosc", "bieżąca działalność organizacji pozarządowych"),
                            ("prawo", "obowiązujące przepisy prawa dla III sektora"),
                        ],
                        max_length=25,
                        verbose_name="temat",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="czego dotyczy",
                    ),
                ),
                (
                    "content",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="krótka treść porady",
                    ),
                ),
                (
                    "follow_up",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="co dalej",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="kartę zapisano"),
                ),
            ],
            options={
                "verbose_name": "porada",
                "verbose_name_plural": "porady",
                "ordering": ["booking__starts_at", "pk"],
                "permissions": [("record_advicevisit", "Może potwierdzać porady i pisać karty porad")],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddField(
            model_name="bookable",
            name="adviser",
            field=models.ForeignKey(
                blank=True,
                help_text="Widzi swoje porady i pisze ich karty. Nazwiska doradcy portal nigdzie nie pokazuje.",
                limit_choices_to={"is_staff": True},
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="konto doradcy",
            ),
        ),
        migrations.AddField(
            model_name="bookable",
            name="slot_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Tylko dla doradcy: od 15 do 240.",
                null=True,
                verbose_name="długość porady (minuty)",
            ),
        ),
        migrations.AddField(
            model_name="bookable",
            name="topics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("stowarzyszenie", "zakładanie nowych stowarzyszeń"),
                        ("stowarzyszenie-zwykle", "zakładanie stowarzyszeń zwykłych"),
                        ("fundacja", "zakładanie fundacji"),
                        (
                            "klub-sportowy",
                            "zakładanie klubów sportowych nieprowadzących działalności gospodarczej",
                        ),
                        ("dzialalnosc", "bieżąca działalność organizacji pozarządowych"),
                        ("prawo", "obowiązujące przepisy prawa dla III sektora"),
                    ],
                    max_length=25,
                ),
                blank=True,
                db_default=models.Value(
                    [],
                    output_field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=25), size=None
                    ),
                ),
                default=list,
                size=None,
                verbose_name="w czym doradza",
            ),
        ),
        migrations.AlterField(
            model_name="bookable",
            name="kind",
            field=models.CharField(
                choices=[
                    ("room", "sala"),
                    ("equipment", "sprzęt"),
                    ("duty", "stanowisko dyżurowe"),
                    ("advice", "doradca"),
                ],
                max_length=10,
                verbose_name="rodzaj",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="booking",
            trigger=pgtrigger.compiler.Trigger(
                name="advice_is_somebodys",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"kind\" = 'advice')",
                    constraint="CONSTRAINT",
                    func="\n                    IF NOT EXISTS (SELECT FROM bookings_advicevisit v WHERE v.booking_id = NEW.id) THEN\n                        RAISE EXCEPTION 'advice % is neither an organisation''s nor a guest''s', NEW.id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'advice_is_somebodys';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="9ecb9e5d799446b92309a893ed7a8991c268608c",
                    operation="INSERT",
                    pgid="pgtrigger_advice_is_somebodys_6f3f7",
                    table="bookings_booking",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bookable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("capacity__gte", 1),
                        ("kind", "advice"),
                        ("slot_minutes__gte", 15),
                        ("slot_minutes__lte", 240),
                        models.Q(("topics", []), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "advice"), _negated=True),
                        ("adviser", None),
                        ("slot_minutes", None),
                        ("topics", []),
                    ),
                    _connector="OR",
                ),
                name="bookable_adviser_whole",
                violation_error_message="Doradca, i tylko doradca, ma tematy, długość porady (od 15 do 240 minut) i liczbę miejsc.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookable",
            constraint=models.UniqueConstraint(
                fields=("adviser",),
                name="bookable_adviser_once",
                violation_error_message="To konto należy już do innego doradcy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "advice"), _negated=True),
                    models.Q(("agreement__isnull", False), ("organization__isnull", False)),
                    models.Q(("agreement", None), ("organization", None)),
                    _connector="OR",
                ),
                name="booking_advice_with_agreement_or_guest",
                violation_error_message="Porada organizacji wymaga porozumienia; bez niego jest tylko dla osoby, która dopiero zakłada organizację.",
            ),
        ),
        migrations.AddField(
            model_name="advicevisit",
            name="booking",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visit",
                to="bookings.booking",
                verbose_name="termin",
            ),
        ),
        migrations.AddField(
            model_name="advicevisit",
            name="guest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="visits",
                to="bookings.guest",
                verbose_name="osoba bez konta",
            ),
        ),
        migrations.AddField(
            model_name="advicevisit",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kartę zapisał(a)",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "topic__in",
                        [
                            "stowarzyszenie",
                            "stowarzyszenie-zwykle",
                            "fundacja",
                            "klub-sportowy",
                            "dzialalnosc",
                            "prawo",
                        ],
                    )
                ),
                name="advice_visit_topic_known",
                violation_error_message="Proszę wybrać temat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("guest", None),
                    ("topic__in", ["fundacja", "klub-sportowy", "stowarzyszenie", "stowarzyszenie-zwykle"]),
                    _connector="OR",
                ),
                name="advice_visit_guest_is_founding",
                violation_error_message="Bez porozumienia doradzamy tylko osobom, które zakładają organizację.",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content", ""), ("follow_up", ""), ("recorded_at", None)),
                    models.Q(("recorded_at__isnull", False), models.Q(("content", ""), _negated=True)),
                    _connector="OR",
                ),
                name="advice_visit_card_whole",
                violation_error_message="Karta porady ma krótką treść.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advicevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="visit_is_of_one_party",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n                    IF EXISTS (\n                        SELECT FROM bookings_booking b WHERE b.id = NEW.booking_id\n                        AND (b.kind <> 'advice' OR (b.organization_id IS NULL) = (NEW.guest_id IS NULL))\n                    ) THEN\n                        RAISE EXCEPTION 'visit % is not of an organisation or else of a guest', NEW.id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'advice_visit_of_one_party';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="545384446648592264c1859f08809dcd609d6e16",
                    operation="INSERT",
                    pgid="pgtrigger_visit_is_of_one_party_0ab4b",
                    table="bookings_advicevisit",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(extend_groups, migrations.RunPython.noop),
    ]
