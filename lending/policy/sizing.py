"""How much: the least of what sales, cash and product allow, and what share of sales repays it.

L = min(a · median monthly net, present value of w · P25 sales over the term, product cap), half of
it for a first offer, rounded down to the policy's step; below the least loan it is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

WHOLE = 10_000
MONTH = 30
YEAR = 360
PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the product offers and how the merchant stands with us; no trade in here."""

    annual_rate_ppm: int
    term_days: int
    least_minor: int
    cap_minor: int
    first_offer: bool


@dataclass(frozen=True, slots=True)
class Size:
    """``by`` is each bound before halving; ``binding`` names the one that held."""

    limit_minor: int
    withhold_bp: int
    binding: str
    by: dict[str, int]


def size(features: Mapping[str, Any], terms: Terms, sizing: Mapping[str, Any], *, multiple_bp: int) -> Size:
    median, quarter = features.get("median_monthly_net_minor") or 0, features.get("p25_monthly_net_minor") or 0
    bounds = {
        "sales": max(median, 0) * multiple_bp // WHOLE,
        "cash": cash_capacity(max(quarter, 0), sizing["withhold_most_bp"], terms),
        "cap": terms.cap_minor,
    }
    binding = min(bounds, key=lambda name: (bounds[name], name))
    most = bounds[binding] * (sizing["first_offer_bp"] if terms.first_offer else WHOLE) // WHOLE
    limit = most // sizing["step_minor"] * sizing["step_minor"]
    if limit < least_loan(terms, sizing):
        limit = 0
    return Size(limit, withhold_share(limit, quarter, terms, sizing), binding, bounds)


def least_loan(terms: Terms, sizing: Mapping[str, Any]) -> int:
    return max(terms.least_minor, int(sizing["least_minor"]))


def cash_capacity(p25_monthly_minor: int, withhold_bp: int, terms: Terms) -> int:
    """Present value of ``withhold_bp`` of weak-month sales, every day of the term, at the product's own rate."""
    with localcontext(prec=34):
        daily = Decimal(p25_monthly_minor) * withhold_bp / WHOLE / MONTH
        rate = Decimal(terms.annual_rate_ppm) / PPM / YEAR
        worth = daily * terms.term_days if not rate else daily * (1 - (1 + rate) ** -terms.term_days) / rate
        return int(worth)


def withhold_share(limit_minor: int, p25_monthly_minor: int, terms: Terms, sizing: Mapping[str, Any]) -> int:
    """The share that repays the limit in the policy's time even in weak months, between its bounds; rounded up."""
    over_term = p25_monthly_minor * min(terms.term_days, sizing["repay_days"])
    least, most = sizing["withhold_least_bp"], sizing["withhold_most_bp"]
    if over_term <= 0:
        return int(least)
    needed = -(-limit_minor * WHOLE * MONTH // over_term)
    return int(min(max(needed, least), most))


def enough(terms: Terms, sizing: Mapping[str, Any], *, binding: str, multiple_bp: int) -> int | None:
    """The monthly amount from which the bound that held would allow the least loan; ``None`` where no amount would."""
    share = sizing["first_offer_bp"] if terms.first_offer else WHOLE
    bound = -(-least_loan(terms, sizing) * WHOLE // share)
    if binding == "sales":
        return -(-bound * WHOLE // multiple_bp) if multiple_bp else None
    if binding == "cap":
        return None
    per_yuan = cash_capacity(PPM, sizing["withhold_most_bp"], terms)
    return -(-bound * PPM // per_yuan) if per_yuan else None
