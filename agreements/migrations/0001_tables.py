"""The tables of services, requests, agreements and letters, with their constraints, history and triggers."""

import agreements.models.attachments
import agreements.models.signing
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import jcop.migrating
import jcop.typed.personal
import organizations.models.organizations
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        jcop.migrating.CreateTables(
            models=[
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="kod")),
                        ("name", models.CharField(max_length=150, verbose_name="nazwa")),
                        ("description", models.TextField(blank=True, verbose_name="opis")),
                        (
                            "question",
                            models.CharField(
                                help_text="Na przykład: „Na co, jak często i dla ilu osób będzie potrzebna sala?”",
                                max_length=200,
                                verbose_name="pytanie w zapotrzebowaniu",
                            ),
                        ),
                        (
                            "asks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("purpose", "Cel"),
                                        ("kind", "Rodzaj wydarzeń"),
                                        ("frequency", "Jak często"),
                                        ("times", "Dogodne dni i godziny"),
                                        ("persons", "Liczba osób"),
                                        ("equipment", "Potrzebny sprzęt"),
                                        ("collectors", "Osoby upoważnione do odbioru"),
                                        ("topic", "Temat"),
                                        ("remarks", "Uwagi"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                help_text="Pola, które organizacja zobaczy przy tym świadczeniu. Żadne nie jest obowiązkowe.",
                                size=None,
                                verbose_name="o co pytamy",
                            ),
                        ),
                        (
                            "right",
                            models.CharField(
                                choices=[
                                    ("room", "rezerwacja sal"),
                                    ("equipment", "rezerwacja sprzętu"),
                                    ("duty", "dyżury organizacji"),
                                    ("advice", "doradztwo"),
                                    ("address", "adres do korespondencji"),
                                    ("box", "skrzynka kontaktowa"),
                                    ("training", "szkolenia"),
                                    ("none", "bez uprawnień w portalu"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="uprawnienie",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        ("is_offered", models.BooleanField(default=True, verbose_name="w ofercie")),
                    ],
                    options={
                        "verbose_name": "świadczenie",
                        "verbose_name_plural": "świadczenia",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "right__in",
                                        [
                                            "room",
                                            "equipment",
                                            "duty",
                                            "advice",
                                            "address",
                                            "box",
                                            "training",
                                            "none",
                                        ],
                                    )
                                ),
                                name="service_right_known",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="ad5eb378beefa145d67c0c691695fd8ff60c8b9b",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_ef05f",
                                    table="agreements_service",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceRequest",
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
                                    ("draft", "wersja robocza"),
                                    ("submitted", "złożone"),
                                    ("under_examination", "w trakcie rozpatrywania"),
                                    ("awaiting_correction", "do uzupełnienia"),
                                    ("accepted", "rozpatrzone pozytywnie"),
                                    ("refused", "rozpatrzone negatywnie"),
                                    ("left", "pozostawione bez rozpoznania"),
                                    ("withdrawn", "wycofane"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=20,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "counts_from",
                            models.DateField(editable=False, null=True, verbose_name="termin liczony od"),
                        ),
                        (
                            "counts_days",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="dni na rozpatrzenie"
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(editable=False, null=True, verbose_name="termin rozpatrzenia"),
                        ),
                        (
                            "extension_reason",
                            models.TextField(blank=True, editable=False, verbose_name="powód nowego terminu"),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "wants_print",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="wydruk przygotuje Referat"
                            ),
                        ),
                        (
                            "is_paper",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="złożone na papierze"
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="przygotowano"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(editable=False, null=True)),
                        ("number", models.PositiveIntegerField(editable=False, null=True)),
                        (
                            "submitted_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="złożono w portalu"),
                        ),
                        (
                            "submitted_on",
                            models.DateField(editable=False, null=True, verbose_name="data złożenia"),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="prowadzi",
                            ),
                        ),
                        (
                            "case_sign",
                            models.CharField(
                                blank=True, editable=False, max_length=60, verbose_name="znak sprawy"
                            ),
                        ),
                        (
                            "printed_on",
                            models.DateField(
                                editable=False, null=True, verbose_name="wydrukowano w Referacie"
                            ),
                        ),
                        (
                            "received_on",
                            models.DateField(editable=False, null=True, verbose_name="data wpływu kompletu"),
                        ),
                        (
                            "received_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "osobiście"),
                                    ("post", "poczta"),
                                    ("e_delivery", "e-Doręczenia"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="sposób wpływu",
                            ),
                        ),
                        (
                            "receipt_number",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=60,
                                verbose_name="numer z rejestru wpływów",
                            ),
                        ),
                        (
                            "copies_received",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="liczba egzemplarzy"
                            ),
                        ),
                        (
                            "received_mark",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="podpisany wydruk"
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="rozpatrzono"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "refusal_reason",
                            models.TextField(blank=True, editable=False, verbose_name="uzasadnienie"),
                        ),
                        (
                            "services",
                            models.ManyToManyField(
                                related_name="+",
                                through="agreements.RequestedService",
                                to="agreements.service",
                            ),
                        ),
                        (
                            "signatories",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="organizations.representative",
                                verbose_name="kto podpisuje",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "zapotrzebowanie",
                        "verbose_name_plural": "zapotrzebowania",
                        "ordering": ["-pk"],
                        "permissions": [
                            ("receive_servicerequest", "Może przyjąć podpisany komplet"),
                            ("examine_servicerequest", "Może rozpatrzyć zapotrzebowanie"),
                            ("refuse_servicerequest", "Może odmówić zawarcia porozumienia"),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["submitted", "under_examination", "awaiting_correction"])
                                ),
                                fields=["due_on", "id"],
                                name="request_queue",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["submitted", "under_examination", "awaiting_correction"])
                                ),
                                fields=["counts_from"],
                                name="request_to_recount",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("counts_days", None),
                                        ("counts_from", None),
                                        ("due_on", None),
                                        ("extension_reason", ""),
                                    ),
                                    models.Q(
                                        ("counts_days__isnull", False),
                                        ("counts_from__isnull", False),
                                        ("due_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_due_iff_counted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "submitted",
                                            "under_examination",
                                            "awaiting_correction",
                                            "accepted",
                                            "refused",
                                            "left",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="request_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("number", None),
                                        ("state", "draft"),
                                        ("submitted_at", None),
                                        ("submitted_on", None),
                                    ),
                                    ("state", "withdrawn"),
                                    models.Q(
                                        models.Q(("state__in", ["draft", "withdrawn"]), _negated=True),
                                        ("number__isnull", False),
                                        ("submitted_at__isnull", False),
                                        ("submitted_on__isnull", False),
                                        ("year__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_numbered_iff_submitted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("state__in", ["accepted", "refused", "left"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ["accepted", "refused", "left"]), _negated=True
                                        ),
                                        ("decided_at", None),
                                        ("decided_by", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_decided_iff_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["refused", "left"]), _negated=True),
                                    models.Q(("refusal_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="request_refusal_has_reason",
                                violation_error_message="Podaj uzasadnienie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("copies_received", None),
                                        ("received_channel", ""),
                                        ("received_on", None),
                                    ),
                                    models.Q(
                                        ("copies_received__isnull", False),
                                        ("copies_received__range", (1, 9)),
                                        ("received_on__isnull", False),
                                        models.Q(("received_channel", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_received_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["under_examination", "accepted"]), _negated=True),
                                    ("received_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="request_examined_after_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "awaiting_correction"), _negated=True),
                                    ("due_on", None),
                                    _connector="OR",
                                ),
                                name="request_correction_stops_clock",
                            ),
                            models.UniqueConstraint(fields=("year", "number"), name="request_number_once"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_servicerequestevent" ("assigned_to_id", "case_sign", "copies_received", "counts_days", "counts_from", "decided_at", "decided_by_id", "due_on", "extension_reason", "id", "is_paper", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "printed_on", "receipt_number", "received_channel", "received_mark", "received_on", "refusal_reason", "state", "submitted_at", "submitted_on", "wants_print", "year") VALUES (NEW."assigned_to_id", NEW."case_sign", NEW."copies_received", NEW."counts_days", NEW."counts_from", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."extension_reason", NEW."id", NEW."is_paper", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."printed_on", NEW."receipt_number", NEW."received_channel", NEW."received_mark", NEW."received_on", NEW."refusal_reason", NEW."state", NEW."submitted_at", NEW."submitted_on", NEW."wants_print", NEW."year"); RETURN NULL;',
                                    hash="cf75b5a61c72da785947f8b1d1aa7dd4f58b9061",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0561b",
                                    table="agreements_servicerequest",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."assigned_to_id" IS DISTINCT FROM (NEW."assigned_to_id") OR OLD."case_sign" IS DISTINCT FROM (NEW."case_sign") OR OLD."copies_received" IS DISTINCT FROM (NEW."copies_received") OR OLD."counts_days" IS DISTINCT FROM (NEW."counts_days") OR OLD."counts_from" IS DISTINCT FROM (NEW."counts_from") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."extension_reason" IS DISTINCT FROM (NEW."extension_reason") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_paper" IS DISTINCT FROM (NEW."is_paper") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."printed_on" IS DISTINCT FROM (NEW."printed_on") OR OLD."receipt_number" IS DISTINCT FROM (NEW."receipt_number") OR OLD."received_channel" IS DISTINCT FROM (NEW."received_channel") OR OLD."received_mark" IS DISTINCT FROM (NEW."received_mark") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."refusal_reason" IS DISTINCT FROM (NEW."refusal_reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_on" IS DISTINCT FROM (NEW."submitted_on") OR OLD."wants_print" IS DISTINCT FROM (NEW."wants_print") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                                    func='INSERT INTO "agreements_servicerequestevent" ("assigned_to_id", "case_sign", "copies_received", "counts_days", "counts_from", "decided_at", "decided_by_id", "due_on", "extension_reason", "id", "is_paper", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "printed_on", "receipt_number", "received_channel", "received_mark", "received_on", "refusal_reason", "state", "submitted_at", "submitted_on", "wants_print", "year") VALUES (NEW."assigned_to_id", NEW."case_sign", NEW."copies_received", NEW."counts_days", NEW."counts_from", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."extension_reason", NEW."id", NEW."is_paper", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."printed_on", NEW."receipt_number", NEW."received_channel", NEW."received_mark", NEW."received_on", NEW."refusal_reason", NEW."state", NEW."submitted_at", NEW."submitted_on", NEW."wants_print", NEW."year"); RETURN NULL;',
                                    hash="cefe59ca7b1bc552090847fdc7608d07f207dde9",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_99399",
                                    table="agreements_servicerequest",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceRequestEvent",
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
                                to="agreements.servicerequest",
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
                                    ("draft", "wersja robocza"),
                                    ("submitted", "złożone"),
                                    ("under_examination", "w trakcie rozpatrywania"),
                                    ("awaiting_correction", "do uzupełnienia"),
                                    ("accepted", "rozpatrzone pozytywnie"),
                                    ("refused", "rozpatrzone negatywnie"),
                                    ("left", "pozostawione bez rozpoznania"),
                                    ("withdrawn", "wycofane"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=20,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "counts_from",
                            models.DateField(editable=False, null=True, verbose_name="termin liczony od"),
                        ),
                        (
                            "counts_days",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="dni na rozpatrzenie"
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(editable=False, null=True, verbose_name="termin rozpatrzenia"),
                        ),
                        (
                            "extension_reason",
                            models.TextField(blank=True, editable=False, verbose_name="powód nowego terminu"),
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
                            "wants_print",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="wydruk przygotuje Referat"
                            ),
                        ),
                        (
                            "is_paper",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="złożone na papierze"
                            ),
                        ),
                        (
                            "prepared_by",
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
                            "prepared_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="przygotowano"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(editable=False, null=True)),
                        ("number", models.PositiveIntegerField(editable=False, null=True)),
                        (
                            "submitted_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="złożono w portalu"),
                        ),
                        (
                            "submitted_on",
                            models.DateField(editable=False, null=True, verbose_name="data złożenia"),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="prowadzi",
                            ),
                        ),
                        (
                            "case_sign",
                            models.CharField(
                                blank=True, editable=False, max_length=60, verbose_name="znak sprawy"
                            ),
                        ),
                        (
                            "printed_on",
                            models.DateField(
                                editable=False, null=True, verbose_name="wydrukowano w Referacie"
                            ),
                        ),
                        (
                            "received_on",
                            models.DateField(editable=False, null=True, verbose_name="data wpływu kompletu"),
                        ),
                        (
                            "received_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "osobiście"),
                                    ("post", "poczta"),
                                    ("e_delivery", "e-Doręczenia"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="sposób wpływu",
                            ),
                        ),
                        (
                            "receipt_number",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=60,
                                verbose_name="numer z rejestru wpływów",
                            ),
                        ),
                        (
                            "copies_received",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="liczba egzemplarzy"
                            ),
                        ),
                        (
                            "received_mark",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="podpisany wydruk"
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="rozpatrzono"),
                        ),
                        (
                            "decided_by",
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
                            "refusal_reason",
                            models.TextField(blank=True, editable=False, verbose_name="uzasadnienie"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5882ac0b30666154d7f2bfc33c8d40d1b5fa488f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_a4677",
                                    table="agreements_servicerequestevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement",
                                to="agreements.servicerequest",
                                verbose_name="zapotrzebowanie",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "przygotowane"),
                                    ("received", "podpisane przez organizację"),
                                    ("concluded", "zawarte"),
                                    ("abandoned", "niezawarte"),
                                    ("annulled", "anulowane"),
                                ],
                                default="prepared",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=50, verbose_name="numer porozumienia"
                            ),
                        ),
                        (
                            "signed_on",
                            models.DateField(editable=False, null=True, verbose_name="data zawarcia"),
                        ),
                        (
                            "valid_from",
                            models.DateField(editable=False, null=True, verbose_name="obowiązuje od"),
                        ),
                        (
                            "valid_until",
                            models.DateField(editable=False, null=True, verbose_name="obowiązuje do"),
                        ),
                        (
                            "concluded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zatwierdzono"),
                        ),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zatwierdził(a)",
                            ),
                        ),
                        (
                            "party_name",
                            models.CharField(
                                blank=True, editable=False, max_length=400, verbose_name="strona"
                            ),
                        ),
                        (
                            "party_address",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="adres strony"
                            ),
                        ),
                        (
                            "party_representation",
                            models.TextField(blank=True, editable=False, verbose_name="reprezentacja strony"),
                        ),
                        (
                            "remarks",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="uwagi",
                            ),
                        ),
                        (
                            "signatures_noted",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="odnotowane podpisy"
                            ),
                        ),
                        (
                            "handed_over_on",
                            models.DateField(editable=False, null=True, verbose_name="egzemplarz wydano"),
                        ),
                        (
                            "handed_over_to",
                            models.CharField(
                                blank=True, editable=False, max_length=200, verbose_name="komu wydano"
                            ),
                        ),
                        (
                            "handed_over_copies",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="ile egzemplarzy wydano"
                            ),
                        ),
                        (
                            "terminated_on",
                            models.DateField(editable=False, null=True, verbose_name="rozwiązane z dniem"),
                        ),
                        (
                            "end_mode",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("notice", "wypowiedzenie (z miesięcznym wyprzedzeniem)"),
                                    ("agreed", "za porozumieniem stron"),
                                    ("breach", "bez wypowiedzenia, z powodu naruszenia zasad"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="sposób rozwiązania",
                            ),
                        ),
                        (
                            "noticed_on",
                            models.DateField(editable=False, null=True, verbose_name="wypowiedziano"),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód zakończenia"
                            ),
                        ),
                        (
                            "renews",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewals",
                                to="agreements.agreement",
                                verbose_name="przedłuża",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "porozumienie",
                        "verbose_name_plural": "porozumienia",
                        "ordering": ["-pk"],
                        "permissions": [
                            ("conclude_agreement", "Może zatwierdzić porozumienie"),
                            ("file_agreement", "Może odnotować podpisy, skan, wydanie egzemplarza i uwagi"),
                            ("end_agreement", "Może rozwiązać albo anulować porozumienie"),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "concluded")),
                                fields=["organization", "valid_from"],
                                name="agreement_in_force",
                            ),
                            models.Index(fields=["signed_on"], name="agreement_by_signing"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("handed_over_copies", None),
                                        ("handed_over_on", None),
                                        ("handed_over_to", ""),
                                    ),
                                    models.Q(
                                        ("handed_over_copies__isnull", False),
                                        ("handed_over_copies__range", (1, 9)),
                                        ("handed_over_on__gte", models.F("signed_on")),
                                        ("handed_over_on__isnull", False),
                                        ("signed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_handed_over_after_signing",
                                violation_error_message="Egzemplarz można wydać najwcześniej w dniu zawarcia.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "concluded")),
                                fields=("renews",),
                                name="agreement_renewed_once",
                                violation_error_message="To porozumienie zostało już przedłużone.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["prepared", "received", "concluded", "abandoned", "annulled"],
                                    )
                                ),
                                name="agreement_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("concluded_at__isnull", False),
                                        ("concluded_by__isnull", False),
                                        ("signed_on__isnull", False),
                                        ("state__in", ["concluded", "annulled"]),
                                        ("valid_from__isnull", False),
                                        models.Q(("number", ""), _negated=True),
                                        models.Q(("party_name", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("concluded_at", None),
                                        ("concluded_by", None),
                                        ("number", ""),
                                        ("signed_on", None),
                                        ("state__in", ["prepared", "received", "abandoned"]),
                                        ("terminated_on", None),
                                        ("valid_from", None),
                                        ("valid_until", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_concluded_whole",
                                violation_error_message="Zawarte porozumienie ma numer, datę i początek obowiązywania.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("valid_until", None),
                                        ("valid_until__gte", models.F("valid_from")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("terminated_on", None),
                                        ("terminated_on__gte", models.F("valid_from")),
                                        _connector="OR",
                                    ),
                                ),
                                name="agreement_ends_after_start",
                                violation_error_message="Porozumienie nie może kończyć się przed początkiem.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("terminated_on", None),
                                        models.Q(("state", "annulled"), _negated=True),
                                    ),
                                    models.Q(("end_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="agreement_ended_has_reason",
                                violation_error_message="Podaj powód.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_mode", ""), ("noticed_on", None)),
                                    models.Q(
                                        ("end_mode__in", ["notice", "agreed", "breach"]),
                                        ("terminated_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_end_mode_known",
                            ),
                            models.UniqueConstraint(
                                models.F("number"),
                                django.db.models.functions.datetime.ExtractYear("signed_on"),
                                condition=models.Q(("number", ""), _negated=True),
                                name="agreement_number_once",
                                violation_error_message="Porozumienie o tym numerze w tym roku już istnieje.",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "organization"), name="agreement_of_organization"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="2d3d57e41c18eef8249f8b567d6cc1a579294b4e",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_90fbb",
                                    table="agreements_agreement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_agreementevent" ("concluded_at", "concluded_by_id", "end_mode", "end_reason", "handed_over_copies", "handed_over_on", "id", "noticed_on", "number", "organization_id", "party_address", "party_name", "party_representation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "renews_id", "request_id", "signatures_noted", "signed_on", "state", "terminated_on", "valid_from", "valid_until") VALUES (NEW."concluded_at", NEW."concluded_by_id", NEW."end_mode", NEW."end_reason", NEW."handed_over_copies", NEW."handed_over_on", NEW."id", NEW."noticed_on", NEW."number", NEW."organization_id", NEW."party_address", NEW."party_name", NEW."party_representation", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remarks", NEW."renews_id", NEW."request_id", NEW."signatures_noted", NEW."signed_on", NEW."state", NEW."terminated_on", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                                    hash="ac602f53da836672d2f3c80d337be0dd998549a3",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_13a93",
                                    table="agreements_agreement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."concluded_at" IS DISTINCT FROM (NEW."concluded_at") OR OLD."concluded_by_id" IS DISTINCT FROM (NEW."concluded_by_id") OR OLD."end_mode" IS DISTINCT FROM (NEW."end_mode") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."handed_over_copies" IS DISTINCT FROM (NEW."handed_over_copies") OR OLD."handed_over_on" IS DISTINCT FROM (NEW."handed_over_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."noticed_on" IS DISTINCT FROM (NEW."noticed_on") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."party_address" IS DISTINCT FROM (NEW."party_address") OR OLD."party_name" IS DISTINCT FROM (NEW."party_name") OR OLD."party_representation" IS DISTINCT FROM (NEW."party_representation") OR OLD."remarks" IS DISTINCT FROM (NEW."remarks") OR OLD."renews_id" IS DISTINCT FROM (NEW."renews_id") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."signatures_noted" IS DISTINCT FROM (NEW."signatures_noted") OR OLD."signed_on" IS DISTINCT FROM (NEW."signed_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."terminated_on" IS DISTINCT FROM (NEW."terminated_on") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                                    func='INSERT INTO "agreements_agreementevent" ("concluded_at", "concluded_by_id", "end_mode", "end_reason", "handed_over_copies", "handed_over_on", "id", "noticed_on", "number", "organization_id", "party_address", "party_name", "party_representation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "renews_id", "request_id", "signatures_noted", "signed_on", "state", "terminated_on", "valid_from", "valid_until") VALUES (NEW."concluded_at", NEW."concluded_by_id", NEW."end_mode", NEW."end_reason", NEW."handed_over_copies", NEW."handed_over_on", NEW."id", NEW."noticed_on", NEW."number", NEW."organization_id", NEW."party_address", NEW."party_name", NEW."party_representation", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remarks", NEW."renews_id", NEW."request_id", NEW."signatures_noted", NEW."signed_on", NEW."state", NEW."terminated_on", NEW."valid_from", NEW."valid_until"); RETURN NULL;',
                                    hash="942b7237583f04d55251e76c9197698ca9a51bb3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_36fdd",
                                    table="agreements_agreement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementEvent",
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
                                to="agreements.agreement",
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
                            "request",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.servicerequest",
                                verbose_name="zapotrzebowanie",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "przygotowane"),
                                    ("received", "podpisane przez organizację"),
                                    ("concluded", "zawarte"),
                                    ("abandoned", "niezawarte"),
                                    ("annulled", "anulowane"),
                                ],
                                default="prepared",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=50, verbose_name="numer porozumienia"
                            ),
                        ),
                        (
                            "signed_on",
                            models.DateField(editable=False, null=True, verbose_name="data zawarcia"),
                        ),
                        (
                            "valid_from",
                            models.DateField(editable=False, null=True, verbose_name="obowiązuje od"),
                        ),
                        (
                            "valid_until",
                            models.DateField(editable=False, null=True, verbose_name="obowiązuje do"),
                        ),
                        (
                            "concluded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zatwierdzono"),
                        ),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zatwierdził(a)",
                            ),
                        ),
                        (
                            "party_name",
                            models.CharField(
                                blank=True, editable=False, max_length=400, verbose_name="strona"
                            ),
                        ),
                        (
                            "party_address",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="adres strony"
                            ),
                        ),
                        (
                            "party_representation",
                            models.TextField(blank=True, editable=False, verbose_name="reprezentacja strony"),
                        ),
                        (
                            "remarks",
                            models.CharField(
                                blank=True,
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="uwagi",
                            ),
                        ),
                        (
                            "signatures_noted",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="odnotowane podpisy"
                            ),
                        ),
                        (
                            "handed_over_on",
                            models.DateField(editable=False, null=True, verbose_name="egzemplarz wydano"),
                        ),
                        (
                            "handed_over_copies",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="ile egzemplarzy wydano"
                            ),
                        ),
                        (
                            "terminated_on",
                            models.DateField(editable=False, null=True, verbose_name="rozwiązane z dniem"),
                        ),
                        (
                            "end_mode",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("notice", "wypowiedzenie (z miesięcznym wyprzedzeniem)"),
                                    ("agreed", "za porozumieniem stron"),
                                    ("breach", "bez wypowiedzenia, z powodu naruszenia zasad"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="sposób rozwiązania",
                            ),
                        ),
                        (
                            "noticed_on",
                            models.DateField(editable=False, null=True, verbose_name="wypowiedziano"),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód zakończenia"
                            ),
                        ),
                        (
                            "renews",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.agreement",
                                verbose_name="przedłuża",
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
                                    hash="10a426d334db94a2d51d3555cf1d4c20cc116b1d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ab134",
                                    table="agreements_agreementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.service",
                                verbose_name="świadczenie",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="od")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="do")),
                    ],
                    options={
                        "verbose_name": "przyznane świadczenie",
                        "verbose_name_plural": "przyznane świadczenia",
                        "ordering": ["service__position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="grant_ends_after_start",
                                violation_error_message="Świadczenie kończy się wcześniej, niż się zaczyna.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="68761587b81779e7b5922f5869e60ba2f4126ef5",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_005d1",
                                    table="agreements_grant",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("event", models.CharField(max_length=40, verbose_name="powiadomienie")),
                        ("key", models.CharField(max_length=120, unique=True)),
                        (
                            "request",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="agreements.servicerequest",
                            ),
                        ),
                        ("subject", models.PositiveBigIntegerField(null=True)),
                        (
                            "clerk",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField(null=True, verbose_name="dotyczy terminu")),
                        (
                            "asked_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="zlecono"),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="wysłano")),
                        ("problem", models.CharField(blank=True, max_length=200, verbose_name="przeszkoda")),
                    ],
                    options={
                        "verbose_name": "powiadomienie",
                        "verbose_name_plural": "powiadomienia",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("sent_at", None), models.Q(("problem", ""), _negated=True)
                                ),
                                fields=["asked_at"],
                                name="notice_failed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("series", models.CharField(max_length=20)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "licznik",
                        "verbose_name_plural": "liczniki",
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "year"), name="counter_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="agreements.servicerequest",
                            ),
                        ),
                        ("is_from_office", models.BooleanField(default=False, verbose_name="od urzędu")),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=3000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="wiadomość",
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="wysłano"),
                        ),
                        ("read_at", models.DateTimeField(null=True, verbose_name="przeczytano")),
                    ],
                    options={
                        "verbose_name": "wiadomość",
                        "verbose_name_plural": "wiadomości",
                        "ordering": ["sent_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at", None)),
                                fields=["request", "is_from_office"],
                                name="message_unread",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="agreements.servicerequest",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="kto",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=3000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="treść",
                            ),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="zapisano"),
                        ),
                    ],
                    options={
                        "verbose_name": "notatka",
                        "verbose_name_plural": "notatki",
                        "ordering": ["-written_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Declaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="kod")),
                        (
                            "version",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, verbose_name="wersja"
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="treść")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        ("is_current", models.BooleanField(default=True, verbose_name="obowiązuje")),
                    ],
                    options={
                        "verbose_name": "oświadczenie",
                        "verbose_name_plural": "oświadczenia",
                        "ordering": ["position", "code", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "version"), name="declaration_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("code",),
                                name="declaration_current_once",
                                violation_error_message="Obowiązuje już inna wersja tego oświadczenia.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MadeDeclaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="declarations",
                                to="agreements.servicerequest",
                            ),
                        ),
                        (
                            "declaration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="made",
                                to="agreements.declaration",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="złożono")),
                    ],
                    options={
                        "verbose_name": "złożone oświadczenie",
                        "verbose_name_plural": "złożone oświadczenia",
                        "ordering": ["declaration__position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "declaration"), name="declaration_made_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="agreements.servicerequest",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="wydruk")),
                        ("content", models.JSONField(verbose_name="treść")),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="utworzono")),
                    ],
                    options={
                        "verbose_name": "wersja zapotrzebowania",
                        "verbose_name_plural": "wersje zapotrzebowania",
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "number"), name="version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestedService",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wishes",
                                to="agreements.servicerequest",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.service",
                            ),
                        ),
                        ("answers", models.JSONField(blank=True, default=dict, verbose_name="odpowiedzi")),
                        (
                            "is_declined",
                            models.BooleanField(default=False, editable=False, verbose_name="nieprzyznane"),
                        ),
                    ],
                    options={
                        "verbose_name": "wybrane świadczenie",
                        "verbose_name_plural": "wybrane świadczenia",
                        "ordering": ["service__position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "service"), name="service_requested_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="agreements.servicerequest",
                                verbose_name="zapotrzebowanie",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "wezwanie do uzupełnienia braków"),
                                    ("refusal", "informacja o odmowie zawarcia porozumienia"),
                                    ("extension", "informacja o nowym terminie rozpatrzenia"),
                                    ("left", "informacja o pozostawieniu bez rozpoznania"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "body",
                            models.TextField(
                                max_length=10000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="treść",
                            ),
                        ),
                        (
                            "case_sign",
                            models.CharField(blank=True, max_length=60, verbose_name="znak sprawy"),
                        ),
                        (
                            "issued_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="wydano"),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="wydał(a)",
                            ),
                        ),
                        (
                            "delivered_on",
                            models.DateField(editable=False, null=True, verbose_name="doręczono"),
                        ),
                        (
                            "delivery",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("panel", "otwarte w portalu"),
                                    ("handed", "doręczone osobiście"),
                                    ("post", "doręczone pocztą"),
                                    ("e_delivery", "doręczone przez e-Doręczenia"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="sposób doręczenia",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pismo",
                        "verbose_name_plural": "pisma",
                        "ordering": ["-issued_at", "-pk"],
                        "permissions": [("deliver_caseletter", "Może odnotować doręczenie pisma")],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("delivered_on", None)),
                                fields=["issued_at"],
                                name="letter_unopened",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("delivered_on", None), ("delivery", "")),
                                    models.Q(
                                        ("delivered_on__isnull", False),
                                        models.Q(("delivery", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_delivered_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("body", ""), _negated=True),
                                name="letter_has_body",
                                violation_error_message="Pismo nie może być puste.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="agreements.servicerequest",
                            ),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction",
                                to="agreements.caseletter",
                            ),
                        ),
                        (
                            "defects",
                            models.TextField(
                                max_length=5000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="braki",
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(default=7, verbose_name="dni na uzupełnienie"),
                        ),
                        ("due_on", models.DateField(editable=False, null=True, verbose_name="uzupełnić do")),
                        (
                            "closed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zakończono"),
                        ),
                    ],
                    options={
                        "verbose_name": "wezwanie",
                        "verbose_name_plural": "wezwania",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("days__gte", 7)),
                                name="correction_days_enough",
                                violation_error_message="Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2).",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("request",),
                                name="correction_open_once",
                                violation_error_message="Organizacja jest już wezwana do uzupełnienia.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Box",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.PositiveSmallIntegerField(
                                error_messages={"unique": "Skrzynka o tym numerze już jest."},
                                unique=True,
                                verbose_name="numer skrzynki",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="w użyciu")),
                    ],
                    options={
                        "verbose_name": "skrzynka kontaktowa",
                        "verbose_name_plural": "skrzynki kontaktowe",
                        "ordering": ["number"],
                        "permissions": [("lend_box", "Może użyczać skrzynek kontaktowych")],
                    },
                ),
                migrations.CreateModel(
                    name="BoxLoan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "box",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="agreements.box",
                                verbose_name="skrzynka",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="box_loans",
                                to="agreements.agreement",
                                verbose_name="porozumienie",
                            ),
                        ),
                        (
                            "during",
                            django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="w czasie"),
                        ),
                        (
                            "lent_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lent_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="użyczono"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "użyczenie skrzynki",
                        "verbose_name_plural": "użyczenia skrzynek",
                        "ordering": ["-during"],
                        "default_permissions": (),
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("box", "="), ("during", "&&")],
                                name="box_lent_to_one_at_a_time",
                                violation_error_message="Ta skrzynka jest w tym czasie użyczona innej organizacji.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("during__isempty", False), ("during__startswith__isnull", False)
                                ),
                                name="box_loan_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="agreements.servicerequest",
                                verbose_name="zapotrzebowanie",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("statute", "statut"),
                                    ("register", "wyciąg z rejestru"),
                                    ("election", "uchwała o wyborze"),
                                    ("mandate", "pełnomocnictwo"),
                                    ("signed_set", "podpisany komplet (skan)"),
                                    ("other", "inny dokument"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="nazwa")),
                        (
                            "content_type",
                            models.CharField(
                                choices=[
                                    ("application/pdf", "PDF"),
                                    ("image/png", "PNG"),
                                    ("image/jpeg", "JPEG"),
                                    (
                                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                        "DOCX",
                                    ),
                                    ("application/vnd.oasis.opendocument.text", "ODT"),
                                    (
                                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        "XLSX",
                                    ),
                                    ("application/vnd.oasis.opendocument.spreadsheet", "ODS"),
                                ],
                                editable=False,
                                max_length=80,
                                verbose_name="format",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="rozmiar")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "file",
                            models.FileField(
                                editable=False,
                                storage=agreements.models.attachments.private_storage,
                                upload_to=agreements.models.attachments.random_path,
                                verbose_name="plik",
                            ),
                        ),
                        (
                            "scan",
                            models.CharField(
                                choices=[("unchecked", "nie sprawdzano"), ("clean", "czysty")],
                                default="unchecked",
                                editable=False,
                                max_length=10,
                                verbose_name="sprawdzenie antywirusowe",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="załączono"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "załącznik",
                        "verbose_name_plural": "załączniki",
                        "ordering": ["pk"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["statute", "register", "election", "mandate", "signed_set", "other"],
                                    )
                                ),
                                name="attachment_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "content_type__in",
                                        [
                                            "application/pdf",
                                            "image/png",
                                            "image/jpeg",
                                            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                            "application/vnd.oasis.opendocument.text",
                                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                            "application/vnd.oasis.opendocument.spreadsheet",
                                        ],
                                    )
                                ),
                                name="attachment_format_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scan__in", ["unchecked", "clean"])),
                                name="attachment_scan_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="attachment_is_not_empty",
                                violation_error_message="Plik jest pusty.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("file", ""), _negated=True),
                                ),
                                name="attachment_has_name",
                                violation_error_message="Załącznik musi mieć nazwę.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                                name="attachment_has_sha256",
                            ),
                            models.UniqueConstraint(
                                fields=("request", "sha256"),
                                name="attachment_once",
                                violation_error_message="Ten plik jest już załączony.",
                            ),
                            models.UniqueConstraint(fields=("file",), name="attachment_file_once"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_attachmentevent" ("content_type", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "scan", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (NEW."content_type", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."request_id", NEW."scan", NEW."sha256", NEW."size", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;',
                                    hash="fa80fe615e910ae42adb449d76e781242b1c46a4",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9f572",
                                    table="agreements_attachment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_attachmentevent" ("content_type", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "scan", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (OLD."content_type", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."request_id", OLD."scan", OLD."sha256", OLD."size", OLD."uploaded_at", OLD."uploaded_by_id"); RETURN NULL;',
                                    hash="8df516e86e7d4bab1c14850c731ee067ba3f0fc2",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_30508",
                                    table="agreements_attachment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttachmentEvent",
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
                                to="agreements.attachment",
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
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.servicerequest",
                                verbose_name="zapotrzebowanie",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("statute", "statut"),
                                    ("register", "wyciąg z rejestru"),
                                    ("election", "uchwała o wyborze"),
                                    ("mandate", "pełnomocnictwo"),
                                    ("signed_set", "podpisany komplet (skan)"),
                                    ("other", "inny dokument"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "content_type",
                            models.CharField(
                                choices=[
                                    ("application/pdf", "PDF"),
                                    ("image/png", "PNG"),
                                    ("image/jpeg", "JPEG"),
                                    (
                                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                        "DOCX",
                                    ),
                                    ("application/vnd.oasis.opendocument.text", "ODT"),
                                    (
                                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        "XLSX",
                                    ),
                                    ("application/vnd.oasis.opendocument.spreadsheet", "ODS"),
                                ],
                                editable=False,
                                max_length=80,
                                verbose_name="format",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="rozmiar")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "scan",
                            models.CharField(
                                choices=[("unchecked", "nie sprawdzano"), ("clean", "czysty")],
                                default="unchecked",
                                editable=False,
                                max_length=10,
                                verbose_name="sprawdzenie antywirusowe",
                            ),
                        ),
                        (
                            "uploaded_by",
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
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="załączono"
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
                                    hash="2632bf87ae65f0c5de7be31ba995c5184109b9c0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_409f7",
                                    table="agreements_attachmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttachmentDownload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "attachment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="downloads",
                                to="agreements.attachment",
                            ),
                        ),
                        ("user_id", models.BigIntegerField(verbose_name="użytkownik")),
                        (
                            "role",
                            models.CharField(
                                choices=[("organization", "organizacja"), ("staff", "urząd")],
                                max_length=12,
                                verbose_name="rola",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="pobrano"),
                        ),
                    ],
                    options={
                        "verbose_name": "pobranie załącznika",
                        "verbose_name_plural": "pobrania załączników",
                        "ordering": ["-at"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["organization", "staff"])),
                                name="download_role_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="agreements.agreement",
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
                            "function",
                            models.CharField(
                                blank=True,
                                max_length=100,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="funkcja",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "podpis",
                        "verbose_name_plural": "podpisy",
                        "ordering": ["pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SignedScan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                editable=False,
                                storage=agreements.models.attachments.private_storage,
                                upload_to=agreements.models.signing.scan_path,
                                verbose_name="plik",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="rozmiar")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="dołączono"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skan porozumienia",
                        "verbose_name_plural": "skany porozumień",
                        "ordering": ["-pk"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sha256__regex", "^[0-9a-f]{64}$"),
                                    ("size__gt", 0),
                                    models.Q(("file", ""), _negated=True),
                                ),
                                name="scan_is_whole",
                            ),
                            models.UniqueConstraint(
                                fields=("agreement", "sha256"),
                                name="scan_once",
                                violation_error_message="Ten skan jest już dołączony.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_signedscanevent" ("agreement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "uploaded_at", "uploaded_by_id") VALUES (NEW."agreement_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;',
                                    hash="193a56225e4b8446ebe08639cc20e9518ba67f84",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_94f9e",
                                    table="agreements_signedscan",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignedScanEvent",
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
                                to="agreements.signedscan",
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
                            "agreement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(editable=False, verbose_name="rozmiar")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "uploaded_by",
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
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="dołączono"
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
                                    hash="c55b5120cf5dbacfe6b15c57b9083a870335aafd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_987d3",
                                    table="agreements_signedscanevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amendment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="agreements.agreement",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="aneks nr")),
                        ("signed_on", models.DateField(verbose_name="data zawarcia aneksu")),
                        ("valid_from", models.DateField(verbose_name="obowiązuje od")),
                        (
                            "changes",
                            models.CharField(
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="co zmienia",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="odnotowano"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "aneks",
                        "verbose_name_plural": "aneksy",
                        "ordering": ["number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"),
                                name="amendment_number_once",
                                violation_error_message="Aneks o tym numerze już jest.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("changes", ""), _negated=True),
                                name="amendment_says_what_changes",
                                violation_error_message="Podaj, co zmienia aneks.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_from__gte", models.F("signed_on"))),
                                name="amendment_starts_after_signing",
                                violation_error_message="Aneks obowiązuje najwcześniej od dnia zawarcia.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_amendmentevent" ("agreement_id", "changes", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "signed_on", "valid_from") VALUES (NEW."agreement_id", NEW."changes", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."signed_on", NEW."valid_from"); RETURN NULL;',
                                    hash="30f4ac9140f75bf72b529ea603a87c58007aa36e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2a8be",
                                    table="agreements_amendment",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmendmentEvent",
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
                                to="agreements.amendment",
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
                            "agreement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="aneks nr")),
                        ("signed_on", models.DateField(verbose_name="data zawarcia aneksu")),
                        ("valid_from", models.DateField(verbose_name="obowiązuje od")),
                        (
                            "changes",
                            models.CharField(
                                max_length=500,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="co zmienia",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="odnotowano"
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
                                    hash="761f0ec6e501bcdc949d7b4a519ec2919f7ebe1c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c5a16",
                                    table="agreements_amendmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drafts",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("amendment", "aneks"), ("renewal", "przedłużenie")],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="wydruk")),
                        ("content", models.JSONField(verbose_name="treść")),
                        (
                            "made_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="przygotowano"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "projekt zmiany porozumienia",
                        "verbose_name_plural": "projekty zmian porozumień",
                        "ordering": ["-number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="change_draft_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["amendment", "renewal"])),
                                name="change_draft_kind_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Defect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=300, unique=True, verbose_name="brak")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="kolejność")),
                        ("is_current", models.BooleanField(default=True, verbose_name="na liście")),
                    ],
                    options={
                        "verbose_name": "brak formalny",
                        "verbose_name_plural": "lista braków formalnych",
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FormalCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="checks",
                                to="agreements.servicerequest",
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
                            "defects",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=300),
                                default=list,
                                size=None,
                                verbose_name="braki",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kontrola formalna",
                        "verbose_name_plural": "kontrole formalne",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IssuedDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="agreements.servicerequest",
                            ),
                        ),
                        (
                            "version",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="document",
                                to="agreements.requestversion",
                            ),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="document",
                                to="agreements.caseletter",
                            ),
                        ),
                        (
                            "draft",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="document",
                                to="agreements.changedraft",
                            ),
                        ),
                        (
                            "part_of",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="agreements.issueddocument",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("set", "komplet dokumentów do podpisu"),
                                    ("request", "zapotrzebowanie osobno"),
                                    ("agreement", "porozumienie osobno"),
                                    ("letter", "pismo"),
                                    ("amendment", "komplet aneksu do podpisu"),
                                    ("renewal", "komplet przedłużenia do podpisu"),
                                ],
                                max_length=10,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("text_version", models.CharField(max_length=20, verbose_name="wersja wzoru")),
                        ("content", models.BinaryField()),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="wydano")),
                    ],
                    options={
                        "verbose_name": "wydany dokument",
                        "verbose_name_plural": "wydane dokumenty",
                        "ordering": ["-issued_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("draft__isnull", True),
                                        ("kind", "set"),
                                        ("letter__isnull", True),
                                        ("part_of__isnull", True),
                                        ("request__isnull", False),
                                        ("version__isnull", False),
                                    ),
                                    models.Q(
                                        ("draft__isnull", True),
                                        ("kind", "request"),
                                        ("letter__isnull", True),
                                        ("part_of__isnull", False),
                                        ("request__isnull", True),
                                        ("version__isnull", True),
                                    ),
                                    models.Q(
                                        ("draft__isnull", True),
                                        ("kind", "agreement"),
                                        ("letter__isnull", True),
                                        ("part_of__isnull", False),
                                        ("request__isnull", True),
                                        ("version__isnull", True),
                                    ),
                                    models.Q(
                                        ("draft__isnull", True),
                                        ("kind", "letter"),
                                        ("letter__isnull", False),
                                        ("part_of__isnull", True),
                                        ("request__isnull", False),
                                        ("version__isnull", True),
                                    ),
                                    models.Q(
                                        ("draft__isnull", False),
                                        ("kind", "amendment"),
                                        ("letter__isnull", True),
                                        ("part_of__isnull", True),
                                        ("request__isnull", True),
                                        ("version__isnull", True),
                                    ),
                                    models.Q(
                                        ("draft__isnull", False),
                                        ("kind", "renewal"),
                                        ("letter__isnull", True),
                                        ("part_of__isnull", True),
                                        ("request__isnull", True),
                                        ("version__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_is_of_its_kind",
                            ),
                            models.UniqueConstraint(fields=("part_of", "kind"), name="document_part_once"),
                            models.CheckConstraint(
                                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                                name="document_has_sha256",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Collector",
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
                                related_name="collectors",
                                to="organizations.organization",
                                verbose_name="organizacja",
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
                            "named_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wskazano"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "osoba upoważniona do odbioru",
                        "verbose_name_plural": "osoby upoważnione do odbioru",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organization", "name"),
                                name="collector_once",
                                violation_error_message="Ta osoba jest już upoważniona.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="collector_has_name",
                                violation_error_message="Podaj imię i nazwisko.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailItem",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mail",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "box",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mail",
                                to="agreements.box",
                                verbose_name="skrzynka",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("letter", "list zwykły"),
                                    ("print", "druki i prasa"),
                                    ("parcel", "paczka"),
                                    ("advice_note", "awizo"),
                                    ("other", "inna przesyłka"),
                                ],
                                default="letter",
                                max_length=12,
                                verbose_name="rodzaj",
                            ),
                        ),
                        ("arrived_on", models.DateField(verbose_name="nadeszła")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="odnotowano"
                            ),
                        ),
                        (
                            "collected_on",
                            models.DateField(editable=False, null=True, verbose_name="odebrano"),
                        ),
                        (
                            "collector",
                            models.CharField(
                                blank=True, editable=False, max_length=150, verbose_name="odebrał(a)"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "przesyłka",
                        "verbose_name_plural": "korespondencja organizacji",
                        "ordering": ["arrived_on", "pk"],
                        "permissions": [("collect_mailitem", "Może odnotować odbiór przesyłki")],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("collected_on", None)),
                                fields=["arrived_on"],
                                name="mail_waiting",
                            ),
                            models.Index(fields=["organization", "-arrived_on"], name="mail_of_organization"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["letter", "print", "parcel", "advice_note", "other"])
                                ),
                                name="mail_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("collected_on", None), ("collector", "")),
                                    models.Q(
                                        ("collected_on__gte", models.F("arrived_on")),
                                        ("collected_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="mail_collected_after_arrival",
                                violation_error_message="Przesyłki nie można odebrać, zanim nadeszła.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promotion",
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
                                related_name="promotions",
                                to="organizations.organization",
                                verbose_name="organizacja",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=organizations.models.organizations.new_key,
                                editable=False,
                                max_length=10,
                            ),
                        ),
                        ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("event", "wydarzenie"), ("volunteering", "wolontariat")],
                                editable=False,
                                max_length=12,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "czeka na akceptację"),
                                    ("returned", "do poprawy"),
                                    ("approved", "zaakceptowane"),
                                    ("replaced", "zastąpione nową treścią"),
                                    ("withdrawn", "wycofane"),
                                ],
                                default="sent",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(
                                max_length=120,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="tytuł",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                help_text="Pusty wiersz zaczyna nowy akapit. Bez imion i nazwisk: mieszkańcy zobaczą obok telefon i e-mail dla mieszkańców z danych organizacji.",
                                max_length=3000,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="treść",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="miejsce",
                            ),
                        ),
                        (
                            "happens_on",
                            models.DateField(blank=True, null=True, verbose_name="dzień wydarzenia"),
                        ),
                        (
                            "times",
                            models.CharField(
                                max_length=200,
                                validators=[jcop.typed.personal.refuse_pesel],
                                verbose_name="godziny",
                            ),
                        ),
                        (
                            "shown_until",
                            models.DateField(
                                help_text="Ostatni dzień, w którym mieszkańcy to przeczytają.",
                                verbose_name="widoczne do",
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wysłano"
                            ),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="rozstrzygnięto"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="rozstrzygnął(a)",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="powód"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ogłoszenie organizacji",
                        "verbose_name_plural": "ogłoszenia organizacji",
                        "ordering": ["-sent_at", "-pk"],
                        "permissions": [("approve_promotion", "Może zaakceptować ogłoszenie organizacji")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["sent", "returned", "approved", "replaced", "withdrawn"])
                                ),
                                name="promotion_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["event", "volunteering"])),
                                name="promotion_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("happens_on__isnull", False), ("kind", "event")),
                                    models.Q(
                                        models.Q(("kind", "event"), _negated=True), ("happens_on", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="promotion_event_has_day",
                                violation_error_message="Podaj dzień wydarzenia.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("state__in", ["approved", "returned", "replaced", "withdrawn"]),
                                    ),
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("state__in", ["sent", "withdrawn"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="promotion_decided_iff_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="promotion_returned_has_reason",
                                violation_error_message="Napisz, co trzeba poprawić.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("key",),
                                name="promotion_shown_once",
                                violation_error_message="Nowsza treść tego ogłoszenia jest już zaakceptowana.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["sent", "returned"])),
                                fields=("key",),
                                name="promotion_corrected_once_at_a_time",
                                violation_error_message="Poprawiona treść już czeka: można ją zmienić na liście ogłoszeń.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="2fc90c167e414159bf8acff88265d9913751d038",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_33c97",
                                    table="agreements_promotion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_promotionevent" ("decided_at", "decided_by_id", "happens_on", "id", "key", "kind", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sent_at", "sent_by_id", "shown_until", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."happens_on", NEW."id", NEW."key", NEW."kind", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."sent_at", NEW."sent_by_id", NEW."shown_until", NEW."state"); RETURN NULL;',
                                    hash="1ff8ae05a7758930f2d79c46cf398f006b179951",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5622d",
                                    table="agreements_promotion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."happens_on" IS DISTINCT FROM (NEW."happens_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."shown_until" IS DISTINCT FROM (NEW."shown_until") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                                    func='INSERT INTO "agreements_promotionevent" ("decided_at", "decided_by_id", "happens_on", "id", "key", "kind", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sent_at", "sent_by_id", "shown_until", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."happens_on", NEW."id", NEW."key", NEW."kind", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."sent_at", NEW."sent_by_id", NEW."shown_until", NEW."state"); RETURN NULL;',
                                    hash="0c731ad700d030caf2b948acd7678243aa9fc0f5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5969a",
                                    table="agreements_promotion",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PromotionEvent",
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
                                to="agreements.promotion",
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
                            "key",
                            models.CharField(
                                default=organizations.models.organizations.new_key,
                                editable=False,
                                max_length=10,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("event", "wydarzenie"), ("volunteering", "wolontariat")],
                                editable=False,
                                max_length=12,
                                verbose_name="rodzaj",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "czeka na akceptację"),
                                    ("returned", "do poprawy"),
                                    ("approved", "zaakceptowane"),
                                    ("replaced", "zastąpione nową treścią"),
                                    ("withdrawn", "wycofane"),
                                ],
                                default="sent",
                                editable=False,
                                max_length=10,
                                verbose_name="stan",
                            ),
                        ),
                        (
                            "happens_on",
                            models.DateField(blank=True, null=True, verbose_name="dzień wydarzenia"),
                        ),
                        (
                            "shown_until",
                            models.DateField(
                                help_text="Ostatni dzień, w którym mieszkańcy to przeczytają.",
                                verbose_name="widoczne do",
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wysłano"
                            ),
                        ),
                        (
                            "sent_by",
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
                            "decided_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="rozstrzygnięto"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="rozstrzygnął(a)",
                            ),
                        ),
                        (
                            "reason",
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
                                    hash="47d4e5b86c739ec88d74726168f5869cea46cbab",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_29534",
                                    table="agreements_promotionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterPrint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="rok")),
                        (
                            "asked_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="zlecono"),
                        ),
                        ("content", models.BinaryField(null=True)),
                    ],
                    options={
                        "verbose_name": "wydruk rejestru",
                        "verbose_name_plural": "wydruki rejestru",
                        "ordering": ["-pk"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Spreadsheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="plik")),
                        ("content", models.BinaryField()),
                        (
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="wczytano"
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("checking", "sprawdzanie"),
                                    ("checked", "sprawdzony"),
                                    ("storing", "zapisywanie"),
                                    ("stored", "zapisany"),
                                ],
                                default="checking",
                                editable=False,
                                max_length=10,
                                verbose_name="etap",
                            ),
                        ),
                        (
                            "rows",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="wiersze"),
                        ),
                        (
                            "done",
                            models.PositiveIntegerField(
                                default=0, editable=False, verbose_name="sprawdzone wiersze"
                            ),
                        ),
                        (
                            "good",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="poprawne wiersze"
                            ),
                        ),
                        (
                            "wrong",
                            models.JSONField(default=list, editable=False, verbose_name="błędne wiersze"),
                        ),
                        (
                            "problem",
                            models.CharField(
                                blank=True, editable=False, max_length=200, verbose_name="przeszkoda"
                            ),
                        ),
                        (
                            "stored_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "stored_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="zapisano"),
                        ),
                        (
                            "stored_rows",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="zapisane wiersze"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "arkusz do wprowadzenia",
                        "verbose_name_plural": "arkusze do wprowadzenia",
                        "ordering": ["-pk"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("step", "stored"),
                                        ("stored_at__isnull", False),
                                        ("stored_by__isnull", False),
                                        ("stored_rows__isnull", False),
                                    ),
                                    models.Q(
                                        ("step", "storing"),
                                        ("stored_at", None),
                                        ("stored_by__isnull", False),
                                        ("stored_rows", None),
                                    ),
                                    models.Q(
                                        ("step__in", ["checking", "checked"]),
                                        ("stored_at", None),
                                        ("stored_by", None),
                                        ("stored_rows", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="spreadsheet_stored_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("step", "checking"), ("good__isnull", False), _connector="OR"
                                ),
                                name="spreadsheet_checked_has_result",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentText",
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
                                    ("agreement", "paragrafy porozumienia"),
                                    ("declarations", "oświadczenia w zapotrzebowaniu"),
                                    ("amendment", "paragrafy aneksu"),
                                    ("renewal", "paragrafy przedłużenia"),
                                ],
                                max_length=12,
                                verbose_name="dokument",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(editable=False, verbose_name="wersja")),
                        ("body", models.TextField(max_length=20000, verbose_name="treść")),
                        (
                            "published_on",
                            models.DateField(editable=False, null=True, verbose_name="w użyciu od"),
                        ),
                        ("published_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "published_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zatwierdził(a)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "treść dokumentu",
                        "verbose_name_plural": "treści dokumentów",
                        "ordering": ["kind", "-version"],
                        "permissions": [("publish_documenttext", "Może wprowadzić treść dokumentu w życie")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["agreement", "declarations", "amendment", "renewal"])
                                ),
                                name="document_text_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("published_at", None), ("published_by", None), ("published_on", None)
                                    ),
                                    models.Q(
                                        ("published_at__isnull", False),
                                        ("published_by__isnull", False),
                                        ("published_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_text_published_whole",
                            ),
                            models.UniqueConstraint(
                                fields=("kind", "version"),
                                name="document_text_version_once",
                                violation_error_message="Ktoś właśnie zapisał nową wersję. Proszę zapisać jeszcze raz.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="shown_to_residents",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN\n            PERFORM set_config('jcop.change', txid_current()::text, true);\n            INSERT INTO jcop_pagechange DEFAULT VALUES;\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="ad604f5c9faa3c8db5102cb9cafe4321cebf5701",
                                    level="STATEMENT",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_shown_to_residents_98d90",
                                    table="agreements_documenttext",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "agreements_documenttextevent" ("body", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "published_on", "version") VALUES (NEW."body", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."published_on", NEW."version"); RETURN NULL;',
                                    hash="0a9fdadd746292d951d9dccede9c9fb1842a3bf2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_873fb",
                                    table="agreements_documenttext",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "agreements_documenttextevent" ("body", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "published_on", "version") VALUES (NEW."body", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."published_on", NEW."version"); RETURN NULL;',
                                    hash="1beb0f8517603bb10184b52e6f05e0b290efb916",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_71e84",
                                    table="agreements_documenttext",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentTextEvent",
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
                                to="agreements.documenttext",
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
                                    ("agreement", "paragrafy porozumienia"),
                                    ("declarations", "oświadczenia w zapotrzebowaniu"),
                                    ("amendment", "paragrafy aneksu"),
                                    ("renewal", "paragrafy przedłużenia"),
                                ],
                                max_length=12,
                                verbose_name="dokument",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(editable=False, verbose_name="wersja")),
                        ("body", models.TextField(max_length=20000, verbose_name="treść")),
                        (
                            "published_on",
                            models.DateField(editable=False, null=True, verbose_name="w użyciu od"),
                        ),
                        ("published_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "published_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="zatwierdził(a)",
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
                                    hash="8cdb37340c94960037100d568d8ba306ed5aead6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_51427",
                                    table="agreements_documenttextevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
