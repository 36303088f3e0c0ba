"""The tables of places, bookings, advice and events, with their constraints, history and triggers."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import jcop.migrating
import jcop.typed.personal
import jcop.typed.phones
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0001_tables"),
        ("jcop", "0001_tables"),
        ("organizations", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        jcop.migrating.CreateTables(
            models=[
                migrations.CreateModel(
                    name="RulesAcceptance",
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
                                related_name="accepted_rules",
                                to="organizations.organization",
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="acceptances",
                                to="jcop.houserules",
                            ),
                        ),
                        ("version", models.CharField(max_length=64, verbose_name="wersja (skrót treści)")),
                        (
                            "accepted_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zaakceptowano",
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="kto",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "akceptacja zasad",
                        "verbose_name_plural": "akceptacje zasad",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organization", "rules", "version"),
                                name="rules_accepted_once",
                                violation_error_message="Te zasady są już zaakceptowane.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(db_collation="pl-x-icu", max_length=100, verbose_name="nazwa"),
                        ),
                    ],
                    options={
                        "verbose_name": "zasób",
                        "verbose_name_plural": "zasoby",
                        "ordering": ["name", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="dcc0c82b89c078f3384cc1eb41ac64fdeae4be37",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_585e9",
                                    table="bookings_resource",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bookable",
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
                                    ("room", "sala"),
                                    ("equipment", "sprzęt"),
                                    ("duty", "stanowisko dyżurowe"),
                                    ("advice", "doradca"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(db_collation="pl-x-icu", max_length=100, verbose_name="nazwa"),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="adres")),
                        ("description", models.TextField(blank=True, verbose_name="opis")),
                        (
                            "features",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                help_text="Krótkie słowa po przecinku, na przykład: rzutnik, tablica, ekran.",
                                size=15,
                                verbose_name="wyposażenie",
                            ),
                        ),
                        (
                            "accessibility",
                            models.TextField(
                                blank=True,
                                help_text="Każdy wiersz to osobna informacja: wejście, szerokość drzwi, toaleta, pętla indukcyjna.",
                                max_length=1000,
                                verbose_name="dostępność",
                            ),
                        ),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="liczba miejsc"
                            ),
                        ),
                        (
                            "takes",
                            models.CharField(
                                choices=[
                                    ("all", "wszystkie jednostki (sala)"),
                                    ("as_asked", "tyle, o ile poproszono (sprzęt)"),
                                ],
                                default="all",
                                max_length=10,
                                verbose_name="zajmuje",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.CharField(
                                choices=[("portal", "od razu portal"), ("worker", "pracownik Centrum")],
                                default="portal",
                                max_length=10,
                                verbose_name="potwierdza",
                            ),
                        ),
                        (
                            "minutes_before",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="przerwa przed (minuty)"
                            ),
                        ),
                        (
                            "minutes_after",
                            models.PositiveSmallIntegerField(default=0, verbose_name="przerwa po (minuty)"),
                        ),
                        (
                            "serves_duties",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                help_text="Dla sal. Przy stanowisku dyżurowym organizacje dyżurują zawsze.",
                                verbose_name="można tu pełnić dyżur",
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
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
                        (
                            "slot_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Tylko dla doradcy: od 15 do 240.",
                                null=True,
                                verbose_name="długość porady (minuty)",
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
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
                        ("is_active", models.BooleanField(default=True, verbose_name="do rezerwacji")),
                        (
                            "units",
                            models.ManyToManyField(
                                blank=True,
                                related_name="bookables",
                                to="bookings.resource",
                                verbose_name="jednostki",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sala lub sprzęt",
                        "verbose_name_plural": "sale i sprzęt",
                        "ordering": ["-kind", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "room"), _negated=True),
                                    models.Q(("capacity__gte", 1), ("capacity__isnull", False)),
                                    _connector="OR",
                                ),
                                name="bookable_room_has_capacity",
                                violation_error_message="Sala musi mieć liczbę miejsc.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "equipment"), _negated=True),
                                    ("serves_duties", False),
                                    _connector="OR",
                                ),
                                name="bookable_duties_are_at_a_place",
                                violation_error_message="Dyżur pełni się w sali albo przy stanowisku, nie na sprzęcie.",
                            ),
                            models.CheckConstraint(
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
                            models.UniqueConstraint(
                                fields=("adviser",),
                                name="bookable_adviser_once",
                                violation_error_message="To konto należy już do innego doradcy.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="a715f94d9eacccb0867fc222eb1b8528600e8401",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_eeb5d",
                                    table="bookings_bookable",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Booking",
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
                            "exception_reason",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="powód odstępstwa lub blokady",
                            ),
                        ),
                        (
                            "despite",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=50),
                                db_default=models.Value(
                                    [],
                                    output_field=django.contrib.postgres.fields.ArrayField(
                                        base_field=models.CharField(max_length=50), size=None
                                    ),
                                ),
                                default=list,
                                editable=False,
                                size=None,
                                verbose_name="mimo",
                            ),
                        ),
                        (
                            "needs_keys",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                editable=False,
                                verbose_name="poza godzinami rezerwacji: trzeba przekazać klucze",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "w portalu"),
                                    ("phone", "telefonicznie"),
                                    ("in_person", "osobiście"),
                                    ("mail", "pocztą elektroniczną"),
                                ],
                                db_default="portal",
                                default="portal",
                                max_length=10,
                                verbose_name="zgłoszono",
                            ),
                        ),
                        (
                            "persons_came",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="ile osób przyszło"
                            ),
                        ),
                        (
                            "remarks",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=500,
                                verbose_name="uwagi po użyciu",
                            ),
                        ),
                        (
                            "damage",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=500,
                                verbose_name="szkody",
                            ),
                        ),
                        (
                            "fee",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Puste: bezpłatnie dla uczestników.",
                                max_digits=6,
                                null=True,
                                verbose_name="opłata od uczestnika (zł)",
                            ),
                        ),
                        (
                            "asked_starts_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="proszono od"
                            ),
                        ),
                        (
                            "asked_ends_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="proszono do"
                            ),
                        ),
                        (
                            "answer_until",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="odpowiedź do dnia"
                            ),
                        ),
                        (
                            "warned_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="przypomniano o odpowiedzi",
                            ),
                        ),
                        (
                            "office_note",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="wiadomość pracownika",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="agreements.agreement",
                                verbose_name="porozumienie",
                            ),
                        ),
                        ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("room", "sala"),
                                    ("equipment", "sprzęt"),
                                    ("duty", "dyżur organizacji"),
                                    ("advice", "doradztwo"),
                                    ("training", "szkolenie"),
                                    ("block", "blokada pracownika"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "czeka na potwierdzenie"),
                                    ("confirmed", "potwierdzona"),
                                    ("proposed", "zaproponowano inny termin"),
                                    ("refused", "odmowa"),
                                    ("declined", "propozycja odrzucona"),
                                    ("lapsed", "propozycja wygasła"),
                                    ("cancelled", "odwołana"),
                                    ("took_place", "odbyła się"),
                                    ("no_show", "nikt się nie stawił"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "holds",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(
                                    ("state__in", ["refused", "declined", "lapsed", "cancelled"]),
                                    _negated=True,
                                ),
                                output_field=models.BooleanField(),
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="początek")),
                        ("ends_at", models.DateTimeField(verbose_name="koniec")),
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
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarezerwowano",
                            ),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rezerwacja",
                        "verbose_name_plural": "rezerwacje",
                        "ordering": ["starts_at", "pk"],
                        "permissions": [("confirm_booking", "Może potwierdzać i odwoływać rezerwacje")],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "requested")),
                                fields=["starts_at"],
                                name="booking_queue",
                            ),
                            models.Index(
                                fields=["organization", "starts_at"], name="booking_of_organization"
                            ),
                            models.Index(
                                condition=models.Q(("kind", "duty")),
                                fields=["starts_at"],
                                name="booking_duties",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="booking_ends_after_start",
                                violation_error_message="Koniec musi być późniejszy niż początek.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "confirmed",
                                            "proposed",
                                            "refused",
                                            "declined",
                                            "lapsed",
                                            "cancelled",
                                            "took_place",
                                            "no_show",
                                        ],
                                    )
                                ),
                                name="booking_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["room", "equipment", "duty"]), _negated=True),
                                    models.Q(("agreement__isnull", False), ("organization__isnull", False)),
                                    _connector="OR",
                                ),
                                name="booking_use_has_agreement",
                                violation_error_message="Rezerwacja organizacji wymaga porozumienia.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "advice"), _negated=True),
                                    models.Q(("agreement__isnull", False), ("organization__isnull", False)),
                                    models.Q(("agreement", None), ("organization", None)),
                                    _connector="OR",
                                ),
                                name="booking_advice_with_agreement_or_guest",
                                violation_error_message="Porada organizacji wymaga porozumienia; bez niego jest tylko dla osoby, która dopiero zakłada organizację.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("end_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_refusal_has_reason",
                                violation_error_message="Odmowa wymaga powodu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "block"), _negated=True),
                                    models.Q(("exception_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_block_has_reason",
                                violation_error_message="Podaj powód blokady.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "duty"), _negated=True),
                                    models.Q(("public_title", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_duty_says_what",
                                violation_error_message="Proszę napisać w jednym wierszu, w czym organizacja pomaga podczas dyżuru.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("despite", []),
                                    models.Q(("exception_reason", ""), _negated=True),
                                    models.Q(("state__in", ["confirmed", "proposed"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_stands_despite_with_reason",
                                violation_error_message="Podaj powód, dla którego rezerwacja zostaje.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("asked_ends_at", None), ("asked_starts_at", None)),
                                    models.Q(
                                        ("asked_ends_at__gt", models.F("asked_starts_at")),
                                        ("asked_ends_at__isnull", False),
                                        ("asked_starts_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_asked_time_whole",
                                violation_error_message="Termin, o który proszono, ma początek i koniec.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer_until__isnull", False),
                                        ("asked_starts_at__isnull", False),
                                        ("state", "proposed"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "proposed"), _negated=True), ("answer_until", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_proposal_whole",
                                violation_error_message="Propozycja ma termin, o który proszono, i dzień odpowiedzi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("persons_came__isnull", False), ("state", "took_place")),
                                    models.Q(
                                        models.Q(("state", "took_place"), _negated=True),
                                        ("persons_came", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="booking_use_counts_persons",
                                violation_error_message="Podaj, ile osób przyszło.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fee", None), ("fee__gt", 0), _connector="OR"),
                                name="booking_fee_some",
                                violation_error_message="Opłata to kwota większa od zera; gdy jej nie ma, pole zostaje puste.",
                            ),
                            models.UniqueConstraint(fields=("id", "holds"), name="booking_and_holds"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="f0935f38c9c5089e3e5af8d2911edfc8b7e62e1f",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_de3af",
                                    table="bookings_booking",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="holding_needs_allocation",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    constraint="CONSTRAINT",
                                    func="\n                    IF EXISTS (\n                        SELECT FROM bookings_booking b\n                        WHERE b.id = NEW.id AND b.holds AND NOT EXISTS (\n                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id\n                        )\n                    ) THEN\n                        RAISE EXCEPTION 'booking % holds no resource', NEW.id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'booking_holding_needs_allocation';\n                    END IF;\n                    RETURN NULL;\n                ",
                                    hash="c2c743e388aeaf449b948366a07b6a7fc20c81c8",
                                    operation="INSERT OR UPDATE",
                                    pgid="pgtrigger_holding_needs_allocation_926cb",
                                    table="bookings_booking",
                                    timing="DEFERRABLE INITIALLY DEFERRED",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bookings_bookingevent" ("agreement_id", "answer_until", "asked_ends_at", "asked_starts_at", "channel", "damage", "despite", "end_reason", "ends_at", "exception_reason", "fee", "id", "kind", "made_at", "made_by_id", "needs_keys", "office_note", "organization_id", "persons", "persons_came", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "remarks", "sequence", "starts_at", "state", "warned_at") VALUES (NEW."agreement_id", NEW."answer_until", NEW."asked_ends_at", NEW."asked_starts_at", NEW."channel", NEW."damage", NEW."despite", NEW."end_reason", NEW."ends_at", NEW."exception_reason", NEW."fee", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."needs_keys", NEW."office_note", NEW."organization_id", NEW."persons", NEW."persons_came", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_title", NEW."purpose", NEW."remarks", NEW."sequence", NEW."starts_at", NEW."state", NEW."warned_at"); RETURN NULL;',
                                    hash="55082a4692b11a1044431c7a6f88005c206450d9",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_28bb6",
                                    table="bookings_booking",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."answer_until" IS DISTINCT FROM (NEW."answer_until") OR OLD."asked_ends_at" IS DISTINCT FROM (NEW."asked_ends_at") OR OLD."asked_starts_at" IS DISTINCT FROM (NEW."asked_starts_at") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."damage" IS DISTINCT FROM (NEW."damage") OR OLD."despite" IS DISTINCT FROM (NEW."despite") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."exception_reason" IS DISTINCT FROM (NEW."exception_reason") OR OLD."fee" IS DISTINCT FROM (NEW."fee") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."needs_keys" IS DISTINCT FROM (NEW."needs_keys") OR OLD."office_note" IS DISTINCT FROM (NEW."office_note") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."persons" IS DISTINCT FROM (NEW."persons") OR OLD."persons_came" IS DISTINCT FROM (NEW."persons_came") OR OLD."public_title" IS DISTINCT FROM (NEW."public_title") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."remarks" IS DISTINCT FROM (NEW."remarks") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."warned_at" IS DISTINCT FROM (NEW."warned_at"))',
                                    func='INSERT INTO "bookings_bookingevent" ("agreement_id", "answer_until", "asked_ends_at", "asked_starts_at", "channel", "damage", "despite", "end_reason", "ends_at", "exception_reason", "fee", "id", "kind", "made_at", "made_by_id", "needs_keys", "office_note", "organization_id", "persons", "persons_came", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "remarks", "sequence", "starts_at", "state", "warned_at") VALUES (NEW."agreement_id", NEW."answer_until", NEW."asked_ends_at", NEW."asked_starts_at", NEW."channel", NEW."damage", NEW."despite", NEW."end_reason", NEW."ends_at", NEW."exception_reason", NEW."fee", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."needs_keys", NEW."office_note", NEW."organization_id", NEW."persons", NEW."persons_came", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_title", NEW."purpose", NEW."remarks", NEW."sequence", NEW."starts_at", NEW."state", NEW."warned_at"); RETURN NULL;',
                                    hash="f3f11d227b3237b20b610eb60877c36da01f1c23",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d8751",
                                    table="bookings_booking",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookingEvent",
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
                                to="bookings.booking",
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
                            "sequence",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, editable=False, verbose_name="numer zmiany"
                            ),
                        ),
                        (
                            "exception_reason",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="powód odstępstwa lub blokady",
                            ),
                        ),
                        (
                            "despite",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=50),
                                db_default=models.Value(
                                    [],
                                    output_field=django.contrib.postgres.fields.ArrayField(
                                        base_field=models.CharField(max_length=50), size=None
                                    ),
                                ),
                                default=list,
                                editable=False,
                                size=None,
                                verbose_name="mimo",
                            ),
                        ),
                        (
                            "needs_keys",
                            models.BooleanField(
                                db_default=False,
                                default=False,
                                editable=False,
                                verbose_name="poza godzinami rezerwacji: trzeba przekazać klucze",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "w portalu"),
                                    ("phone", "telefonicznie"),
                                    ("in_person", "osobiście"),
                                    ("mail", "pocztą elektroniczną"),
                                ],
                                db_default="portal",
                                default="portal",
                                max_length=10,
                                verbose_name="zgłoszono",
                            ),
                        ),
                        (
                            "persons_came",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="ile osób przyszło"
                            ),
                        ),
                        (
                            "remarks",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=500,
                                verbose_name="uwagi po użyciu",
                            ),
                        ),
                        (
                            "damage",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=500,
                                verbose_name="szkody",
                            ),
                        ),
                        (
                            "fee",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Puste: bezpłatnie dla uczestników.",
                                max_digits=6,
                                null=True,
                                verbose_name="opłata od uczestnika (zł)",
                            ),
                        ),
                        (
                            "asked_starts_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="proszono od"
                            ),
                        ),
                        (
                            "asked_ends_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="proszono do"
                            ),
                        ),
                        (
                            "answer_until",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="odpowiedź do dnia"
                            ),
                        ),
                        (
                            "warned_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="przypomniano o odpowiedzi",
                            ),
                        ),
                        (
                            "office_note",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="wiadomość pracownika",
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
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.agreement",
                                verbose_name="porozumienie",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("room", "sala"),
                                    ("equipment", "sprzęt"),
                                    ("duty", "dyżur organizacji"),
                                    ("advice", "doradztwo"),
                                    ("training", "szkolenie"),
                                    ("block", "blokada pracownika"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "czeka na potwierdzenie"),
                                    ("confirmed", "potwierdzona"),
                                    ("proposed", "zaproponowano inny termin"),
                                    ("refused", "odmowa"),
                                    ("declined", "propozycja odrzucona"),
                                    ("lapsed", "propozycja wygasła"),
                                    ("cancelled", "odwołana"),
                                    ("took_place", "odbyła się"),
                                    ("no_show", "nikt się nie stawił"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="początek")),
                        ("ends_at", models.DateTimeField(verbose_name="koniec")),
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
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarezerwowano",
                            ),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód"
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
                                    hash="785d8e730e8f6f05ed7f07abd1a71c8038f0c87b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_72b0a",
                                    table="bookings_bookingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="bookings.resource",
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "during",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="kiedy"),
                        ),
                        ("holds", models.BooleanField(db_default=True, default=True, editable=False)),
                    ],
                    options={
                        "verbose_name": "zajęcie zasobu",
                        "verbose_name_plural": "zajęcia zasobów",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("holds", True)), name="allocation_holds"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during__isempty", False),
                                    ("during__lower_inc", True),
                                    ("during__lower_inf", False),
                                    ("during__upper_inc", False),
                                    ("during__upper_inf", False),
                                ),
                                name="allocation_span_is_half_open_and_bounded",
                                violation_error_message="Koniec musi być późniejszy niż początek.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("resource", "="), ("during", "&&")],
                                name="allocation_one_at_a_time",
                                violation_error_message="Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="f7abb9887110995a7cdf03cc65ecd0c9012ec94b",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_c43cd",
                                    table="bookings_allocation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="holding_keeps_allocation",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    constraint="CONSTRAINT",
                                    func="\n                    IF EXISTS (\n                        SELECT FROM bookings_booking b\n                        WHERE b.id = OLD.booking_id AND b.holds AND NOT EXISTS (\n                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id\n                        )\n                    ) THEN\n                        RAISE EXCEPTION 'booking % holds no resource', OLD.booking_id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'booking_holding_needs_allocation';\n                    END IF;\n                    RETURN NULL;\n                ",
                                    hash="438cfc60111830abc89d065202c365271106c820",
                                    operation='DELETE OR UPDATE OF "booking_id"',
                                    pgid="pgtrigger_holding_keeps_allocation_a98e2",
                                    table="bookings_allocation",
                                    timing="DEFERRABLE INITIALLY DEFERRED",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookableHours",
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
                            "bookable",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hours",
                                to="bookings.bookable",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "godziny rezerwacji",
                        "verbose_name_plural": "własne godziny rezerwacji (bez wpisu: godziny otwarcia Centrum)",
                        "ordering": ["weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="bookable_span_closes_after_opening",
                                violation_error_message="Godzina zamknięcia musi być późniejsza niż otwarcia.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 0), ("weekday__lte", 6)),
                                name="bookable_span_weekday",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("bookable", "="),
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
                                name="bookable_spans_do_not_overlap",
                                violation_error_message="Godziny tego dnia nakładają się.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="215dbba3ed96926a690169fde489b1ca99a17cca",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_f3152",
                                    table="bookings_bookablehours",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookingItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="bookings.booking",
                            ),
                        ),
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
                            "asked_bookable",
                            models.ForeignKey(
                                blank=True,
                                help_text="Puste: o to samo.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bookings.bookable",
                                verbose_name="proszono o",
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="ile")),
                    ],
                    options={
                        "verbose_name": "zarezerwowana rzecz",
                        "verbose_name_plural": "zarezerwowane rzeczy",
                        "constraints": [
                            models.UniqueConstraint(fields=("booking", "bookable"), name="booking_item_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)), name="booking_item_some"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="a9dfa569f6bbd48bd6f21e1461080392f40a7d85",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_b1511",
                                    table="bookings_bookingitem",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guest",
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
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="imię i nazwisko",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, unique=True, verbose_name="adres e-mail"),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(editable=False, verbose_name="potwierdzono adres"),
                        ),
                        ("purge_on", models.DateField(editable=False, verbose_name="usunąć dane dnia")),
                    ],
                    options={
                        "verbose_name": "gość",
                        "verbose_name_plural": "goście",
                        "ordering": ["purge_on", "pk"],
                        "indexes": [models.Index(fields=["purge_on"], name="guest_purge")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="guest_has_name",
                                violation_error_message="Proszę podać imię i nazwisko.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                                name="guest_email_is_lower_case",
                                violation_error_message="Adres e-mail zapisujemy małymi literami.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Introduction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "name",
                            models.CharField(
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="imię i nazwisko",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="adres e-mail")),
                        ("wish", models.JSONField(blank=True, default=dict, verbose_name="czego dotyczy")),
                        ("code_hash", models.CharField(editable=False, max_length=64)),
                        ("client_hash", models.CharField(editable=False, max_length=64)),
                        ("made_at", models.DateTimeField(editable=False, verbose_name="poproszono o kod")),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="prób"),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="introductions",
                                to="bookings.guest",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="potwierdzono"),
                        ),
                    ],
                    options={
                        "verbose_name": "prośba o kod",
                        "verbose_name_plural": "prośby o kod",
                        "ordering": ["-made_at"],
                        "indexes": [
                            models.Index(fields=["email", "made_at"], name="introduction_by_email"),
                            models.Index(fields=["client_hash", "made_at"], name="introduction_by_client"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tries__lte", 5)),
                                name="introduction_tries_limited",
                                violation_error_message="Kod wpisano błędnie 5 razy i już nie działa. Proszę poprosić o nowy kod.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("guest", None)),
                                    models.Q(("confirmed_at__isnull", False), ("guest__isnull", False)),
                                    _connector="OR",
                                ),
                                name="introduction_confirmed_iff_guest",
                                violation_error_message="Potwierdzony adres ma gościa.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookingContact",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                blank=True,
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="osoba odpowiedzialna",
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(
                                blank=True,
                                max_length=30,
                                validators=[jcop.typed.phones.check_phone],
                                verbose_name="telefon tej osoby",
                            ),
                        ),
                        (
                            "needs",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="potrzeby związane z dostępnością",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "osoba odpowiedzialna i potrzeby",
                        "verbose_name_plural": "osoby odpowiedzialne i potrzeby",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), ("needs", ""), ("phone", ""), _negated=True),
                                name="booking_contact_says_something",
                                violation_error_message="Podaj osobę, telefon albo potrzeby.",
                            )
                        ],
                    },
                ),
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
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visit",
                                to="bookings.booking",
                                verbose_name="termin",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="visits",
                                to="bookings.guest",
                                verbose_name="osoba bez konta",
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
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="czego dotyczy",
                            ),
                        ),
                        (
                            "content",
                            models.TextField(
                                blank=True,
                                max_length=2000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="krótka treść porady",
                            ),
                        ),
                        (
                            "follow_up",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="co dalej",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="kartę zapisano"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="kartę zapisał(a)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "porada",
                        "verbose_name_plural": "porady",
                        "ordering": ["booking__starts_at", "pk"],
                        "permissions": [
                            ("record_advicevisit", "Może potwierdzać porady i pisać karty porad")
                        ],
                        "default_permissions": ("view",),
                        "constraints": [
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("guest", None),
                                    (
                                        "topic__in",
                                        [
                                            "fundacja",
                                            "klub-sportowy",
                                            "stowarzyszenie",
                                            "stowarzyszenie-zwykle",
                                        ],
                                    ),
                                    _connector="OR",
                                ),
                                name="advice_visit_guest_is_founding",
                                violation_error_message="Bez porozumienia doradzamy tylko osobom, które zakładają organizację.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("content", ""), ("follow_up", ""), ("recorded_at", None)),
                                    models.Q(
                                        ("recorded_at__isnull", False),
                                        models.Q(("content", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="advice_visit_card_whole",
                                violation_error_message="Karta porady ma krótką treść.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="bookings.booking",
                                verbose_name="rezerwacja",
                            ),
                        ),
                        (
                            "keys",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="klucze",
                            ),
                        ),
                        (
                            "pieces",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="sprzęt",
                            ),
                        ),
                        (
                            "given_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="wydano"),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="wydał(a)",
                            ),
                        ),
                        (
                            "condition_out",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="stan przy wydaniu",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="do zwrotu")),
                        ("returned_at", models.DateTimeField(null=True, verbose_name="zwrócono")),
                        (
                            "returned_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zwrot przyjął(-ęła)",
                            ),
                        ),
                        (
                            "condition_back",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="stan przy zwrocie",
                            ),
                        ),
                        (
                            "damage",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="szkody i braki",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wydanie kluczy i sprzętu",
                        "verbose_name_plural": "wydania kluczy i sprzętu",
                        "ordering": ["-given_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("returned_at", None)),
                                fields=["due_at"],
                                name="handover_out",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("keys", ""), _negated=True),
                                    models.Q(("pieces", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="handover_of_something",
                                violation_error_message="Proszę wpisać klucze albo sprzęt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gt", models.F("given_at"))),
                                name="handover_due_after_giving",
                                violation_error_message="Termin zwrotu musi być późniejszy niż wydanie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("condition_back", ""), ("damage", ""), ("returned_at", None)),
                                    models.Q(
                                        ("returned_at__gte", models.F("given_at")),
                                        ("returned_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="handover_returned_after_giving",
                                violation_error_message="Zwrot nie może być wcześniejszy niż wydanie.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("returned_at", None)),
                                fields=("booking",),
                                name="handover_out_once",
                                violation_error_message="Klucze lub sprzęt tej rezerwacji są już wydane i jeszcze nie wróciły.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bookings_handoverevent" ("booking_id", "condition_back", "condition_out", "damage", "due_at", "given_at", "given_by_id", "id", "keys", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "returned_at", "returned_to_id") VALUES (NEW."booking_id", NEW."condition_back", NEW."condition_out", NEW."damage", NEW."due_at", NEW."given_at", NEW."given_by_id", NEW."id", NEW."keys", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pieces", NEW."returned_at", NEW."returned_to_id"); RETURN NULL;',
                                    hash="8977cff6e5e6e0b3e3fa59a943c97d6747069342",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ccd2b",
                                    table="bookings_handover",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bookings_handoverevent" ("booking_id", "condition_back", "condition_out", "damage", "due_at", "given_at", "given_by_id", "id", "keys", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "returned_at", "returned_to_id") VALUES (NEW."booking_id", NEW."condition_back", NEW."condition_out", NEW."damage", NEW."due_at", NEW."given_at", NEW."given_by_id", NEW."id", NEW."keys", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pieces", NEW."returned_at", NEW."returned_to_id"); RETURN NULL;',
                                    hash="67bba7da19da85b85a94b4e5ee44b33e2652eeca",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_826b0",
                                    table="bookings_handover",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverEvent",
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
                                to="bookings.handover",
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
                            "booking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bookings.booking",
                                verbose_name="rezerwacja",
                            ),
                        ),
                        (
                            "keys",
                            models.CharField(
                                blank=True,
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="klucze",
                            ),
                        ),
                        (
                            "pieces",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="sprzęt",
                            ),
                        ),
                        (
                            "given_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="wydano"),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="wydał(a)",
                            ),
                        ),
                        (
                            "condition_out",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="stan przy wydaniu",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="do zwrotu")),
                        ("returned_at", models.DateTimeField(null=True, verbose_name="zwrócono")),
                        (
                            "returned_to",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zwrot przyjął(-ęła)",
                            ),
                        ),
                        (
                            "condition_back",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="stan przy zwrocie",
                            ),
                        ),
                        (
                            "damage",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="szkody i braki",
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
                                    hash="9648253c4604682e653dbbf615e8afb465adf1ad",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_209c8",
                                    table="bookings_handoverevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverNames",
                    fields=[
                        (
                            "handover",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="names",
                                serialize=False,
                                to="bookings.handover",
                            ),
                        ),
                        (
                            "receiver",
                            models.CharField(
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="odebrał(a)",
                            ),
                        ),
                        (
                            "returner",
                            models.CharField(
                                blank=True,
                                max_length=150,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="zwrócił(a)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "osoby z protokołu",
                        "verbose_name_plural": "osoby z protokołów",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("receiver", ""), _negated=True),
                                name="handover_names_receiver",
                                violation_error_message="Proszę wpisać, kto odebrał.",
                            )
                        ],
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
                        (
                            "signup_opens_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="zapisy od"),
                        ),
                        (
                            "signup_closes_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="zapisy do"),
                        ),
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
                                validators=[jcop.typed.personal.refuse_pesel],
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
                                max_length=5000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis",
                            ),
                        ),
                        (
                            "accessibility",
                            models.TextField(
                                blank=True,
                                help_text="Wejście, tłumacz języka migowego, pętla indukcyjna. Każdy wiersz to osobna informacja.",
                                max_length=1000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="dostępność",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "szkic"),
                                    ("published", "ogłoszone"),
                                    ("cancelled", "odwołane"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "sequence",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="numer zmiany"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(editable=False, verbose_name="początek")),
                        ("ends_at", models.DateTimeField(editable=False, verbose_name="koniec")),
                        (
                            "published_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="ogłoszono"),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="odwołano"),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód odwołania"
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
                        (
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wprowadzono"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wydarzenie",
                        "verbose_name_plural": "wydarzenia",
                        "ordering": ["starts_at", "pk"],
                        "default_permissions": ("add", "change", "view"),
                        "indexes": [models.Index(fields=["starts_at"], name="event_by_time")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="event_ends_after_start",
                                violation_error_message="Koniec musi być późniejszy niż początek.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("capacity", None),
                                        ("signup_closes_at", None),
                                        ("signup_opens_at", None),
                                    ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("capacity", None),
                                    models.Q(("capacity__gte", 1), ("capacity__lte", 250)),
                                    _connector="OR",
                                ),
                                name="event_capacity_some",
                                violation_error_message="Liczba miejsc: od 1 do 250.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signup_closes_at__gt", models.F("signup_opens_at")),
                                    ("signup_closes_at", None),
                                    _connector="OR",
                                ),
                                name="event_sign_up_ends_after_start",
                                violation_error_message="Zapisy muszą kończyć się później, niż się zaczynają.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signup_closes_at__lte", models.F("starts_at")),
                                    ("signup_closes_at", None),
                                    _connector="OR",
                                ),
                                name="event_sign_up_ends_before_it",
                                violation_error_message="Zapisy muszą skończyć się najpóźniej, gdy wydarzenie się zaczyna.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("offer_hours__gte", 1),
                                    ("offer_hours__lte", 240),
                                    ("per_organization__gte", 1),
                                ),
                                name="event_limits_some",
                                violation_error_message="Z organizacji co najmniej 1 osoba; na odpowiedź od 1 do 240 godzin.",
                            ),
                            models.CheckConstraint(
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
                            models.UniqueConstraint(fields=("id", "capacity"), name="event_and_capacity"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventEvent",
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
                                to="bookings.event",
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
                            "capacity",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Puste: wstęp wolny, bez zapisów.",
                                null=True,
                                verbose_name="liczba miejsc",
                            ),
                        ),
                        (
                            "signup_opens_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="zapisy od"),
                        ),
                        (
                            "signup_closes_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="zapisy do"),
                        ),
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
                                validators=[jcop.typed.personal.refuse_pesel],
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
                                max_length=5000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="opis",
                            ),
                        ),
                        (
                            "accessibility",
                            models.TextField(
                                blank=True,
                                help_text="Wejście, tłumacz języka migowego, pętla indukcyjna. Każdy wiersz to osobna informacja.",
                                max_length=1000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="dostępność",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "szkic"),
                                    ("published", "ogłoszone"),
                                    ("cancelled", "odwołane"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "sequence",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="numer zmiany"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(editable=False, verbose_name="początek")),
                        ("ends_at", models.DateTimeField(editable=False, verbose_name="koniec")),
                        (
                            "published_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="ogłoszono"),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="odwołano"),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód odwołania"
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
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wprowadzono"
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
                                    hash="10214084fa5107ea48956ab8fec37883ad56fb36",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3d6c9",
                                    table="bookings_eventevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
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
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dates",
                                to="bookings.event",
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
                    ],
                    options={
                        "verbose_name": "termin wydarzenia",
                        "verbose_name_plural": "terminy wydarzeń",
                        "ordering": ["booking__starts_at", "pk"],
                        "default_permissions": (),
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            )
                        ],
                    },
                ),
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
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="bookings.event",
                                verbose_name="wydarzenie",
                            ),
                        ),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(
                                editable=False, verbose_name="liczba miejsc wydarzenia"
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "guest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="seats",
                                to="bookings.guest",
                                verbose_name="osoba bez konta",
                            ),
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
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="miejsce"
                            ),
                        ),
                        (
                            "queue_no",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="numer w kolejce"
                            ),
                        ),
                        (
                            "offered_until",
                            models.DateTimeField(editable=False, null=True, verbose_name="odpowiedź do"),
                        ),
                        ("signed_up_at", models.DateTimeField(editable=False, verbose_name="zgłoszono")),
                        (
                            "signed_up_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zgłosił(a)",
                            ),
                        ),
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "offered")),
                                fields=["offered_until"],
                                name="seat_offers",
                            ),
                            models.Index(fields=["organization", "event"], name="seat_of_organization"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event", "place_no"),
                                name="seat_place_once",
                                violation_error_message="To miejsce zajął ktoś przed chwilą. Proszę spróbować ponownie.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["taken", "offered", "waiting"])),
                                fields=("event", "guest"),
                                name="seat_of_guest_once",
                                violation_error_message="Na ten adres e-mail jest już zgłoszenie na to wydarzenie.",
                            ),
                            models.UniqueConstraint(fields=("event", "queue_no"), name="seat_queue_once"),
                            models.UniqueConstraint(
                                fields=("form_key", "person_no"), name="seat_person_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("place_no", None),
                                    models.Q(("place_no__gte", 1), ("place_no__lte", models.F("capacity"))),
                                    _connector="OR",
                                ),
                                name="seat_within_capacity",
                                violation_error_message="Nie ma już wolnych miejsc.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("offered_until", None),
                                        ("place_no__isnull", False),
                                        ("state", "taken"),
                                    ),
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
                                        ("offered_until", None),
                                        ("place_no", None),
                                        ("state__in", ["lapsed", "cancelled"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="seat_is_as_its_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("organization", None), ("guest", None), _connector="OR"),
                                name="seat_of_one_party",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stays_at", None), ("asked_at__isnull", False), _connector="OR"
                                ),
                                name="seat_stays_when_asked",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeatEvent",
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
                                to="bookings.seat",
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
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="miejsce"
                            ),
                        ),
                        (
                            "queue_no",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="numer w kolejce"
                            ),
                        ),
                        (
                            "offered_until",
                            models.DateTimeField(editable=False, null=True, verbose_name="odpowiedź do"),
                        ),
                        ("signed_up_at", models.DateTimeField(editable=False, verbose_name="zgłoszono")),
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
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="32ae0955a6b2a1aae3fbba80a1a32296f0018548",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_78e1c",
                                    table="bookings_seatevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
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
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="imię i nazwisko",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "uczestnik z organizacji",
                        "verbose_name_plural": "uczestnicy z organizacji",
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="seat_name_says_something",
                                violation_error_message="Proszę wpisać imię i nazwisko.",
                            )
                        ],
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
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="bookings.event",
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
                        (
                            "organization",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organizations.organization",
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
                        ("sent_at", models.DateTimeField(null=True, verbose_name="wysłano")),
                    ],
                    options={
                        "verbose_name": "wiadomość o wydarzeniu",
                        "verbose_name_plural": "wiadomości o wydarzeniach",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event", "number", "organization"), name="event_message_once"
                            ),
                            models.UniqueConstraint(
                                fields=("event", "number", "guest"), name="event_message_to_guest_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("guest__isnull", False), ("organization", None)),
                                    models.Q(("guest", None), ("organization__isnull", False)),
                                    _connector="OR",
                                ),
                                name="event_message_to_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Closure",
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
                                    ("hoursperiod", "godziny otwarcia i zawieszenie Centrum"),
                                    ("agreement", "zmiana lub koniec porozumienia"),
                                    ("organization", "zawieszenie lub zamknięcie organizacji"),
                                    ("conflicts", "rozstrzygnięcie konfliktów"),
                                ],
                                max_length=15,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("told", models.TextField(verbose_name="co się zmieniło")),
                        (
                            "reason",
                            models.CharField(max_length=200, verbose_name="powód podawany organizacjom"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zdecydował(a)",
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="zdecydowano"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skutki zamknięcia",
                        "verbose_name_plural": "skutki zamknięć",
                        "ordering": ["-decided_at"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", ""), _negated=True),
                                    models.Q(("told", ""), _negated=True),
                                ),
                                name="closure_has_reason",
                                violation_error_message="Podaj powód dla organizacji.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "closure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consequences",
                                to="bookings.closure",
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consequences",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "choice",
                            models.CharField(
                                choices=[
                                    ("keep", "zostaje"),
                                    ("cancel", "odwołana"),
                                    ("propose", "zaproponowano inny termin"),
                                    ("none_free", "nie ma wolnego terminu"),
                                ],
                                max_length=10,
                                verbose_name="decyzja",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="początek")),
                        ("ends_at", models.DateTimeField(verbose_name="koniec")),
                        (
                            "new_starts_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="proponowany początek"),
                        ),
                        (
                            "new_ends_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="proponowany koniec"),
                        ),
                        (
                            "answer_until",
                            models.DateField(blank=True, null=True, verbose_name="odpowiedź do dnia"),
                        ),
                    ],
                    options={
                        "verbose_name": "skutek dla rezerwacji",
                        "verbose_name_plural": "skutki dla rezerwacji",
                        "ordering": ["starts_at", "pk"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("closure", "booking"),
                                name="consequence_once",
                                violation_error_message="O tej rezerwacji już zdecydowano.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer_until__isnull", False),
                                        ("choice", "propose"),
                                        ("new_ends_at__gt", models.F("new_starts_at")),
                                        ("new_ends_at__isnull", False),
                                        ("new_starts_at__isnull", False),
                                    ),
                                    models.Q(
                                        ("answer_until", None),
                                        ("choice__in", ["keep", "cancel", "none_free"]),
                                        ("new_ends_at", None),
                                        ("new_starts_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="consequence_proposal_whole",
                                violation_error_message="Propozycja ma nowy termin i dzień odpowiedzi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedSecret",
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
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        ("key", models.CharField(max_length=30, unique=True)),
                        (
                            "renewed_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="utworzono"),
                        ),
                    ],
                    options={
                        "verbose_name": "adres kalendarza",
                        "verbose_name_plural": "adresy kalendarzy",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "organization"),
                                name="feed_secret_one_each",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosureMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "closure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="bookings.closure",
                                verbose_name="skutki",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "do wysłania"),
                                    ("sent", "wysłana"),
                                    ("to_call", "zadzwoń"),
                                    ("called", "przekazano telefonicznie"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="wysłano")),
                        (
                            "called_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zadzwoniono"),
                        ),
                        (
                            "called_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zadzwonił(a)",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="notatka z rozmowy"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wiadomość o skutkach",
                        "verbose_name_plural": "wiadomości o skutkach zamknięć",
                        "ordering": ["-pk"],
                        "permissions": [
                            ("call_closuremessage", "Może dzwonić do organizacji bez adresu e-mail")
                        ],
                        "default_permissions": ("view",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("closure", "organization"),
                                name="closure_message_once",
                                violation_error_message="Ta organizacja dostaje o tym już jedną wiadomość.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("called_at", None),
                                        ("called_by", None),
                                        ("sent_at", None),
                                        ("state__in", ["waiting", "to_call"]),
                                    ),
                                    models.Q(
                                        ("called_at", None),
                                        ("called_by", None),
                                        ("sent_at__isnull", False),
                                        ("state", "sent"),
                                    ),
                                    models.Q(
                                        ("called_at__isnull", False),
                                        ("called_by__isnull", False),
                                        ("sent_at", None),
                                        ("state", "called"),
                                    ),
                                    _connector="OR",
                                ),
                                name="closure_message_whole",
                                violation_error_message="Wysłana ma czas wysłania, przekazana: kto i kiedy zadzwonił.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bookings_closuremessageevent" ("called_at", "called_by_id", "closure_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "state") VALUES (NEW."called_at", NEW."called_by_id", NEW."closure_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sent_at", NEW."state"); RETURN NULL;',
                                    hash="7af76caad7bf507ee3034af0aed5518554065dfc",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0c22d",
                                    table="bookings_closuremessage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."called_at" IS DISTINCT FROM (NEW."called_at") OR OLD."called_by_id" IS DISTINCT FROM (NEW."called_by_id") OR OLD."closure_id" IS DISTINCT FROM (NEW."closure_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                                    func='INSERT INTO "bookings_closuremessageevent" ("called_at", "called_by_id", "closure_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "state") VALUES (NEW."called_at", NEW."called_by_id", NEW."closure_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sent_at", NEW."state"); RETURN NULL;',
                                    hash="1f0f3de8cfcd9c6fa5cd9cc52f5f5e9015ad1a35",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_28b66",
                                    table="bookings_closuremessage",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosureMessageEvent",
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
                                to="bookings.closuremessage",
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
                            "closure",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bookings.closure",
                                verbose_name="skutki",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "do wysłania"),
                                    ("sent", "wysłana"),
                                    ("to_call", "zadzwoń"),
                                    ("called", "przekazano telefonicznie"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="wysłano")),
                        (
                            "called_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zadzwoniono"),
                        ),
                        (
                            "called_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zadzwonił(a)",
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
                                    hash="97465ba583f7f14eb0233685504077bce63574d7",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0522",
                                    table="bookings_closuremessageevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookablePhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bookable",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photo",
                                to="bookings.bookable",
                            ),
                        ),
                        ("content", models.BinaryField(verbose_name="plik JPEG")),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("alt", models.CharField(max_length=250, verbose_name="opis słowny")),
                        ("caption", models.CharField(blank=True, max_length=150, verbose_name="podpis")),
                    ],
                    options={
                        "verbose_name": "zdjęcie",
                        "verbose_name_plural": "zdjęcia",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("alt", ""), _negated=True),
                                name="bookable_photo_is_told_in_words",
                                violation_error_message="Zdjęcie wymaga opisu słownego dla osób, które go nie widzą.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="fd77b2051cd40e1b5438e8fc4232083719607d20",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_43b34",
                                    table="bookings_bookablephoto",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminders",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("ahead", "dzień wcześniej")],
                                default="ahead",
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="przypomina o dniu")),
                        (
                            "recorded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="zlecono"),
                        ),
                    ],
                    options={
                        "verbose_name": "przypomnienie",
                        "verbose_name_plural": "przypomnienia",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("booking", "kind", "due_on"), name="reminder_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["ahead"])), name="reminder_kind_known"
                            ),
                        ],
                    },
                ),
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
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="powód",
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
                        ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("weekly", "co tydzień albo co kilka tygodni"),
                                    (
                                        "monthly",
                                        "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia",
                                    ),
                                ],
                                max_length=10,
                                verbose_name="powtarza się",
                            ),
                        ),
                        (
                            "every",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="co ile tygodni lub miesięcy"
                            ),
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
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="ile terminów"
                            ),
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
                            "fee",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=6,
                                null=True,
                                verbose_name="opłata od uczestnika (zł)",
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
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarezerwowano",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "seria rezerwacji",
                        "verbose_name_plural": "serie rezerwacji",
                        "ordering": ["-made_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["organization", "-made_at"], name="series_of_organization")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))),
                                name="series_ends_after_start",
                                violation_error_message="Koniec musi być późniejszy niż początek.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("count", None),
                                        ("until_on__gte", models.F("first_on")),
                                        ("until_on__isnull", False),
                                    ),
                                    models.Q(("count__isnull", False), ("until_on", None)),
                                    _connector="OR",
                                ),
                                name="series_has_one_end",
                                violation_error_message="Seria kończy się albo w podanym dniu, albo po podanej liczbie razy.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("count", None),
                                    models.Q(("count__gte", 1), ("count__lte", 60)),
                                    _connector="OR",
                                ),
                                name="series_count_in_bounds",
                                violation_error_message="Seria ma najwyżej 60 terminów.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(("fee", None), ("fee__gt", 0), _connector="OR"),
                                name="series_fee_some",
                                violation_error_message="Opłata to kwota większa od zera; gdy jej nie ma, pole zostaje puste.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bookings_seriesevent" ("count", "end_reason", "ends", "every", "fee", "first_on", "frequency", "id", "made_at", "made_by_id", "ordinal", "organization_id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "sequence", "starts", "until_on") VALUES (NEW."count", NEW."end_reason", NEW."ends", NEW."every", NEW."fee", NEW."first_on", NEW."frequency", NEW."id", NEW."made_at", NEW."made_by_id", NEW."ordinal", NEW."organization_id", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_title", NEW."purpose", NEW."sequence", NEW."starts", NEW."until_on"); RETURN NULL;',
                                    hash="4baa3eeed0a87726e390250f83f9ef81d7b855ca",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_40c0a",
                                    table="bookings_series",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."count" IS DISTINCT FROM (NEW."count") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ends" IS DISTINCT FROM (NEW."ends") OR OLD."every" IS DISTINCT FROM (NEW."every") OR OLD."fee" IS DISTINCT FROM (NEW."fee") OR OLD."first_on" IS DISTINCT FROM (NEW."first_on") OR OLD."frequency" IS DISTINCT FROM (NEW."frequency") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."ordinal" IS DISTINCT FROM (NEW."ordinal") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."persons" IS DISTINCT FROM (NEW."persons") OR OLD."public_title" IS DISTINCT FROM (NEW."public_title") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts" IS DISTINCT FROM (NEW."starts") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on"))',
                                    func='INSERT INTO "bookings_seriesevent" ("count", "end_reason", "ends", "every", "fee", "first_on", "frequency", "id", "made_at", "made_by_id", "ordinal", "organization_id", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_title", "purpose", "sequence", "starts", "until_on") VALUES (NEW."count", NEW."end_reason", NEW."ends", NEW."every", NEW."fee", NEW."first_on", NEW."frequency", NEW."id", NEW."made_at", NEW."made_by_id", NEW."ordinal", NEW."organization_id", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_title", NEW."purpose", NEW."sequence", NEW."starts", NEW."until_on"); RETURN NULL;',
                                    hash="76fbd77aae227d16d3a078cf09fb906918c92ceb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9d860",
                                    table="bookings_series",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeriesEvent",
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
                                to="bookings.series",
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
                            "sequence",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, editable=False, verbose_name="numer zmiany"
                            ),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=300,
                                verbose_name="powód",
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
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("weekly", "co tydzień albo co kilka tygodni"),
                                    (
                                        "monthly",
                                        "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia",
                                    ),
                                ],
                                max_length=10,
                                verbose_name="powtarza się",
                            ),
                        ),
                        (
                            "every",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="co ile tygodni lub miesięcy"
                            ),
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
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="ile terminów"
                            ),
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
                            "fee",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=6,
                                null=True,
                                verbose_name="opłata od uczestnika (zł)",
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
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="zarezerwowano",
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
                                    hash="576839dac3d283b50196a38fefd170a129c663f3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_83663",
                                    table="bookings_seriesevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
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
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dates",
                                to="bookings.series",
                                verbose_name="seria",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="numer w serii")),
                        ("day", models.DateField(verbose_name="dzień")),
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
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="powód pominięcia"),
                        ),
                    ],
                    options={
                        "verbose_name": "termin serii",
                        "verbose_name_plural": "terminy serii",
                        "ordering": ["day"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("series", "day"),
                                name="series_date_once",
                                violation_error_message="Ten dzień jest już w serii.",
                            ),
                            models.UniqueConstraint(
                                fields=("series", "number"), name="series_date_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1), ("number__lte", 60)),
                                name="series_date_within_sixty",
                                violation_error_message="Seria ma najwyżej 60 terminów.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("booking__isnull", False), ("reason", "")),
                                    models.Q(("booking", None), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="series_date_booked_or_reasoned",
                                violation_error_message="Termin serii ma rezerwację albo powód, dla którego go pominięto.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeriesDateEvent",
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
                                to="bookings.seriesdate",
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
                        ("number", models.PositiveSmallIntegerField(verbose_name="numer w serii")),
                        ("day", models.DateField(verbose_name="dzień")),
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
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="powód pominięcia"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b0f2518f550f19a4bf528b5213b74f7cb453c001",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d93c9",
                                    table="bookings_seriesdateevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
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
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="bookings.series",
                            ),
                        ),
                        (
                            "bookable",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bookings.bookable",
                                verbose_name="sala lub sprzęt",
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="ile")),
                    ],
                    options={
                        "verbose_name": "rzecz w serii",
                        "verbose_name_plural": "rzeczy w serii",
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "bookable"), name="series_item_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)), name="series_item_some"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WantedTimes",
                    fields=[],
                    options={
                        "verbose_name": "terminy do uzgodnienia",
                        "verbose_name_plural": "terminy do uzgodnienia",
                        "proxy": True,
                    },
                    bases=("agreements.requestedservice",),
                ),
                migrations.CreateModel(
                    name="WantedTimesSettled",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "wish",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="times_settled",
                                to="agreements.requestedservice",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("agreed", "uzgodniono"), ("not_needed", "niepotrzebne")],
                                max_length=10,
                                verbose_name="wynik",
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
                        (
                            "settled_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="załatwiono"
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="załatwił(a)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wynik uzgodnień",
                        "verbose_name_plural": "wyniki uzgodnień",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("outcome__in", ["agreed", "not_needed"])),
                                name="wanted_times_outcome_known",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
