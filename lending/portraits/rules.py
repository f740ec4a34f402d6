"""From measures to features: exact integer ratios, and what each feature rests on.

Basis points throughout (10,000 = the whole). A feature that can't be known from the facts is
``None``, never zero: the policy says what a missing value means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

WHOLE = 10_000
LEAST_WEEKS = 4
LEAST_DAYS_FOR_TREND = 60

Feature = dict[str, int | None]
Features = dict[str, Feature]
NAMES = (
    "history_days",
    "active_days_30",
    "active_days_90",
    "median_monthly_net_minor",
    "p25_monthly_net_minor",
    "trend_bp",
    "volatility_bp",
    "refund_rate_bp",
    "distinct_buyers",
    "repeat_buyer_bp",
    "top_5_buyer_bp",
    "ticket_median_minor",
    "own_sales_bp",
    "procurement_regularity_bp",
    "daily_base_minor",
)


def features_of(measures: Mapping[str, int | None]) -> Features:
    """``{name: {"value": …, "facts_counted": …}}`` for every name in ``NAMES``."""
    m = {name: value or 0 for name, value in measures.items() if not isinstance(value, str)}
    known = m["sales_facts"] > 0
    values: dict[str, tuple[int | None, int]] = {
        "history_days": (m["history_days"], m["sales_facts"]),
        "active_days_30": (m["active_30"], m["active_facts_30"]),
        "active_days_90": (m["active_90"], m["active_facts_90"]),
        "median_monthly_net_minor": (m["month_median"] if m["months"] else None, m["month_facts"]),
        "p25_monthly_net_minor": (m["month_p25"] if m["months"] else None, m["month_facts"]),
        "trend_bp": (_share(m["paid_last_30"], m["paid_30_before"]) if m["history_days"] >= LEAST_DAYS_FOR_TREND else None, m["paid_facts_60"]),
        "volatility_bp": (_share(m["week_mad"], m["week_median"]) if m["weeks"] >= LEAST_WEEKS else None, m["week_facts"]),
        "refund_rate_bp": (_share(m["refunded_90"], m["paid_90"]), m["refund_facts_90"] + m["paid_facts_90"]),
        "distinct_buyers": (m["buyers"] if known else None, m["buyer_facts"]),
        "repeat_buyer_bp": (_share(m["repeat_buyers"], m["buyers"]), m["buyer_facts"]),
        "top_5_buyer_bp": (_share(m["top_5_spent"], m["buyers_spent"]), m["buyer_facts"]),
        "ticket_median_minor": (m["ticket_median"] if m["paid_facts_90"] else None, m["paid_facts_90"]),
        "own_sales_bp": (_share(m["own_paid_90"], m["all_paid_90"]), m["all_facts_90"]),
        "procurement_regularity_bp": (_share(m["received_weeks"], m["weeks"]), m["receipt_facts"]),
        "daily_base_minor": (max(m["net_90"] // m["base_days"], 0) if m["base_days"] else None, m["flow_facts_90"]),
    }
    return {name: {"value": values[name][0], "facts_counted": values[name][1]} for name in NAMES}


def _share(part: int, whole: int) -> int | None:
    return part * WHOLE // whole if whole > 0 else None


def values_of(features: Mapping[str, Mapping[str, int | None]]) -> dict[str, int | None]:
    return {name: feature["value"] for name, feature in features.items()}


def canonical(content: Any) -> bytes:
    """The one way that content is written before it is hashed."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
