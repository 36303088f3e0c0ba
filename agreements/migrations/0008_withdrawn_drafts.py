"""An aneks or a renewal that waits for signatures can be withdrawn, with the reason."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_correction_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="changedraft",
            name="withdrawal_reason",
            field=models.CharField(
                blank=True, editable=False, max_length=300, verbose_name="powód wycofania"
            ),
        ),
        migrations.AddField(
            model_name="changedraft",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="wycofano"),
        ),
        migrations.AddConstraint(
            model_name="changedraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False), models.Q(("withdrawal_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="change_draft_withdrawn_with_reason",
                violation_error_message="Podaj powód.",
            ),
        ),
    ]
