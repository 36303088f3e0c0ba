"""Free entry keeps the places of those who have signed up before."""

from django.db import migrations, models

# The older version has nobody's place at an event without a number of places.
FREE_ENTRY_BACK = """
UPDATE bookings_seat SET state = 'cancelled', place_no = NULL WHERE capacity IS NULL AND state = 'taken';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_consequences_of_places")]

    operations = [
        migrations.RemoveConstraint(model_name="seat", name="seat_within_capacity"),
        migrations.RemoveConstraint(model_name="seat", name="seat_is_of_sign_up"),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place_no", None),
                    models.Q(
                        ("place_no__gte", 1),
                        models.Q(
                            ("capacity", None), ("place_no__lte", models.F("capacity")), _connector="OR"
                        ),
                    ),
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
                    ("capacity__isnull", False),
                    ("state__in", ["taken", "lapsed", "cancelled"]),
                    _connector="OR",
                ),
                name="seat_is_of_sign_up",
                violation_error_message="Na wydarzenie z wolnym wstępem nikt nie czeka w kolejce.",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FREE_ENTRY_BACK),
    ]
