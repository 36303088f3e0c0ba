"""Guards that Django cannot declare: composite foreign keys, and a trigger on a table that is no model of ours."""

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
PLACE_OF_EVENT = """
ALTER TABLE bookings_seat
    ADD CONSTRAINT seat_of_event_with_capacity
    FOREIGN KEY (event_id, capacity) REFERENCES bookings_event (id, capacity) ON UPDATE CASCADE
"""
# The units of what is booked ahead stay: a room put into a hall that is taken would not be taken with it,
# and a piece taken out would be lent under another name. New pieces of a kind may come at any time.
UNITS_STAY = """
CREATE FUNCTION bookings_units_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row bookings_bookable_units := OLD;
    changed bigint := old_row.bookable_id;
    joined boolean := TG_OP <> 'DELETE';
BEGIN
    IF joined THEN
        changed := NEW.bookable_id;
    END IF;
    -- Whoever books one of these units holds its row, and is waited for before anybody looks.
    PERFORM 1 FROM bookings_resource r JOIN bookings_bookable_units u ON u.resource_id = r.id
        WHERE u.bookable_id = changed ORDER BY r.id FOR NO KEY UPDATE OF r;
    IF EXISTS (
        SELECT FROM bookings_bookingitem i JOIN bookings_booking b ON b.id = i.booking_id
        JOIN bookings_bookable t ON t.id = i.bookable_id
        WHERE i.bookable_id = changed AND b.holds AND b.ends_at > now()
        AND CASE WHEN TG_OP = 'INSERT' THEN t.takes = 'all' ELSE EXISTS (
            SELECT FROM bookings_allocation a
            WHERE a.booking_id = b.id AND a.resource_id = old_row.resource_id
        ) END
    ) THEN
        RAISE EXCEPTION 'units of bookable % are booked ahead', changed
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookable_units_stay_while_booked';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER units_stay BEFORE INSERT OR UPDATE OR DELETE ON bookings_bookable_units
    FOR EACH ROW EXECUTE FUNCTION bookings_units_stay();
"""
UNITS_MAY_GO = """
DROP TRIGGER units_stay ON bookings_bookable_units;
DROP FUNCTION bookings_units_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_tables")]

    operations = [
        migrations.RunSQL(
            ALLOCATION_HOLDS,
            "ALTER TABLE bookings_allocation DROP CONSTRAINT allocation_of_holding_booking",
        ),
        migrations.RunSQL(
            AGREEMENT_OF_ORGANIZATION,
            "ALTER TABLE bookings_booking DROP CONSTRAINT booking_agreement_of_organization",
        ),
        migrations.RunSQL(
            PLACE_OF_EVENT, "ALTER TABLE bookings_seat DROP CONSTRAINT seat_of_event_with_capacity"
        ),
        migrations.RunSQL(UNITS_STAY, UNITS_MAY_GO),
    ]
