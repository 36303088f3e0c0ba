"""The index of some ten thousand grants is built within a second."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

# An amendment entered late could grant a service beside itself: the days stay granted, each once.
GRANTED_ONCE = """
WITH twice AS (
    SELECT DISTINCT a.agreement_id, a.service_id FROM agreements_grant a JOIN agreements_grant b
    ON a.agreement_id = b.agreement_id AND a.service_id = b.service_id AND a.id < b.id
    AND daterange(a.valid_from, a.valid_until, '[]') && daterange(b.valid_from, b.valid_until, '[]')
), gone AS (
    DELETE FROM agreements_grant g USING twice t
    WHERE g.agreement_id = t.agreement_id AND g.service_id = t.service_id RETURNING g.*
), whole AS (
    SELECT agreement_id, service_id, unnest(range_agg(daterange(valid_from, valid_until, '[]'))) AS days
    FROM gone GROUP BY agreement_id, service_id
)
INSERT INTO agreements_grant (agreement_id, service_id, valid_from, valid_until)
    SELECT agreement_id, service_id, lower(days), upper(days) - 1 FROM whole;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_messages"),
    ]

    operations = [
        migrations.RunSQL(GRANTED_ONCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="grant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("agreement", "="),
                    ("service", "="),
                    (
                        models.Func(
                            "valid_from",
                            "valid_until",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="grant_once_a_day",
                violation_error_message="To świadczenie jest już przyznane w tym czasie.",
            ),
        ),
        migrations.AlterField(
            model_name="spreadsheet",
            name="name",
            field=models.CharField(max_length=255, verbose_name="plik"),
        ),
    ]
