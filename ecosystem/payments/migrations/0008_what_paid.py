from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_pay_codes")]

    operations = [
        migrations.AddField(model_name="payment", name="device", field=models.TextField(db_default="", default="")),
        migrations.AddField(model_name="payment", name="instrument", field=models.TextField(db_default="", default="")),
    ]
