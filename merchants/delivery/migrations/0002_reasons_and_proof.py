"""More reasons, each with what follows; and what a hand-over rests on."""

import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids

REASONS = ("nobody_there", "no_way_in", "later", "wrong_address", "refused", "wrong_goods", "damaged", "accident", "other")
# So far everything was handed over against a code, and failed at most once a ride.
KNOWN = """
UPDATE delivery_delivery SET proof = 'code' WHERE status = 'delivered';
UPDATE delivery_delivery SET failures = 1 WHERE failed_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("orders", "0011_in_a_round")]

    operations = [
        migrations.AddField("delivery", "failures", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "delivery",
            "proof",
            models.TextField(blank=True, choices=[("code", "the buyer's code"), ("photo", "a picture at the door")], default="", db_default=""),
        ),
        migrations.AlterField(
            "delivery",
            "failed_for",
            models.TextField(
                blank=True,
                choices=[
                    ("nobody_there", "nobody is there"),
                    ("no_way_in", "no way into the house or the estate"),
                    ("later", "the buyer wants it later"),
                    ("wrong_address", "the address is wrong"),
                    ("refused", "the buyer does not take it"),
                    ("wrong_goods", "these are not the goods that were ordered"),
                    ("damaged", "the goods are damaged"),
                    ("accident", "an accident on the way"),
                    ("other", "another reason"),
                ],
                default="",
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RemoveConstraint("delivery", "a_failed_delivery_says_why"),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=models.Q(failed_at=None, failed_for="", failures=0)
                | models.Q(failed_at__isnull=False, failed_for__in=REASONS, failures__gte=1, failures__lte=3),
                name="a_failed_delivery_says_why",
            ),
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=models.Q(status="delivered", proof__in=("code", "photo")) | ~models.Q(status="delivered") & models.Q(proof=""),
                name="what_is_handed_over_is_proved_and_nothing_else",
            ),
        ),
        migrations.CreateModel(
            name="DoorLeave",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="orders.order"
                    ),
                ),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("of", models.TextField(choices=[("left", "where it was left"), ("failed", "why it failed")])),
                ("kind", models.TextField()),
                ("size", models.PositiveIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("name", models.TextField()),
                ("taken_at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="delivery.delivery"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(of__in=["left", "failed"]), name="a_riders_picture_says_what_of"),
                    models.CheckConstraint(condition=models.Q(kind__in=["image/jpeg", "image/png"]), name="a_rider_shows_pictures"),
                    models.CheckConstraint(
                        condition=models.Q(size__gt=0, size__lte=5 * 1024 * 1024), name="a_riders_picture_is_at_most_five_megabytes"
                    ),
                    models.UniqueConstraint(fields=("delivery", "digest"), name="a_riders_picture_is_kept_once"),
                ]
            },
        ),
    ]
