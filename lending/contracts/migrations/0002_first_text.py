"""The first text, for the line. What it says is a parameter that the bank must confirm."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

CONTENT = Path(__file__).resolve().parent.parent / "content" / "line_1.txt"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)


def publish_first(apps, schema_editor):
    body = CONTENT.read_text(encoding="utf-8")
    apps.get_model("contracts", "ContractTemplate").objects.create(
        number=1,
        product_code="line_act360",
        title="循环借款合同",
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        drafted_by="",
        published_by="platform/migration",
        published_at=BEGINS,
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunPython(publish_first, migrations.RunPython.noop)]
