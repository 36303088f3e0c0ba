"""The index of some ten thousand grants is built within a second."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_messages"),
    ]

    operations = [
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
