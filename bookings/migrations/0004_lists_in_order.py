"""What the desk's lists and first page read in order, built beside the bookings that go on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # Built while others write: never in one transaction.

    dependencies = [("bookings", "0003_groups")]

    operations = [
        AddIndexConcurrently("booking", models.Index(fields=["starts_at", "-id"], name="booking_in_order")),
        AddIndexConcurrently(
            "booking",
            models.Index(
                condition=models.Q(("state", "confirmed"), models.Q(("kind", "block"), _negated=True)),
                fields=["ends_at"],
                name="booking_to_note",
            ),
        ),
        AddIndexConcurrently(
            "booking",
            models.Index(
                condition=models.Q(("state", "proposed")), fields=["made_at"], name="booking_proposed"
            ),
        ),
    ]
