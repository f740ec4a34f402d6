"""A scorecard small enough to be worked out by hand."""

from __future__ import annotations

from typing import Any

from lending.portraits.public import digest
from lending.scoring.artefact import Scorecard, read

FACTOR = 28.8539  # 20 / ln 2


def place(woe: str, points: int, **more: Any) -> dict[str, Any]:
    return {"woe": woe, "points": points, "rows": 100, "bads": 10, **more}


def small(population: str = "merchants") -> dict[str, Any]:
    """Days of history in three bins with coefficient 1, refunds in two with coefficient 0.5, and a line of business."""
    return {
        "format": 1,
        "name": "small",
        "population": population,
        "target": {"column": "bad", "bad": ["1"], "about": "90 days late within a year"},
        "intercept": "2",
        "base_points": 545,  # 600 − 28.8539 · ln 50 + 28.8539 · 2
        "scaling": {"base": 600, "odds": 50, "pdo": 20},
        "characteristics": [
            {
                "feature": "history_days",
                "type": "number",
                "direction": "rises",
                "code": "R01",
                "coefficient": "1",
                "bins": [place("-1", -29, until="90"), place("0", 0, until="180.5"), place("0.75", 22, until=None)],
                "other": place("-1", -29),
                "missing": place("-1", -29),
            },
            {
                "feature": "refund_rate_bp",
                "type": "number",
                "direction": "falls",
                "code": "R05",
                "coefficient": "0.5",
                "bins": [place("0.5", 7, until="300"), place("-2", -29, until=None)],
                "other": place("-2", -29),
                "missing": place("-2", -29),
            },
            {
                "feature": "trade",
                "type": "text",
                "direction": "none",
                "code": "R14",
                "coefficient": "1",
                "bins": [place("0.25", 7, values=["bakery", "grocer's"]), place("-0.5", -14, values=["100% pub"])],
                "other": place("0", 0),
                "missing": place("-0.5", -14),
            },
        ],
        "reference": {"ends": [520, 560], "rows": [25, 50, 25]},
        "trained": {"rows": 100, "bads": 10, "job_sha256": "0" * 64, "data_sha256": "0" * 64},
    }


def card(content: dict[str, Any] | None = None) -> Scorecard:
    found = content or small()
    return read(found, digest(found))
