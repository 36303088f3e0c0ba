from django.db import migrations, models

from jcop.accounts.factors import SEALED, SECRETS, seal_anew, unseal


def seal(apps, schema_editor):
    seal_anew(apps.get_model("mfa", "Authenticator").objects.select_for_update())


def open_again(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        name = SECRETS.get(factor.type, "")
        if factor.data.get(name, "").startswith(SEALED):
            factor.data[name] = unseal(factor.data[name])
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("jcop", "0002_search"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="undone_changes",
            field=models.JSONField(
                default=list, editable=False, verbose_name="cofnięte zmiany adresu e-mail"
            ),
        ),
        migrations.RunPython(seal, open_again, elidable=True),
    ]
