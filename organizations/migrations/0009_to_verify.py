"""A verified organisation whose board or data were changed since is to be verified again."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0008_other_legal_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="to_verify_since",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="zmieniono dane po weryfikacji"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="compared_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NEW.state = 'verified' AND NEW.to_verify_since IS NULL\n            AND (NEW.name, NEW.legal_form, NEW.krs, NEW.register_number, NEW.authority_id, NEW.street, NEW.postal_code, NEW.city, NEW.representation, NEW.signatures_required)\n            IS DISTINCT FROM (OLD.name, OLD.legal_form, OLD.krs, OLD.register_number, OLD.authority_id, OLD.street, OLD.postal_code, OLD.city, OLD.representation, OLD.signatures_required)\n        THEN\n            NEW.to_verify_since = now();\n        END IF;\n        RETURN NEW;\n    ",
                    hash="2d10449ef70349419d16d51bde153cfcc762e9ae",
                    operation='UPDATE OF "name", "legal_form", "krs", "register_number", "authority_id", "street", "postal_code", "city", "representation", "signatures_required"',
                    pgid="pgtrigger_compared_changed_d3740",
                    table="organizations_organization",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representative",
            trigger=pgtrigger.compiler.Trigger(
                name="compared_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF (NEW.name, NEW.function, NEW.basis, NEW.mandate_from, NEW.mandate_until)\n                        IS DISTINCT FROM\n                        (OLD.name, OLD.function, OLD.basis, OLD.mandate_from, OLD.mandate_until)\n                    THEN\n                        UPDATE organizations_organization SET to_verify_since = now()\n                        WHERE id = coalesce(NEW.organization_id, OLD.organization_id)\n                            AND state = 'verified' AND to_verify_since IS NULL;\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="4ec67f71eada1eb8797835f40f0e7fe920743b96",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_compared_changed_32c1a",
                    table="organizations_representative",
                    when="AFTER",
                ),
            ),
        ),
    ]
