"""The mode of an end says who gave notice: the organisation or the city."""

from django.db import migrations, models

# The older version knows that notice was given, not by whom.
ANYBODY = """
UPDATE agreements_agreement SET end_mode = 'notice' WHERE end_mode IN ('by_org', 'by_city');
SET CONSTRAINTS ALL IMMEDIATE;
"""
MODES = [
    ("by_org", "wypowiedzenie przez organizację, z miesięcznym wyprzedzeniem"),
    ("by_city", "wypowiedzenie przez Miasto, z miesięcznym wyprzedzeniem"),
    ("agreed", "za porozumieniem stron"),
    ("breach", "przez Miasto bez wypowiedzenia, z powodu naruszenia zasad"),
    ("notice", "wypowiedzenie, z miesięcznym wyprzedzeniem"),
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_change_requests")]

    operations = [
        migrations.RemoveConstraint(model_name="agreement", name="agreement_end_mode_known"),
        *(
            migrations.AlterField(
                model_name=name,
                name="end_mode",
                field=models.CharField(
                    blank=True,
                    choices=MODES,
                    editable=False,
                    max_length=10,
                    verbose_name="sposób rozwiązania",
                ),
            )
            for name in ("agreement", "agreementevent")
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_mode", ""), ("noticed_on", None)),
                    models.Q(
                        ("end_mode__in", ["by_org", "by_city", "agreed", "breach", "notice"]),
                        ("terminated_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agreement_end_mode_known",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, ANYBODY),
    ]
