"""A secret that is sealed under another key is the same secret: no trace tells of a change."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION jcop_trace_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.user_id, NEW.type) = (OLD.user_id, OLD.type) THEN
        IF (NEW.data->'secret', NEW.data->'seed') IS DISTINCT FROM (OLD.data->'secret', OLD.data->'seed')%s THEN
            INSERT INTO jcop_trace (kind, account, detail) VALUES ('factor_changed', NEW.user_id, NEW.type);
        END IF;
        RETURN NULL;
    END IF;
    INSERT INTO jcop_trace (kind, account, detail)
    SELECT 'factor_removed', OLD.user_id, OLD.type WHERE TG_OP <> 'INSERT'
    UNION ALL SELECT 'factor_added', NEW.user_id, NEW.type WHERE TG_OP <> 'DELETE';
    RETURN NULL;
END $$;
"""
# jcop.accounts.factors.seal_anew says so, for its own statement.
UNLESS_SEALED = "\n            AND current_setting('jcop.sealing', true) IS DISTINCT FROM 'on'"


class Migration(migrations.Migration):
    dependencies = [("jcop", "0005_messages")]

    operations = [migrations.RunSQL(FUNCTION % UNLESS_SEALED, FUNCTION % "")]
