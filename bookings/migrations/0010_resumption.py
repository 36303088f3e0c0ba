"""The end of a suspension is told to those whose bookings it cancelled: each remembers what stood against it."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# The older version does not know the word that a suspension is over.
NOBODY_TOLD = """
DELETE FROM bookings_consequence WHERE choice = 'resumed';
DELETE FROM bookings_closuremessage m USING bookings_closure c
WHERE c.id = m.closure_id AND c.kind = 'resumption';
DELETE FROM bookings_closure WHERE kind = 'resumption';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0009_free_entry_with_seats")]

    operations = [
        migrations.RemoveConstraint(model_name="consequence", name="consequence_proposal_whole"),
        migrations.AddField(
            model_name="consequence",
            name="against",
            field=ArrayField(
                models.CharField(max_length=50),
                db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=50))),
                default=list,
                editable=False,
            ),
        ),
        migrations.AlterField(
            model_name="closure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hoursperiod", "godziny otwarcia i zawieszenie Centrum"),
                    ("agreement", "zmiana lub koniec porozumienia"),
                    ("organization", "zawieszenie lub zamknięcie organizacji"),
                    ("bookable", "zmiana tego, co można rezerwować"),
                    ("houserules", "zmiana zasad w Centrum"),
                    ("conflicts", "rozstrzygnięcie konfliktów"),
                    ("resumption", "wznowienie działalności Centrum"),
                ],
                max_length=15,
                verbose_name="rodzaj",
            ),
        ),
        migrations.AlterField(
            model_name="consequence",
            name="choice",
            field=models.CharField(
                choices=[
                    ("keep", "zostaje"),
                    ("cancel", "odwołana"),
                    ("propose", "zaproponowano inny termin"),
                    ("none_free", "nie ma wolnego terminu"),
                    ("resumed", "można zarezerwować na nowo"),
                ],
                max_length=10,
                verbose_name="decyzja",
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.UniqueConstraint(
                condition=models.Q(choice="resumed"),
                fields=("booking",),
                name="consequence_resumed_once",
                violation_error_message="O wznowieniu działalności już zawiadomiono.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.CheckConstraint(
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
                        ("choice__in", ["keep", "cancel", "none_free", "resumed"]),
                        ("new_ends_at", None),
                        ("new_starts_at", None),
                    ),
                    _connector="OR",
                ),
                name="consequence_proposal_whole",
                violation_error_message="Propozycja ma nowy termin i dzień odpowiedzi.",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, NOBODY_TOLD),
    ]
