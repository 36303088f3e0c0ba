"""Guards that Django cannot declare: composite foreign keys."""

from django.db import migrations

ALLOCATION_HOLDS = """
ALTER TABLE bookings_allocation
    ADD CONSTRAINT allocation_of_holding_booking
    FOREIGN KEY (booking_id, holds) REFERENCES bookings_booking (id, holds)
    DEFERRABLE INITIALLY DEFERRED
"""
AGREEMENT_OF_ORGANIZATION = """
ALTER TABLE bookings_booking
    ADD CONSTRAINT booking_agreement_of_organization
    FOREIGN KEY (agreement_id, organization_id) REFERENCES agreements_agreement (id, organization_id)
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.RunSQL(
            ALLOCATION_HOLDS,
            "ALTER TABLE bookings_allocation DROP CONSTRAINT allocation_of_holding_booking",
        ),
        migrations.RunSQL(
            AGREEMENT_OF_ORGANIZATION,
            "ALTER TABLE bookings_booking DROP CONSTRAINT booking_agreement_of_organization",
        ),
    ]
