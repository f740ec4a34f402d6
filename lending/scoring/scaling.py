"""From log odds to points: so many points double the odds of being good, and certain odds are worth certain points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

EXACT = Context(prec=34)
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Scaling:
    """``base`` points at odds of ``odds`` goods for one bad; ``pdo`` more points double the odds. Siddiqi, Credit Risk Scorecards (2006), ch. 6."""

    base: int
    odds: int
    pdo: int

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Scaling:
        scaling = cls(content["base"], content["odds"], content["pdo"])
        if not all(type(number) is int and number > 0 for number in (scaling.base, scaling.odds, scaling.pdo)):
            raise ValueError("base, odds and pdo are whole numbers above 0")
        return scaling

    def content(self) -> dict[str, int]:
        return {"base": self.base, "odds": self.odds, "pdo": self.pdo}

    @property
    def factor(self) -> Decimal:
        """Points of one unit of log odds."""
        return EXACT.divide(Decimal(self.pdo), EXACT.ln(Decimal(2)))

    def points(self, log_odds: Decimal) -> int:
        return _rounded(EXACT.multiply(self.factor, log_odds))

    def base_points(self, intercept: Decimal) -> int:
        offset = EXACT.subtract(Decimal(self.base), EXACT.multiply(self.factor, EXACT.ln(Decimal(self.odds))))
        return _rounded(EXACT.add(offset, EXACT.multiply(self.factor, intercept)))


def probability_of_bad(log_odds: Decimal) -> Decimal:
    """1 / (1 + e^log odds), where log odds are of being good."""
    return EXACT.divide(Decimal(1), EXACT.add(Decimal(1), EXACT.exp(log_odds)))


def _rounded(points: Decimal) -> int:
    return int(points.to_integral_value(ROUND_HALF_UP))
