"""The first policy again, word for word, as decision tables: from now on tables are the one way in which anything is decided."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

CONTENT = Path(__file__).resolve().parent.parent / "content" / "town_2.json"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
BY = "platform/migration"


def publish_tables(apps, schema_editor):
    policies, plans = apps.get_model("policy", "PolicyVersion"), apps.get_model("policy", "PolicyPlan")
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
    first = policies.objects.order_by("-number").first()
    tables = policies.objects.create(
        number=first.number + 1, name=content["name"], content=content, sha256=digest, published_at=BEGINS, published_by=BY
    )
    # Where the first engine has decided, it was in force until this day.
    decided = apps.get_model("policy", "Decision").objects.exists()
    begins = datetime.now(tz=UTC) if decided else BEGINS
    if decided:
        plans.objects.create(champion=first, from_at=BEGINS, made_at=BEGINS, made_by=BY, why="The first policy.")
    plans.objects.create(champion=tables, from_at=begins, made_at=begins, made_by=BY, why="The first policy, as decision tables.")


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_drafts")]
    operations = [migrations.RunPython(publish_tables, migrations.RunPython.noop)]
