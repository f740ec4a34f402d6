"""What an undone use gave back into custody, beside the use; known for earlier ones by the refund's key."""

from django.db import migrations, models

KNOWN = """
UPDATE vouchers_redemption r SET refund_id = f.id FROM payments_refund f WHERE r.undone_at IS NOT NULL AND f.key = 'undo/' || r.id::text;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial"), ("payments", "0005_refunds_that_fail")]

    operations = [
        migrations.AddField("redemption", "refund_id", models.UUIDField(null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint("redemption", models.UniqueConstraint(fields=["refund_id"], name="a_use_goes_back_into_custody_once")),
        migrations.AddConstraint(
            "redemption",
            models.CheckConstraint(
                condition=models.Q(refund_id=None) | models.Q(undone_at__isnull=False), name="only_an_undone_use_goes_back_into_custody"
            ),
        ),
    ]
