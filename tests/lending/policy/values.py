"""Feature values of an ordinary, good shop, and the terms of the line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import lending.policy
from lending.policy.actions import Entering, draft_policy, publish_draft
from lending.policy.models import PolicyVersion
from lending.policy.rules import Flow, decide, flow_of
from lending.policy.sizing import Terms
from lending.policy.verdicts import Verdict
from lending.portraits.public import digest
from tests.lending.cast import at_bank

CONTENT = Path(lending.policy.__file__).parent / "content"
FIRST: dict[str, Any] = json.loads((CONTENT / "town_1.json").read_text(encoding="utf-8"))
TOWN: dict[str, Any] = json.loads((CONTENT / "town_2.json").read_text(encoding="utf-8"))
FLOW = flow_of(TOWN)
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


def judged(values: dict[str, int | None], terms: Terms = TERMS, flow: Flow = FLOW) -> Verdict:
    """What the town's tables say where trade was read and nothing else was asked."""
    return decide(values, terms, flow, {"trade": "read"})


def limits_of(name: str) -> tuple[int, int]:
    """The least and the most that an input admits."""
    declared = next(row for row in TOWN["inputs"] if row["input"] == name)
    return int(declared.get("least", 0)), int(declared.get("most", 30_000 if name.endswith("_bp") else 2_000_000))


def strict(**sizing: int) -> dict[str, Any]:
    """The town's policy with another way of working out the limit."""
    return {**TOWN, "sizing": {**TOWN["sizing"], **sizing}}


def version_of(content: dict[str, Any], *, from_at: datetime, role: str = "champion", share_bp: int = 0) -> PolicyVersion:
    """Written by one officer, published by another."""
    draft = draft_policy(note="stricter", content=content, key=uuid4().hex, by=at_bank("credit_officer"), at=from_at)
    entering = Entering(role, from_at, share_bp)
    return publish_draft(draft_id=draft.pk, sha256=digest(content), entering=entering, by=at_bank("credit_officer"), at=from_at)
