import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_messages")]

    operations = [
        migrations.AlterField(
            model_name="accessrequest",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="access_requests",
                to="organizations.organization",
                verbose_name="organizacja",
            ),
        ),
    ]
