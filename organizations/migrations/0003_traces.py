"""Memberships, roles and where an organisation is written to leave traces."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jcop", "0004_traces"), ("organizations", "0002_name_without_disguise")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF (NEW.organization_id, NEW.user_id)\n                        IS DISTINCT FROM (OLD.organization_id, OLD.user_id)\n                    THEN\n                        INSERT INTO jcop_trace (kind, account, organization, detail)\n                        SELECT 'member_removed', OLD.user_id, OLD.organization_id, OLD.role\n                        WHERE TG_OP <> 'INSERT'\n                        UNION ALL SELECT 'member_added', NEW.user_id, NEW.organization_id, NEW.role\n                        WHERE TG_OP <> 'DELETE';\n                    ELSIF NEW.role <> OLD.role THEN\n                        INSERT INTO jcop_trace (kind, account, organization, detail)\n                        VALUES ('role_changed', NEW.user_id, NEW.organization_id, NEW.role);\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="4269dc0f806a196f746b9e8225f36b78a2011fbc",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_c2bf8",
                    table="organizations_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="contacts_traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO jcop_trace (kind, organization, detail)\n        SELECT 'contact_changed', NEW.id, field\n        FROM unnest(ARRAY['email', 'phone', 'public_email', 'public_phone']) AS field\n        WHERE to_jsonb(NEW)->>field <> to_jsonb(OLD)->>field;\n        RETURN NULL;\n    ",
                    hash="294787fa72395777efef1f6b7ecf8d99a52f1a06",
                    operation='UPDATE OF "email", "phone", "public_email", "public_phone"',
                    pgid="pgtrigger_contacts_traced_cef70",
                    table="organizations_organization",
                    when="AFTER",
                ),
            ),
        ),
    ]
