"""The first policy, sized for corner shops. What it says is a parameter that the bank must confirm."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

CONTENT = Path(__file__).resolve().parent.parent / "content" / "town_1.json"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)


def publish_first(apps, schema_editor):
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
    apps.get_model("policy", "PolicyVersion").objects.create(
        number=1,
        name=content["name"],
        content=content,
        sha256=digest,
        effective_from=BEGINS,
        published_at=BEGINS,
        published_by="platform/migration",
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(publish_first, migrations.RunPython.noop)]
