"""From measures to features: exact integer ratios, and what each feature rests on.

Basis points throughout (10,000 = the whole). A feature that can't be known from the facts is
``None``, never zero: the policy says what a missing value means.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

WHOLE = 10_000
LEAST_WEEKS = 4
LEAST_DAYS_FOR_TREND = 60
YEAR_AND_SEASON = 392
HALF_YEAR_DAYS = 180
# How much of a fact of each standing is known: the ledger's word, a partner's signature, a platform's say. The bank confirms these.
KNOWN_BP: Mapping[str, int] = {"settled": 10_000, "attested": 7_000, "claimed": 3_000}
GUARDS = ("device", "card", "ring", "door", "owner", "fast_refund", "returns", "edge", "reciprocal", "burst")
LEFT_OUT = ("future", "before_opening", "other_currency", "unreadable", "told_twice")

M = Mapping[str, int]
Feature = dict[str, Any]
Features = dict[str, Feature]


class Rule(NamedTuple):
    """How a feature follows from the measures, and the set of facts that it rests on."""

    of: Callable[[M], int | None]
    basis: str


def _share(part: int, whole: int) -> int | None:
    return part * WHOLE // whole if whole > 0 else None


def _trend(weeks: int) -> Callable[[M], int | None]:
    """Known from whole weeks enough, in half of whose pairs at least the older one sold something."""
    return lambda m: m[f"ratio_{weeks}"] if m["weeks_52"] >= weeks and m[f"pairs_{weeks}"] * 2 >= weeks // 2 else None


def _refund_trend(m: M) -> int | None:
    """The refund rate of 30 days against that of 90."""
    return _share(m["refunded_30"] * m["paid_90"], m["paid_last_30"] * m["refunded_90"])


FEATURES: Mapping[str, Rule] = {
    "history_days": Rule(lambda m: m["history_days"], "sales"),
    "active_days_30": Rule(lambda m: m["active_30"], "active_30"),
    "active_days_90": Rule(lambda m: m["active_90"], "active_90"),
    "median_monthly_net_minor": Rule(lambda m: m["month_median"] if m["months"] else None, "months"),
    "p25_monthly_net_minor": Rule(lambda m: m["month_p25"] if m["months"] else None, "months"),
    "trend_bp": Rule(
        lambda m: _share(m["paid_last_30"], m["paid_30_before"]) if m["history_days"] >= LEAST_DAYS_FOR_TREND else None,
        "sales_60",
    ),
    "volatility_bp": Rule(lambda m: _share(m["week_mad"], m["week_median"]) if m["weeks"] >= LEAST_WEEKS else None, "weeks_13"),
    "refund_rate_bp": Rule(lambda m: _share(m["refunded_90"], m["paid_90"]), "refunds_90"),
    "distinct_buyers": Rule(lambda m: m["buyers"] if m["sales_facts"] else None, "buyers_90"),
    "repeat_buyer_bp": Rule(lambda m: _share(m["repeat_buyers"], m["buyers"]), "buyers_90"),
    "top_5_buyer_bp": Rule(lambda m: _share(m["top_5_spent"], m["buyers_spent"]), "buyers_90"),
    "ticket_median_minor": Rule(lambda m: m["ticket_median"] if m["sales_90_facts"] else None, "sales_90"),
    "own_sales_bp": Rule(lambda m: _share(m["own_paid_90"], m["all_paid_90"]), "own_90"),
    "procurement_regularity_bp": Rule(lambda m: _share(m["received_weeks"], m["weeks"]), "received_13"),
    "daily_base_minor": Rule(lambda m: max(m["net_90"] // min(m["history_days"], 90), 0) if m["flow_90_facts"] else None, "flow_90"),
    "trend_13w_bp": Rule(_trend(13), "weeks_13"),
    "trend_26w_bp": Rule(_trend(26), "weeks_26"),
    "trend_52w_bp": Rule(_trend(52), "weeks_52"),
    "year_on_year_bp": Rule(
        lambda m: _share(m["paid_season"], m["paid_season_year_ago"]) if m["history_days"] >= YEAR_AND_SEASON else None,
        "year",
    ),
    "worst_8_weeks_bp": Rule(lambda m: _share(m["worst_stretch"], 8 * m["week_median_52"]) if m["weeks_52"] >= 8 else None, "weeks_52"),
    "season_floor_bp": Rule(lambda m: _share(max(m["month_least"], 0), m["month_median"]) if m["months"] >= 12 else None, "months"),
    "retained_buyer_bp": Rule(lambda m: _share(m["retained_buyers"], m["earlier_buyers"]), "buyers_360"),
    "new_buyer_bp": Rule(lambda m: _share(m["new_buyers"], m["buyers"]) if m["history_days"] >= HALF_YEAR_DAYS else None, "buyers_360"),
    "buyer_hhi_bp": Rule(lambda m: m["buyer_squares"] // WHOLE if m["buyers_spent"] else None, "buyers_90"),
    "channel_hhi_bp": Rule(lambda m: m["channel_squares"] // WHOLE if m["channel_paid"] else None, "channels_90"),
    "ticket_drift_bp": Rule(lambda m: _share(m["ticket_median"], m["ticket_before_median"]) if m["sales_90_facts"] else None, "sales_180"),
    "refund_trend_bp": Rule(_refund_trend, "refunds_90"),
    "margin_proxy_bp": Rule(
        lambda m: _share(max(m["net_sales_90"] - m["refunded_90"] - m["cost_90"], 0), m["net_sales_90"]) if m["cost_90"] else None,
        "margin_90",
    ),
    "paid_on_time_bp": Rule(lambda m: _share(m["bills_in_time"], m["bills"]), "bills_180"),
    "days_beyond_terms": Rule(lambda m: m["bills_late_days"] // m["bills_minor"] if m["bills_minor"] else None, "bills_180"),
    "suspect_sales_bp": Rule(lambda m: _share(m["suspect_minor"], m["sold_90"]), "sold_90"),
    "withheld_bp": Rule(lambda m: _share(m["withheld_90"], m["paid_out_90"]), "payouts_90"),
}
NAMES = tuple(FEATURES)
# Of each set of facts how many there are, how many of a standing, and the newest: the names of those measures.
BASES = {
    rule.basis: (f"{rule.basis}_facts", f"{rule.basis}_settled", f"{rule.basis}_attested", f"{rule.basis}_newest_us") for rule in FEATURES.values()
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING: Feature = {"facts_counted": 0, "newest_at": None, "standings": {"settled": 0, "attested": 0, "claimed": 0}, "known_bp": None}


def features_of(measures: Mapping[str, Any]) -> Features:
    """For every name in ``NAMES`` its value, how many facts it rests on, how well they are known, and the newest of them."""
    m = defaultdict(int, measures)
    moments: dict[int, str] = {}
    bases = {basis: _rests_on(m, parts, moments) if parts[0] in measures else NOTHING for basis, parts in BASES.items()}
    return {name: {"value": rule.of(m), **bases[rule.basis]} for name, rule in FEATURES.items()}


def _rests_on(m: M, parts: tuple[str, str, str, str], moments: dict[int, str]) -> Feature:
    """``moments`` keeps how an instant is written: the newest fact of one set is that of many."""
    facts, settled, attested, newest_us = m[parts[0]], m[parts[1]], m[parts[2]], m[parts[3]]
    claimed = facts - settled - attested
    if newest_us not in moments:
        moments[newest_us] = (EPOCH + timedelta(microseconds=newest_us)).isoformat()
    known = settled * KNOWN_BP["settled"] + attested * KNOWN_BP["attested"] + claimed * KNOWN_BP["claimed"]
    return {
        "facts_counted": facts,
        "newest_at": moments[newest_us],
        "standings": {"settled": settled, "attested": attested, "claimed": claimed},
        "known_bp": known // facts,
    }


def left_out_of(measures: Mapping[str, int | None]) -> dict[str, int]:
    """How many facts were not counted, by reason; reasons without any are not named."""
    return {name: count for name in LEFT_OUT if (count := measures.get(f"left_out_{name}") or 0)}


def asked_about(measures: Mapping[str, int | None]) -> dict[str, int]:
    """How many sales each guard flagged; guards that flagged none are not named."""
    return {name: count for name in GUARDS if (count := measures.get(f"guard_{name}") or 0)}


def values_of(features: Mapping[str, Mapping[str, Any]]) -> dict[str, int | None]:
    return {name: feature["value"] for name, feature in features.items()}


def canonical(content: Any) -> bytes:
    """The one way that content is written before it is hashed."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
