"""How many decisions a second one process makes by a table of 200 rows, with trace, reasons and the digest of what it said.

The limit is the same table without a rule in it: the same 200 rows tested by plain comparisons.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from tests.bench import Measure, measured

ROUNDS = 4_000
STEP, SCORES, SALES = 10, 10, 20


def _policy() -> dict[str, Any]:
    """The town's policy, with a matrix of score by typical month in the place of its grades: 200 rows."""
    from tests.lending.policy.values import TOWN

    rows = []
    for score in range(SCORES):
        for sale in range(SALES):
            points = f">= {score * STEP}" if score == SCORES - 1 else f"[{score * STEP}, {(score + 1) * STEP})"
            month = "< 50000 or missing" if sale == 0 else f">= {sale * 50_000}" if sale == SALES - 1 else f"[{sale * 50_000}, {(sale + 1) * 50_000})"
            good = score >= 2
            then = {
                "outcome": "approve" if good else "decline",
                "code": "" if good else "R02",
                "grade": chr(65 + score),
                "multiple_bp": score * 2_000,
            }
            rows.append({"row": f"{score}/{sale}", "when": {"points": points, "median_monthly_net_minor": month}, "then": then})
    matrix = {**TOWN["nodes"][2], "hit": "unique", "inputs": ["points", "median_monthly_net_minor"], "rows": rows}
    return {**TOWN, "nodes": [*TOWN["nodes"][:2], matrix]}


def decide() -> Measure:
    """Shops of every kind, one after another."""
    from lending.policy.lint import faults
    from lending.policy.rules import decide as decide_by
    from lending.policy.rules import flow_of
    from lending.policy.verdicts import verdict_content
    from lending.portraits.rules import NAMES, digest
    from tests.lending.policy.values import GOOD, TERMS

    policy = _policy()
    assert faults(policy, known=NAMES) == []
    flow = flow_of(policy)
    shops = [{**GOOD, "median_monthly_net_minor": 20_000 + n * 9_973 % 1_200_000, "trend_bp": 3_000 + n * 37 % 9_000} for n in range(ROUNDS)]
    bounds = [(score * STEP, score * STEP + STEP, sale * 50_000, sale * 50_000 + 50_000) for score in range(SCORES) for sale in range(SALES)]
    began = perf_counter()
    for shop in shops:
        month = shop["median_monthly_net_minor"]
        next((one for one in bounds if one[0] <= 93 < one[1] and one[2] <= month < one[3]), None)
    limit = ROUNDS / (perf_counter() - began)
    began = perf_counter()
    for shop in shops:
        digest(verdict_content(decide_by(shop, TERMS, flow, {"trade": "read"})))
    seconds = perf_counter() - began
    return measured(ROUNDS / seconds, "/s", limit=limit, sql=0, cpu_ms=1_000 * seconds / ROUNDS)
