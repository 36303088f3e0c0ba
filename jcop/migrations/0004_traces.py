"""Traces of what happened to accounts, memberships and contacts, and the triggers that write them."""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Tables of libraries, whose models hold no triggers of ours; and the one way past those that keep rows for a term.
FUNCTIONS = """
CREATE FUNCTION jcop_trace_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.user_id = OLD.user_id THEN
        IF (NEW.email, NEW.verified, NEW."primary") <> (OLD.email, OLD.verified, OLD."primary") THEN
            INSERT INTO jcop_trace (kind, account) VALUES ('address_changed', NEW.user_id);
        END IF;
        RETURN NULL;
    END IF;
    INSERT INTO jcop_trace (kind, account)
    SELECT 'address_removed', OLD.user_id WHERE TG_OP <> 'INSERT'
    UNION ALL SELECT 'address_added', NEW.user_id WHERE TG_OP <> 'DELETE';
    RETURN NULL;
END $$;

CREATE FUNCTION jcop_trace_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.user_id, NEW.type) = (OLD.user_id, OLD.type) THEN
        IF (NEW.data->'secret', NEW.data->'seed') IS DISTINCT FROM (OLD.data->'secret', OLD.data->'seed') THEN
            INSERT INTO jcop_trace (kind, account, detail) VALUES ('factor_changed', NEW.user_id, NEW.type);
        END IF;
        RETURN NULL;
    END IF;
    INSERT INTO jcop_trace (kind, account, detail)
    SELECT 'factor_removed', OLD.user_id, OLD.type WHERE TG_OP <> 'INSERT'
    UNION ALL SELECT 'factor_added', NEW.user_id, NEW.type WHERE TG_OP <> 'DELETE';
    RETURN NULL;
END $$;

CREATE FUNCTION jcop_trace_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO jcop_trace (kind, account, detail)
    SELECT 'group_taken', OLD.user_id, name FROM auth_group WHERE id = OLD.group_id AND TG_OP <> 'INSERT'
    UNION ALL
    SELECT 'group_given', NEW.user_id, name FROM auth_group WHERE id = NEW.group_id AND TG_OP <> 'DELETE';
    RETURN NULL;
END $$;

CREATE FUNCTION jcop_trace_permission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO jcop_trace (kind, account, detail)
    SELECT 'right_taken', OLD.user_id, codename FROM auth_permission
    WHERE id = OLD.permission_id AND TG_OP <> 'INSERT'
    UNION ALL
    SELECT 'right_given', NEW.user_id, codename FROM auth_permission
    WHERE id = NEW.permission_id AND TG_OP <> 'DELETE';
    RETURN NULL;
END $$;

CREATE FUNCTION jcop_delete_expired(kept regclass, term interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    setting CONSTANT text := 'jcop.expired.' || (SELECT relname FROM pg_class WHERE oid = kept);
    cutoff CONSTANT timestamptz := statement_timestamp() - term;
    gone bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_trigger
        WHERE tgrelid = kept AND starts_with(tgname::text, 'pgtrigger_kept_for_its_term_')
    ) THEN
        RAISE EXCEPTION 'rows of % are not kept for a term', kept;
    END IF;
    PERFORM set_config(setting, cutoff::text, true);
    EXECUTE format('DELETE FROM %s WHERE at < $1', kept) USING cutoff;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config(setting, '', true);
    IF gone > 0 THEN
        INSERT INTO jcop_trace (kind, detail, reason)
        VALUES ('expired', kept::text || ': ' || gone,
            'starsze niż ' || floor(extract(epoch FROM term) / 86400) || ' dni');
    END IF;
    RETURN gone;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION jcop_delete_expired(regclass, interval);
DROP FUNCTION jcop_trace_permission();
DROP FUNCTION jcop_trace_group();
DROP FUNCTION jcop_trace_factor();
DROP FUNCTION jcop_trace_address();
"""
TRACED = {
    "account_emailaddress": "jcop_trace_address",
    "mfa_authenticator": "jcop_trace_factor",
    "jcop_user_groups": "jcop_trace_group",
    "jcop_user_user_permissions": "jcop_trace_permission",
}


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("jcop", "0003_accounts_secured"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed_in", "zalogowanie"),
                            ("failed", "nieudana próba"),
                            ("locked", "wstrzymanie prób po zbyt wielu nieudanych"),
                            ("factor_used", "użycie drugiego składnika"),
                            ("factor_added", "dodanie drugiego składnika"),
                            ("factor_changed", "zmiana sekretu drugiego składnika"),
                            ("factor_removed", "usunięcie drugiego składnika"),
                            ("factor_reset", "usunięcie utraconego drugiego składnika przez administratora"),
                            ("account_created", "założenie konta"),
                            ("account_deleted", "usunięcie konta"),
                            ("password_changed", "zmiana hasła"),
                            ("email_changed", "zmiana adresu e-mail konta"),
                            ("address_added", "dopisanie adresu e-mail do konta"),
                            ("address_changed", "zmiana adresu e-mail dopisanego do konta"),
                            ("address_removed", "wykreślenie adresu e-mail z konta"),
                            ("right_given", "nadanie uprawnienia"),
                            ("right_taken", "odebranie uprawnienia"),
                            ("group_given", "dodanie do grupy"),
                            ("group_taken", "usunięcie z grupy"),
                            ("member_added", "dodanie do organizacji"),
                            ("member_removed", "usunięcie z organizacji"),
                            ("role_changed", "zmiana roli w organizacji"),
                            ("keeper_appointed", "wyznaczenie opiekuna przez urząd"),
                            ("contact_changed", "zmiana e-maila albo telefonu organizacji"),
                            ("expired", "usunięcie zapisów po terminie"),
                        ],
                        max_length=20,
                        verbose_name="co",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="kiedy"
                    ),
                ),
                ("account", models.BigIntegerField(null=True, verbose_name="konto nr")),
                ("by", models.BigIntegerField(null=True, verbose_name="kto (konto nr)")),
                ("organization", models.BigIntegerField(null=True, verbose_name="organizacja nr")),
                ("detail", models.CharField(db_default="", max_length=200, verbose_name="czego dotyczy")),
                ("reason", models.TextField(db_default="", verbose_name="powód")),
            ],
            options={
                "verbose_name": "ślad",
                "verbose_name_plural": "ślady",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE scheme CONSTANT TEXT := '^(\\w+)(\\$\\d+\\$)?.*$';",
                    func="\n        IF TG_OP = 'DELETE' THEN\n            INSERT INTO jcop_trace (kind, account) VALUES ('account_deleted', OLD.id);\n            UPDATE jcop_trace SET reason = '' WHERE account = OLD.id AND reason <> '';\n            RETURN NULL;\n        END IF;\n        IF TG_OP = 'INSERT' THEN\n            INSERT INTO jcop_trace (kind, account) VALUES ('account_created', NEW.id);\n        ELSE\n            IF NEW.email <> OLD.email THEN\n                INSERT INTO jcop_trace (kind, account) VALUES ('email_changed', NEW.id);\n            END IF;\n            IF NEW.password <> OLD.password THEN\n                INSERT INTO jcop_trace (kind, account, detail) VALUES ('password_changed', NEW.id,\n                    CASE WHEN strpos(NEW.password, '$') > 0 AND strpos(OLD.password, '$') > 0\n                        AND regexp_replace(NEW.password, scheme, '\\1\\2')\n                            <> regexp_replace(OLD.password, scheme, '\\1\\2')\n                    THEN 'stored_anew' ELSE '' END);\n            END IF;\n        END IF;\n        INSERT INTO jcop_trace (kind, account, detail)\n        SELECT CASE WHEN has THEN 'right_given' ELSE 'right_taken' END, NEW.id, flag\n        FROM (VALUES\n            ('is_staff', COALESCE(OLD.is_staff, false), NEW.is_staff),\n            ('is_superuser', COALESCE(OLD.is_superuser, false), NEW.is_superuser),\n            ('is_active', COALESCE(OLD.is_active, true), NEW.is_active)\n        ) AS flags (flag, had, has)\n        WHERE had <> has;\n        RETURN NULL;\n    ",
                    hash="7746789fad38920fdbeaebc64a549ece1af2b6ea",
                    operation='INSERT OR UPDATE OF "email", "password", "is_staff", "is_superuser", "is_active" OR DELETE',
                    pgid="pgtrigger_traced_4fac3",
                    table="jcop_user",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="trace",
            index=models.Index(fields=["account", "at"], name="trace_by_account"),
        ),
        migrations.AddIndex(
            model_name="trace",
            index=models.Index(fields=["at"], name="trace_by_time"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trace",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_for_its_term",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.at < NULLIF(current_setting('jcop.expired.' || TG_TABLE_NAME, true), '')::timestamptz THEN\n                RETURN OLD;\n            END IF;\n            RAISE EXCEPTION 'rows of % are deleted by jcop_delete_expired alone', TG_TABLE_NAME;\n        ",
                    hash="10115b089bf6373cd1000e5736671e11a106c56b",
                    operation="DELETE",
                    pgid="pgtrigger_kept_for_its_term_aa6d9",
                    table="jcop_trace",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trace",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are deleted by jcop_delete_expired alone', TG_TABLE_NAME;",
                    hash="3855ba893e5c9407bd0e4ffd0a815a89c9142398",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_1f490",
                    table="jcop_trace",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trace",
            trigger=pgtrigger.compiler.Trigger(
                name="whoever_acts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE context JSONB;",
                    func="\n                    context := NULLIF(current_setting('pghistory.context_metadata', true), '');\n                    NEW.\"by\" := COALESCE(NEW.\"by\", (context->>'user')::bigint);\n                    NEW.reason := regexp_replace(NEW.reason, '\\S+@\\S+', '(adres)', 'g');\n                    RETURN NEW;\n                ",
                    hash="daf6298f6150a0d7168d049f609aca255442f3a5",
                    operation="INSERT",
                    pgid="pgtrigger_whoever_acts_b15f9",
                    table="jcop_trace",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trace",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'\n                        AND OLD.account IS NOT NULL\n                        AND NOT EXISTS (SELECT FROM jcop_user WHERE id = OLD.account)\n                    THEN\n                        RETURN NEW;\n                    END IF;\n                    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;\n                ",
                    hash="2c7adaca7f50ec26884c1bd40986cb0f4c531239",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_65f7c",
                    table="jcop_trace",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER jcop_traced AFTER INSERT OR UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER jcop_traced ON {table}",
            )
            for table, function in TRACED.items()
        ),
    ]
