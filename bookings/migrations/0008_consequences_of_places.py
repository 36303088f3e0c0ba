"""Consequences of a change of places and of house rules are filed under names of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0007_sign_ups"),
    ]

    operations = [
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
                ],
                max_length=15,
                verbose_name="rodzaj",
            ),
        ),
    ]
