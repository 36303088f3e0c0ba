"""Events of the Centre, their places and queues; who of the office holds them."""

import django.db.models.deletion
import django.utils.timezone
import jcop.personal
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.apps.registry import Apps
from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db import migrations, models


PLACE_OF_EVENT = """
ALTER TABLE bookings_seat
    ADD CONSTRAINT seat_of_event_with_capacity
    FOREIGN KEY (event_id, capacity) REFERENCES bookings_event (id, capacity) ON UPDATE CASCADE
"""
GROUPS = {
    "Pracownik Centrum": ["add", "change", "view"],
    "Doradca": ["view"],
    "Referat": ["view"],
}


def extend_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="bookings", model="event")
    for name, acts in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for act in acts:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{act}_event", defaults={"name": f"Can {act} wydarzenie"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0023_advice"),
        ("organizations", "0006_shown_to_residents"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="liczba miejsc wydarzenia"),
                ),
                ("form_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "person_no",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="która osoba zgłoszenia"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "miejsce zajęte"),
                            ("offered", "miejsce zaproponowane"),
                            ("waiting", "na liście oczekujących"),
                            ("lapsed", "propozycja wygasła"),
                            ("cancelled", "rezygnacja"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="stan",
                    ),
                ),
                (
                    "place_no",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="miejsce"),
                ),
                (
                    "queue_no",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="numer w kolejce"),
                ),
                (
                    "offered_until",
                    models.DateTimeField(editable=False, null=True, verbose_name="odpowiedź do"),
                ),
                ("signed_up_at", models.DateTimeField(editable=False, verbose_name="zgłoszono")),
                (
                    "asked_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="zapytano po zmianie terminu"
                    ),
                ),
                (
                    "stays_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="potwierdzono po zmianie terminu"
                    ),
                ),
                ("attended", models.BooleanField(editable=False, null=True, verbose_name="obecność")),
            ],
            options={
                "verbose_name": "miejsce na wydarzeniu",
                "verbose_name_plural": "miejsca na wydarzeniach",
                "ordering": ["event", "place_no", "queue_no", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Puste: wstęp wolny, bez zapisów.",
                        null=True,
                        verbose_name="liczba miejsc",
                    ),
                ),
                ("signup_opens_at", models.DateTimeField(blank=True, null=True, verbose_name="zapisy od")),
                ("signup_closes_at", models.DateTimeField(blank=True, null=True, verbose_name="zapisy do")),
                (
                    "per_organization",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="najwyżej osób z jednej organizacji"
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        default=48,
                        help_text="Tuż przed wydarzeniem krócej: połowa czasu, który został.",
                        verbose_name="ile godzin na odpowiedź z listy oczekujących",
                    ),
                ),
                ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "title",
                    models.CharField(
                        db_collation="pl-x-icu",
                        max_length=100,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="tytuł",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "szkolenie"),
                            ("workshop", "warsztaty"),
                            ("vernissage", "wernisaż"),
                            ("integration", "spotkanie integracyjne"),
                            ("other", "inne wydarzenie"),
                        ],
                        default="training",
                        max_length=15,
                        verbose_name="rodzaj",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("organizations", "dla organizacji"),
                            ("residents", "dla mieszkańców"),
                            ("both", "dla organizacji i mieszkańców"),
                        ],
                        default="both",
                        max_length=15,
                        verbose_name="dla kogo",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        max_length=5000, validators=[jcop.personal.refuse_pesel], verbose_name="opis"
                    ),
                ),
                (
                    "accessibility",
                    models.TextField(
                        blank=True,
                        help_text="Wejście, tłumacz języka migowego, pętla indukcyjna. Każdy wiersz to osobna informacja.",
                        max_length=1000,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="dostępność",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "szkic"), ("published", "ogłoszone"), ("cancelled", "odwołane")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="stan",
                    ),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="numer zmiany"),
                ),
                ("starts_at", models.DateTimeField(editable=False, verbose_name="początek")),
                ("ends_at", models.DateTimeField(editable=False, verbose_name="koniec")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="ogłoszono")),
                ("cancelled_at", models.DateTimeField(editable=False, null=True, verbose_name="odwołano")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="powód odwołania"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="wprowadzono"
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
                        verbose_name="wprowadził(a)",
                    ),
                ),
            ],
            options={
                "verbose_name": "wydarzenie",
                "verbose_name_plural": "wydarzenia",
                "ordering": ["starts_at", "pk"],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="EventDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_date",
                        to="bookings.booking",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dates", to="bookings.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "termin wydarzenia",
                "verbose_name_plural": "terminy wydarzeń",
                "ordering": ["booking__starts_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EventEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Puste: wstęp wolny, bez zapisów.",
                        null=True,
                        verbose_name="liczba miejsc",
                    ),
                ),
                ("signup_opens_at", models.DateTimeField(blank=True, null=True, verbose_name="zapisy od")),
                ("signup_closes_at", models.DateTimeField(blank=True, null=True, verbose_name="zapisy do")),
                (
                    "per_organization",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="najwyżej osób z jednej organizacji"
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        default=48,
                        help_text="Tuż przed wydarzeniem krócej: połowa czasu, który został.",
                        verbose_name="ile godzin na odpowiedź z listy oczekujących",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        db_collation="pl-x-icu",
                        max_length=100,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="tytuł",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "szkolenie"),
                            ("workshop", "warsztaty"),
                            ("vernissage", "wernisaż"),
                            ("integration", "spotkanie integracyjne"),
                            ("other", "inne wydarzenie"),
                        ],
                        default="training",
                        max_length=15,
                        verbose_name="rodzaj",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("organizations", "dla organizacji"),
                            ("residents", "dla mieszkańców"),
                            ("both", "dla organizacji i mieszkańców"),
                        ],
                        default="both",
                        max_length=15,
                        verbose_name="dla kogo",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        max_length=5000, validators=[jcop.personal.refuse_pesel], verbose_name="opis"
                    ),
                ),
                (
                    "accessibility",
                    models.TextField(
                        blank=True,
                        help_text="Wejście, tłumacz języka migowego, pętla indukcyjna. Każdy wiersz to osobna informacja.",
                        max_length=1000,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="dostępność",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "szkic"), ("published", "ogłoszone"), ("cancelled", "odwołane")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="stan",
                    ),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="numer zmiany"),
                ),
                ("starts_at", models.DateTimeField(editable=False, verbose_name="początek")),
                ("ends_at", models.DateTimeField(editable=False, verbose_name="koniec")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="ogłoszono")),
                ("cancelled_at", models.DateTimeField(editable=False, null=True, verbose_name="odwołano")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="powód odwołania"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="wprowadzono"
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
                        verbose_name="wprowadził(a)",
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
                        to="bookings.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EventMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numer zmiany")),
                (
                    "kind",
                    models.CharField(
                        choices=[("moved", "zmiana terminu lub miejsca"), ("cancelled", "odwołanie")],
                        max_length=10,
                        verbose_name="rodzaj",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="wysłano")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="bookings.event",
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="bookings.guest",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "wiadomość o wydarzeniu",
                "verbose_name_plural": "wiadomości o wydarzeniach",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SeatName",
            fields=[
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="person",
                        serialize=False,
                        to="bookings.seat",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=150,
                        validators=[jcop.personal.refuse_pesel],
                        verbose_name="imię i nazwisko",
                    ),
                ),
            ],
            options={
                "verbose_name": "uczestnik z organizacji",
                "verbose_name_plural": "uczestnicy z organizacji",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="seat",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="bookings.event",
                verbose_name="wydarzenie",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="guest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="seats",
                to="bookings.guest",
                verbose_name="osoba bez konta",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="organizations.organization",
                verbose_name="organizacja",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="signed_up_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="zgłosił(a)",
            ),
        ),
        migrations.CreateModel(
            name="SeatEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "person_no",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="która osoba zgłoszenia"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "miejsce zajęte"),
                            ("offered", "miejsce zaproponowane"),
                            ("waiting", "na liście oczekujących"),
                            ("lapsed", "propozycja wygasła"),
                            ("cancelled", "rezygnacja"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="stan",
                    ),
                ),
                (
                    "place_no",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="miejsce"),
                ),
                (
                    "queue_no",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="numer w kolejce"),
                ),
                (
                    "offered_until",
                    models.DateTimeField(editable=False, null=True, verbose_name="odpowiedź do"),
                ),
                ("signed_up_at", models.DateTimeField(editable=False, verbose_name="zgłoszono")),
                (
                    "asked_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="zapytano po zmianie terminu"
                    ),
                ),
                (
                    "stays_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="potwierdzono po zmianie terminu"
                    ),
                ),
                ("attended", models.BooleanField(editable=False, null=True, verbose_name="obecność")),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="bookings.event",
                        verbose_name="wydarzenie",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="bookings.seat",
                    ),
                ),
                (
                    "signed_up_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="zgłosił(a)",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["starts_at"], name="event_by_time"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="event_ends_after_start",
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", None), ("signup_closes_at", None), ("signup_opens_at", None)),
                    models.Q(
                        ("capacity__isnull", False),
                        ("signup_closes_at__isnull", False),
                        ("signup_opens_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="event_sign_up_whole",
                violation_error_message="Zapisy mają liczbę miejsc, początek i koniec; bez zapisów są puste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity", None),
                    models.Q(("capacity__gte", 1), ("capacity__lte", 250)),
                    _connector="OR",
                ),
                name="event_capacity_some",
                violation_error_message="Liczba miejsc: od 1 do 250.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signup_closes_at__gt", models.F("signup_opens_at")),
                    ("signup_closes_at", None),
                    _connector="OR",
                ),
                name="event_sign_up_ends_after_start",
                violation_error_message="Zapisy muszą kończyć się później, niż się zaczynają.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signup_closes_at__lte", models.F("starts_at")),
                    ("signup_closes_at", None),
                    _connector="OR",
                ),
                name="event_sign_up_ends_before_it",
                violation_error_message="Zapisy muszą skończyć się najpóźniej, gdy wydarzenie się zaczyna.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offer_hours__gte", 1), ("offer_hours__lte", 240), ("per_organization__gte", 1)
                ),
                name="event_limits_some",
                violation_error_message="Z organizacji co najmniej 1 osoba; na odpowiedź od 1 do 240 godzin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancel_reason", ""),
                        ("cancelled_at", None),
                        ("published_at", None),
                        ("state", "draft"),
                    ),
                    models.Q(
                        ("cancel_reason", ""),
                        ("cancelled_at", None),
                        ("published_at__isnull", False),
                        ("state", "published"),
                    ),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="event_state_whole",
                violation_error_message="Podaj powód odwołania.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("id", "capacity"), name="event_and_capacity"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="shown_to_residents",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="7cbb46b0cd11a32db6a9366d81e5f54bab25057f",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_shown_to_residents_12859",
                    table="bookings_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "bookings_eventevent" ("accessibility", "audience", "cancel_reason", "cancelled_at", "capacity", "description", "ends_at", "id", "kind", "made_at", "made_by_id", "offer_hours", "per_organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "sequence", "signup_closes_at", "signup_opens_at", "starts_at", "state", "title") VALUES (NEW."accessibility", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."capacity", NEW."description", NEW."ends_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."offer_hours", NEW."per_organization", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."sequence", NEW."signup_closes_at", NEW."signup_opens_at", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;',
                    hash="d8e4b3087fa9d040e2e16f6a00d7217f1b5a2435",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da86d",
                    table="bookings_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accessibility" IS DISTINCT FROM (NEW."accessibility") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."cancel_reason" IS DISTINCT FROM (NEW."cancel_reason") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."offer_hours" IS DISTINCT FROM (NEW."offer_hours") OR OLD."per_organization" IS DISTINCT FROM (NEW."per_organization") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."signup_closes_at" IS DISTINCT FROM (NEW."signup_closes_at") OR OLD."signup_opens_at" IS DISTINCT FROM (NEW."signup_opens_at") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "bookings_eventevent" ("accessibility", "audience", "cancel_reason", "cancelled_at", "capacity", "description", "ends_at", "id", "kind", "made_at", "made_by_id", "offer_hours", "per_organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "sequence", "signup_closes_at", "signup_opens_at", "starts_at", "state", "title") VALUES (NEW."accessibility", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."capacity", NEW."description", NEW."ends_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."offer_hours", NEW."per_organization", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."sequence", NEW."signup_closes_at", NEW."signup_opens_at", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;',
                    hash="589e7418ec5112d1a26e88f326426f6c5b274ca4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ddabd",
                    table="bookings_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="eventdate",
            trigger=pgtrigger.compiler.Trigger(
                name="shown_to_residents",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="40be6a64bccdccb052ab883633ad8a20e905d201",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_shown_to_residents_659cc",
                    table="bookings_eventdate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="eventevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="10214084fa5107ea48956ab8fec37883ad56fb36",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3d6c9",
                    table="bookings_eventevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="eventmessage",
            constraint=models.UniqueConstraint(
                fields=("event", "number", "organization"), name="event_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventmessage",
            constraint=models.UniqueConstraint(
                fields=("event", "number", "guest"), name="event_message_to_guest_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest__isnull", False), ("organization", None)),
                    models.Q(("guest", None), ("organization__isnull", False)),
                    _connector="OR",
                ),
                name="event_message_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatname",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="seat_name_says_something",
                violation_error_message="Proszę wpisać imię i nazwisko.",
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(("state", "offered")), fields=["offered_until"], name="seat_offers"
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["organization", "event"], name="seat_of_organization"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                fields=("event", "place_no"),
                name="seat_place_once",
                violation_error_message="To miejsce zajął ktoś przed chwilą. Proszę spróbować ponownie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["taken", "offered", "waiting"])),
                fields=("event", "guest"),
                name="seat_of_guest_once",
                violation_error_message="Na ten adres e-mail jest już zgłoszenie na to wydarzenie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("event", "queue_no"), name="seat_queue_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("form_key", "person_no"), name="seat_person_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place_no", None),
                    models.Q(("place_no__gte", 1), ("place_no__lte", models.F("capacity"))),
                    _connector="OR",
                ),
                name="seat_within_capacity",
                violation_error_message="Nie ma już wolnych miejsc.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_until", None), ("place_no__isnull", False), ("state", "taken")),
                    models.Q(
                        ("offered_until__isnull", False),
                        ("place_no__isnull", False),
                        ("queue_no__isnull", False),
                        ("state", "offered"),
                    ),
                    models.Q(
                        ("offered_until", None),
                        ("place_no", None),
                        ("queue_no__isnull", False),
                        ("state", "waiting"),
                    ),
                    models.Q(
                        ("offered_until", None), ("place_no", None), ("state__in", ["lapsed", "cancelled"])
                    ),
                    _connector="OR",
                ),
                name="seat_is_as_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("organization", None), ("guest", None), _connector="OR"),
                name="seat_of_one_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("stays_at", None), ("asked_at__isnull", False), _connector="OR"),
                name="seat_stays_when_asked",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="shown_to_residents",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="157e64009afa7aa8c368018d0bf4f6b1e59b02ad",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_shown_to_residents_8160c",
                    table="bookings_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "bookings_seatevent" ("asked_at", "attended", "event_id", "id", "offered_until", "organization_id", "person_no", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_no", "queue_no", "signed_up_at", "signed_up_by_id", "state", "stays_at") VALUES (NEW."asked_at", NEW."attended", NEW."event_id", NEW."id", NEW."offered_until", NEW."organization_id", NEW."person_no", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_no", NEW."queue_no", NEW."signed_up_at", NEW."signed_up_by_id", NEW."state", NEW."stays_at"); RETURN NULL;',
                    hash="8896845cc8aa5474e9f71de733102cb3c07091dd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_65b58",
                    table="bookings_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."attended" IS DISTINCT FROM (NEW."attended") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."offered_until" IS DISTINCT FROM (NEW."offered_until") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."person_no" IS DISTINCT FROM (NEW."person_no") OR OLD."place_no" IS DISTINCT FROM (NEW."place_no") OR OLD."queue_no" IS DISTINCT FROM (NEW."queue_no") OR OLD."signed_up_at" IS DISTINCT FROM (NEW."signed_up_at") OR OLD."signed_up_by_id" IS DISTINCT FROM (NEW."signed_up_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."stays_at" IS DISTINCT FROM (NEW."stays_at"))',
                    func='INSERT INTO "bookings_seatevent" ("asked_at", "attended", "event_id", "id", "offered_until", "organization_id", "person_no", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_no", "queue_no", "signed_up_at", "signed_up_by_id", "state", "stays_at") VALUES (NEW."asked_at", NEW."attended", NEW."event_id", NEW."id", NEW."offered_until", NEW."organization_id", NEW."person_no", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_no", NEW."queue_no", NEW."signed_up_at", NEW."signed_up_by_id", NEW."state", NEW."stays_at"); RETURN NULL;',
                    hash="94f7f137c3a140293ed9e017856fdc00ce44e538",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_53116",
                    table="bookings_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seatevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="32ae0955a6b2a1aae3fbba80a1a32296f0018548",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_78e1c",
                    table="bookings_seatevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            PLACE_OF_EVENT, "ALTER TABLE bookings_seat DROP CONSTRAINT seat_of_event_with_capacity"
        ),
        migrations.RunPython(extend_groups, migrations.RunPython.noop),
    ]
