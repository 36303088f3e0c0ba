"""Who was first: the true moment of each write, noted by triggers while the writer holds its locks.

`now()` is the beginning of a transaction, which may have waited for a lock since. The clock at the
write itself, under the organisation's lock, is the order in which the rights were judged.
"""

from django.db import connection

WATCHED = {
    "bookings_booking": ("INSERT", "organization_id"),
    "agreements_agreement": ("UPDATE", "organization_id"),
    "organizations_organization": ("UPDATE", "id"),
}
CREATE = """
    CREATE TABLE race_witness (
        what text, organization_id bigint, subject_id bigint, written_at timestamptz DEFAULT clock_timestamp()
    );
    CREATE FUNCTION race_witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE format('INSERT INTO race_witness SELECT %L, ($1).%I, ($1).id', TG_TABLE_NAME, TG_ARGV[0])
        USING NEW;
        RETURN NULL;
    END $$;
"""
TRIGGER = """
    CREATE TRIGGER race_witness AFTER {event} ON {table}
    FOR EACH ROW EXECUTE FUNCTION race_witness({column});
"""
DROP = "DROP FUNCTION race_witness CASCADE; DROP TABLE race_witness"
LATE = """
    SELECT count(*) FROM race_witness booking JOIN race_witness ending USING (organization_id)
    WHERE organization_id = %s AND booking.what = 'bookings_booking' AND ending.what = %s
        AND booking.written_at > ending.written_at
"""


def watch() -> None:
    """Begin to note; the tables are those of a database that nothing else uses."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        for table, (event, column) in WATCHED.items():
            cursor.execute(TRIGGER.format(event=event, table=table, column=column))


def unwatch() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DROP)


def forget(organization: int) -> None:
    """Let what comes from now on count for this organisation."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM race_witness WHERE organization_id = %s", [organization])


def late_bookings(organization: int, ended_by: str) -> int:
    """How many bookings of the organisation were written after its right had ended."""
    with connection.cursor() as cursor:
        cursor.execute(LATE, [organization, ended_by])
        return int(cursor.fetchone()[0])
