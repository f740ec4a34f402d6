"""Limits cut below what is used, reservations that run out, and every freeze with its own reason."""

import django.db.models.deletion
from django.db import migrations, models

from ecosystem.kernel.sqlfiles import revoke

Q, F = models.Q, models.F
ACTS = [("reserve", "Reserve"), ("confirm", "Confirm"), ("cancel", "Cancel"), ("expire", "Expire"), ("release", "Release")]


def tell_why(apps, schema_editor):
    """Nodes that are frozen already keep the one reason they had."""
    freezes = apps.get_model("limits", "LimitFreeze").objects
    for node in apps.get_model("limits", "LimitNode").objects.filter(frozen_at__isnull=False):
        freezes.create(node=node, reason=node.frozen_reason, frozen_by="platform/migration", frozen_at=node.frozen_at)


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_initial"), ("policy", "0001_initial")]

    operations = [
        migrations.AddField("limitnode", "over_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("limitnode", "limit_is_never_exceeded"),
        migrations.AddConstraint(
            "limitnode",
            models.CheckConstraint(
                condition=Q(over_at=None, limit_minor__gte=F("used_minor") + F("reserved_minor"))
                | Q(over_at__isnull=False, limit_minor__lt=F("used_minor") + F("reserved_minor")),
                name="limit_is_never_exceeded",
            ),
        ),
        migrations.AddConstraint("limitnode", models.CheckConstraint(condition=Q(limit_minor__gte=0), name="limit_is_not_negative")),
        migrations.AddField("limitmove", "expires_at", models.DateTimeField(null=True)),
        migrations.AlterField("limitmove", "act", models.TextField(choices=ACTS)),
        migrations.RemoveConstraint("limitmove", "limit_move_has_a_known_act"),
        migrations.RemoveConstraint("limitmove", "a_reservation_is_resolved_once"),
        migrations.AddConstraint(
            "limitmove",
            models.CheckConstraint(condition=Q(act__in=["reserve", "confirm", "cancel", "expire", "release"]), name="limit_move_has_a_known_act"),
        ),
        migrations.AddConstraint(
            "limitmove",
            models.CheckConstraint(condition=Q(expires_at=None) | Q(act="reserve", expires_at__gt=F("at")), name="only_a_reservation_runs_out"),
        ),
        migrations.AddConstraint(
            "limitmove",
            models.UniqueConstraint(fields=["key"], condition=Q(act__in=["confirm", "cancel", "expire"]), name="a_reservation_is_resolved_once"),
        ),
        migrations.AddIndex("limitmove", models.Index(F("expires_at"), condition=Q(expires_at__isnull=False), name="reservations_that_run_out")),
        migrations.CreateModel(
            name="LimitFreeze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="freezes", to="limits.limitnode")),
                ("reason", models.TextField()),
                ("frozen_by", models.TextField()),
                ("frozen_at", models.DateTimeField()),
                ("lifted_by", models.TextField(blank=True, default="")),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["node", "reason"], condition=Q(lifted_at=None), name="a_limit_is_frozen_once_for_a_reason"),
                    models.CheckConstraint(condition=~Q(reason="") & ~Q(frozen_by=""), name="a_freeze_says_who_and_why"),
                    models.CheckConstraint(condition=Q(lifted_at=None) | ~Q(lifted_by=""), name="a_lifted_freeze_says_by_whom"),
                ],
            },
        ),
        revoke("DELETE, TRUNCATE", "limits_limitfreeze"),
        migrations.RunPython(tell_why, migrations.RunPython.noop),
    ]
