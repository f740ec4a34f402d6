"""Feature values of an ordinary, good shop, and the terms of the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lending.policy
from lending.policy.sizing import Terms

TOWN: dict[str, Any] = json.loads((Path(lending.policy.__file__).parent / "content" / "town_1.json").read_text(encoding="utf-8"))
TERMS = Terms(annual_rate_ppm=99_000, term_days=365, least_minor=50_000, cap_minor=100_000_000, first_offer=True)
GOOD: dict[str, int | None] = {
    "history_days": 120,
    "active_days_30": 28,
    "active_days_90": 84,
    "median_monthly_net_minor": 600_000,
    "p25_monthly_net_minor": 540_000,
    "trend_bp": 10_600,
    "volatility_bp": 1_200,
    "refund_rate_bp": 50,
    "distinct_buyers": 120,
    "repeat_buyer_bp": 5_000,
    "top_5_buyer_bp": 1_500,
    "ticket_median_minor": 3_500,
    "own_sales_bp": 0,
    "procurement_regularity_bp": 8_000,
    "daily_base_minor": 20_000,
}


def but(**values: int | None) -> dict[str, int | None]:
    return {**GOOD, **values}
