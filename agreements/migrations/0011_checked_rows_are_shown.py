"""What becomes of each good row is kept for the clerk, and which rows were left out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_who_gave_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="spreadsheet",
            name="left_out",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                verbose_name="pominięte wiersze",
            ),
        ),
        migrations.AddField(
            model_name="spreadsheet",
            name="notes",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                verbose_name="uwagi do pliku",
            ),
        ),
        migrations.AddField(
            model_name="spreadsheet",
            name="ready",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                verbose_name="wiersze do zapisania",
            ),
        ),
    ]
