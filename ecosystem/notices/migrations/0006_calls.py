from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_ways"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="a_message_goes_a_known_way",
        ),
        migrations.AddField(
            model_name="message",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["push", "wechat", "sms", "call"])), name="a_message_goes_a_known_way"
            ),
        ),
    ]
