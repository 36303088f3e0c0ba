"""The name stands with each sign-up and each visit, no longer with the address of e-mail."""

import jcop.typed.names
import jcop.typed.personal
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
    left(g.email, 150)
);
DELETE FROM bookings_seatname n USING bookings_seat s WHERE s.id = n.seat_id AND s.guest_id IS NOT NULL;
-- The older version has one seat of a guest at an event: the others stay held, of nobody.
UPDATE bookings_seat s SET guest_id = NULL WHERE s.state IN ('taken', 'offered', 'waiting') AND EXISTS (
    SELECT FROM bookings_seat o WHERE (o.event_id, o.guest_id) = (s.event_id, s.guest_id)
    AND o.state IN ('taken', 'offered', 'waiting') AND o.id < s.id
);
SET CONSTRAINTS ALL IMMEDIATE;
"""
# The older version has no seats at an event without places; these were given up before.
FREE_ENTRY_BACK = """
DELETE FROM bookings_seatname n USING bookings_seat s WHERE s.id = n.seat_id AND s.capacity IS NULL;
DELETE FROM bookings_seat WHERE capacity IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
TITLES_IN_ONE_LINE = r"""
UPDATE bookings_booking SET public_title = regexp_replace(public_title, '[\x01-\x1f\x7f\x85\u2028\u2029]+', ' ', 'g')
    WHERE public_title ~ '[\x01-\x1f\x7f\x85\u2028\u2029]';
UPDATE bookings_series SET public_title = regexp_replace(public_title, '[\x01-\x1f\x7f\x85\u2028\u2029]+', ' ', 'g')
    WHERE public_title ~ '[\x01-\x1f\x7f\x85\u2028\u2029]';
UPDATE bookings_event SET title = regexp_replace(title, '[\x01-\x1f\x7f\x85\u2028\u2029]+', ' ', 'g')
    WHERE title ~ '[\x01-\x1f\x7f\x85\u2028\u2029]';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0006_calendars"),
        ("jcop", "0007_guest_persons"),
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
                validators=[jcop.typed.personal.refuse_pesel],
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
        pgtrigger.migrations.RemoveTrigger(
            model_name="event",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="event",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_within_capacity",
        ),
        migrations.AddField(
            model_name="event",
            name="signup_cut_from",
            field=models.DateTimeField(editable=False, null=True, verbose_name="zapisy miały trwać do"),
        ),
        migrations.AddField(
            model_name="eventevent",
            name="signup_cut_from",
            field=models.DateTimeField(editable=False, null=True, verbose_name="zapisy miały trwać do"),
        ),
        migrations.AlterField(
            model_name="seat",
            name="capacity",
            field=models.PositiveSmallIntegerField(
                editable=False, null=True, verbose_name="liczba miejsc wydarzenia"
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FREE_ENTRY_BACK),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "bookings_eventevent" ("accessibility", "audience", "cancel_reason", "cancelled_at", "capacity", "description", "ends_at", "id", "kind", "made_at", "made_by_id", "offer_hours", "per_organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "sequence", "signup_closes_at", "signup_cut_from", "signup_opens_at", "starts_at", "state", "title") VALUES (NEW."accessibility", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."capacity", NEW."description", NEW."ends_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."offer_hours", NEW."per_organization", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."sequence", NEW."signup_closes_at", NEW."signup_cut_from", NEW."signup_opens_at", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;',
                    hash="8cbc67ff032192084190bbfcc96c5db5ccbf96b8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da86d",
                    table="bookings_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accessibility" IS DISTINCT FROM (NEW."accessibility") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."cancel_reason" IS DISTINCT FROM (NEW."cancel_reason") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."offer_hours" IS DISTINCT FROM (NEW."offer_hours") OR OLD."per_organization" IS DISTINCT FROM (NEW."per_organization") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."signup_closes_at" IS DISTINCT FROM (NEW."signup_closes_at") OR OLD."signup_cut_from" IS DISTINCT FROM (NEW."signup_cut_from") OR OLD."signup_opens_at" IS DISTINCT FROM (NEW."signup_opens_at") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "bookings_eventevent" ("accessibility", "audience", "cancel_reason", "cancelled_at", "capacity", "description", "ends_at", "id", "kind", "made_at", "made_by_id", "offer_hours", "per_organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "sequence", "signup_closes_at", "signup_cut_from", "signup_opens_at", "starts_at", "state", "title") VALUES (NEW."accessibility", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."capacity", NEW."description", NEW."ends_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."offer_hours", NEW."per_organization", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."sequence", NEW."signup_closes_at", NEW."signup_cut_from", NEW."signup_opens_at", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;',
                    hash="a50ae613a4832c01444d91bc7bc9af2604512018",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ddabd",
                    table="bookings_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="eventdate",
            trigger=pgtrigger.compiler.Trigger(
                name="event_keeps_what_it_holds",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n                    IF EXISTS (\n                        SELECT FROM bookings_booking b WHERE b.id = OLD.booking_id AND b.holds\n                        AND NOT EXISTS (SELECT FROM bookings_eventdate d WHERE d.booking_id = b.id)\n                    ) THEN\n                        RAISE EXCEPTION 'booking % is held for no event', OLD.booking_id\n                            USING ERRCODE = 'integrity_constraint_violation',\n                                  CONSTRAINT = 'event_keeps_what_it_holds';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="d7ce42b79f4a373edea05f6a70f7e1ab21b84418",
                    operation='DELETE OR UPDATE OF "booking_id"',
                    pgid="pgtrigger_event_keeps_what_it_holds_145a4",
                    table="bookings_eventdate",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signup_cut_from", None),
                    models.Q(
                        ("signup_closes_at__isnull", False),
                        ("signup_cut_from__gt", models.F("signup_closes_at")),
                    ),
                    _connector="OR",
                ),
                name="event_sign_up_is_cut",
                violation_error_message="Zapisy skrócono: miały trwać dłużej, niż trwają.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place_no", None),
                    models.Q(
                        ("capacity__isnull", False),
                        ("place_no__gte", 1),
                        ("place_no__lte", models.F("capacity")),
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
                    ("capacity__isnull", False), ("state__in", ["lapsed", "cancelled"]), _connector="OR"
                ),
                name="seat_is_of_sign_up",
                violation_error_message="Ktoś już się zapisał: wydarzenie musi mieć liczbę miejsc.",
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="public_title",
            field=models.CharField(
                blank=True,
                max_length=100,
                validators=[jcop.typed.names.refuse_lines],
                verbose_name="tytuł w kalendarzu",
            ),
        ),
        migrations.AlterField(
            model_name="bookingevent",
            name="public_title",
            field=models.CharField(
                blank=True,
                max_length=100,
                validators=[jcop.typed.names.refuse_lines],
                verbose_name="tytuł w kalendarzu",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="title",
            field=models.CharField(
                db_collation="pl-x-icu",
                max_length=100,
                validators=[jcop.typed.personal.refuse_pesel, jcop.typed.names.refuse_lines],
                verbose_name="tytuł",
            ),
        ),
        migrations.AlterField(
            model_name="eventevent",
            name="title",
            field=models.CharField(
                db_collation="pl-x-icu",
                max_length=100,
                validators=[jcop.typed.personal.refuse_pesel, jcop.typed.names.refuse_lines],
                verbose_name="tytuł",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="public_title",
            field=models.CharField(
                blank=True,
                max_length=100,
                validators=[jcop.typed.names.refuse_lines],
                verbose_name="tytuł w kalendarzu",
            ),
        ),
        migrations.AlterField(
            model_name="seriesevent",
            name="public_title",
            field=models.CharField(
                blank=True,
                max_length=100,
                validators=[jcop.typed.names.refuse_lines],
                verbose_name="tytuł w kalendarzu",
            ),
        ),
        migrations.RunSQL(TITLES_IN_ONE_LINE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("public_title__regex", "[\\x01-\\x1f\\x7f\\x85\\u2028\\u2029]"), _negated=True
                ),
                name="booking_title_in_one_line",
                violation_error_message="Proszę wpisać tytuł w jednym wierszu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("title__regex", "[\\x01-\\x1f\\x7f\\x85\\u2028\\u2029]"), _negated=True),
                name="event_title_in_one_line",
                violation_error_message="Proszę wpisać tytuł w jednym wierszu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("public_title__regex", "[\\x01-\\x1f\\x7f\\x85\\u2028\\u2029]"), _negated=True
                ),
                name="series_title_in_one_line",
                violation_error_message="Proszę wpisać tytuł w jednym wierszu.",
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="exception_reason",
            field=models.TextField(
                blank=True, db_default="", editable=False, verbose_name="powód odstępstwa lub blokady"
            ),
        ),
        migrations.AlterField(
            model_name="bookingevent",
            name="exception_reason",
            field=models.TextField(
                blank=True, db_default="", editable=False, verbose_name="powód odstępstwa lub blokady"
            ),
        ),
        migrations.AlterField(
            model_name="seriesdate",
            name="reason",
            field=models.TextField(blank=True, verbose_name="powód pominięcia"),
        ),
        migrations.AlterField(
            model_name="seriesdateevent",
            name="reason",
            field=models.TextField(blank=True, verbose_name="powód pominięcia"),
        ),
    ]
