from django.db import migrations

DISCOUNT = {"buyer": 0, "manager": 5_000}
REFUND = {"buyer": 0, "manager": None}


def hand_over(apps, schema_editor):
    """What a shop had said of purchases goes on to hold; of all else its people may what they might before."""
    policies = apps.get_model("procurement", "BuyingPolicy").objects.all()
    rows = apps.get_model("staff", "Threshold").objects
    for policy in policies:
        for role, limit in (("buyer", policy.buyer_limit_minor), ("manager", policy.manager_limit_minor)):
            rows.get_or_create(
                shop_id=policy.shop_id,
                role=role,
                defaults={
                    "discount_bp": DISCOUNT[role],
                    "override_bp": DISCOUNT[role],
                    "refund_minor": REFUND[role],
                    "purchase_minor": limit,
                    "below_nothing": role == "manager",
                },
            )


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="buyingpolicy", name="limits_rise_with_the_role"),
        migrations.RemoveField(model_name="buyingpolicy", name="buyer_limit_minor"),
        migrations.RemoveField(model_name="buyingpolicy", name="manager_limit_minor"),
    ]
