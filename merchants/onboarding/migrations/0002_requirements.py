"""The checklist that the town begins with. Parameters of the operator's, designed after what is usually asked; no statement of the law."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations

FROM = date(2020, 1, 1)
ROWS = [
    # kind, legal form, trade, asked, days of grace after a paper has run out
    ("identity", "", "", "required", 30),
    ("licence", "sole_trader", "", "required", 30),
    ("licence", "company", "", "required", 30),
    ("owners", "company", "", "required", 30),
    ("premises", "", "", "optional", 30),
    ("premises", "micro", "", "required", 30),
    ("food", "", "noodles", "required", 15),
    ("food", "", "grocery", "required", 15),
    ("food", "micro", "noodles", "optional", 15),
    ("food", "micro", "grocery", "optional", 15),
    ("drug", "", "pharmacy", "required", 7),
]


def lay_down(apps: Any, schema_editor: Any) -> None:
    requirement = apps.get_model("onboarding", "Requirement")
    requirement.objects.bulk_create(
        requirement(kind=kind, legal_form=form, trade=trade, asked=asked, grace_days=grace, from_on=FROM) for kind, form, trade, asked, grace in ROWS
    )


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]
    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
