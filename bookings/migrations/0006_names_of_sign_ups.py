"""The name stands with each sign-up and each visit, no longer with the address of e-mail."""

import jcop.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

NAMES_TO_EACH = """
UPDATE bookings_advicevisit v SET name = g.name FROM bookings_guest g WHERE g.id = v.guest_id;
INSERT INTO bookings_seatname (seat_id, name)
    SELECT s.id, g.name FROM bookings_seat s JOIN bookings_guest g ON g.id = s.guest_id
    ON CONFLICT (seat_id) DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
"""
NAMES_BACK = """
UPDATE bookings_guest g SET name = coalesce(
    (SELECT max(n.name) FROM bookings_seatname n JOIN bookings_seat s ON s.id = n.seat_id WHERE s.guest_id = g.id),
    (SELECT nullif(max(v.name), '') FROM bookings_advicevisit v WHERE v.guest_id = g.id),
    g.email
);
DELETE FROM bookings_seatname n USING bookings_seat s WHERE s.id = n.seat_id AND s.guest_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0005_messages"),
        ("jcop", "0006_guest_persons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="seatname",
            options={
                "default_permissions": (),
                "verbose_name": "uczestnik wydarzenia",
                "verbose_name_plural": "uczestnicy wydarzeń",
            },
        ),
        migrations.AddField(
            model_name="advicevisit",
            name="name",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=150,
                validators=[jcop.personal.refuse_pesel],
                verbose_name="imię i nazwisko osoby bez konta",
            ),
        ),
        migrations.RunSQL(NAMES_TO_EACH, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="guest",
            name="guest_has_name",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_of_guest_once",
        ),
        migrations.RunSQL(migrations.RunSQL.noop, NAMES_BACK),
        migrations.AlterField(
            model_name="guest",
            name="name",
            field=models.CharField("imię i nazwisko", default="", max_length=150),
        ),
        migrations.RemoveField(
            model_name="guest",
            name="name",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advicevisit",
            trigger=pgtrigger.compiler.Trigger(
                name="visit_name_goes_with_guest",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."guest_id" IS NULL)',
                    func="NEW.name := ''; RETURN NEW;",
                    hash="6230eae07725c16ee34b56215260692c46680e3a",
                    operation='UPDATE OF "guest_id"',
                    pgid="pgtrigger_visit_name_goes_with_guest_f5151",
                    table="bookings_advicevisit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="seat_name_goes_with_guest",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."guest_id" IS NULL AND OLD."guest_id" IS NOT NULL)',
                    func="DELETE FROM bookings_seatname WHERE seat_id = NEW.id; RETURN NULL;",
                    hash="9a6955a3aedcadd784ec30f6e846e3e77e8fb464",
                    operation='UPDATE OF "guest_id"',
                    pgid="pgtrigger_seat_name_goes_with_guest_d0d31",
                    table="bookings_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="seats_of_guest_limited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."guest_id" IS NOT NULL)',
                    func="\n                    PERFORM 1 FROM bookings_guest WHERE id = NEW.guest_id FOR NO KEY UPDATE;\n                    IF (\n                        SELECT count(*) FROM bookings_seat WHERE event_id = NEW.event_id\n                        AND guest_id = NEW.guest_id AND state IN ('taken', 'offered', 'waiting')\n                    ) >= (SELECT guest_persons FROM jcop_centre) THEN\n                        RAISE EXCEPTION 'guest % has signed up as many as may come', NEW.guest_id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'seats_of_guest_limited';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="d66a944cf60a0e4744cf813c73924ffeb55e6adb",
                    operation="INSERT",
                    pgid="pgtrigger_seats_of_guest_limited_1ea9b",
                    table="bookings_seat",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="advicevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), ("guest__isnull", False), _connector="OR"),
                name="advice_visit_name_of_guest",
                violation_error_message="Imię i nazwisko zapisujemy tylko przy osobie bez konta.",
            ),
        ),
    ]
