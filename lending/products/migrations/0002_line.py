"""The first terms of the line: rate, share, term and cost cap are parameters that the bank must confirm."""

from datetime import date
from decimal import Decimal

from django.db import migrations


def write_terms(apps, schema_editor):
    apps.get_model("products", "Product").objects.get_or_create(
        code="line_act360",
        version=1,
        defaults={
            "name_zh": "流水贷",
            "name_en": "Sales line",
            "annual_rate": Decimal("0.099000"),
            "day_count": "ACT/360",
            "withhold_bp": 1_000,
            "withhold_day_cap_minor": 500_000,
            "min_principal_minor": 50_000,
            "max_principal_minor": 100_000_000,
            "term_days": 365,
            "apr_cap_bp": 2_400,
            "valid_from": date(2020, 1, 1),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [migrations.RunPython(write_terms, migrations.RunPython.noop)]
