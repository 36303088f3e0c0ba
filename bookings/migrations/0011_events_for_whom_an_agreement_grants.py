"""An event may be for those alone whose agreement grants trainings."""

from django.db import migrations, models


from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def for_all_organizations(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The older version knows no narrower circle."""
    apps.get_model("bookings", "Event").objects.filter(audience="granted").update(audience="organizations")


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0010_resumption"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="audience",
            field=models.CharField(
                choices=[
                    ("organizations", "dla organizacji"),
                    ("residents", "dla mieszkańców"),
                    ("both", "dla organizacji i mieszkańców"),
                    ("granted", "dla organizacji, którym porozumienie przyznaje szkolenia"),
                ],
                default="both",
                max_length=15,
                verbose_name="dla kogo",
            ),
        ),
        migrations.AlterField(
            model_name="eventevent",
            name="audience",
            field=models.CharField(
                choices=[
                    ("organizations", "dla organizacji"),
                    ("residents", "dla mieszkańców"),
                    ("both", "dla organizacji i mieszkańców"),
                    ("granted", "dla organizacji, którym porozumienie przyznaje szkolenia"),
                ],
                default="both",
                max_length=15,
                verbose_name="dla kogo",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, for_all_organizations, elidable=True),
    ]
