"""What an offer costs, in yuan first and then as a rate; and whether it may be made at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.products.public import AnnualCost, annual_cost, annual_cost_monthly, project_line

from .errors import AmountOutOfRange, CostAboveCap

BP = 10_000
Flow = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Contract:
    """What repays a draw: rate, share of sales, what the sales are, and the longest it may take."""

    annual_rate: Decimal
    day_count: str
    withhold_bp: int
    daily_base_minor: int
    term_days: int
    fee_minor: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one amount: interest and fees together in minor units, expected days, and the yearly rate."""

    amount_minor: int
    cost_minor: int
    days: int
    daily_minor: int
    annual: AnnualCost

    @property
    def total_minor(self) -> int:
        return self.amount_minor + self.cost_minor


def cost_of(amount_minor: int, contract: Contract, starts_on: date) -> Cost:
    """Run the draw as sales of the size of the daily base would repay it. A fee is kept back from the draw."""
    run = project_line(
        amount_minor,
        contract.annual_rate,
        contract.withhold_bp,
        contract.daily_base_minor,
        starts_on,
        term_days=contract.term_days,
        day_count=contract.day_count,
    )
    (drawn_on, drawn), *payments = run.flows
    flows = [(drawn_on, drawn - contract.fee_minor), *payments]
    daily = contract.daily_base_minor * contract.withhold_bp // BP
    return Cost(amount_minor, run.interest_minor + contract.fee_minor, run.days, daily, annual_cost(flows))


def require_under_cap(annual: AnnualCost, cap_bp: int) -> None:
    """The effective yearly cost, fees included, may not exceed the cap.

    Raises:
        CostAboveCap: it does, whatever the rate in the contract is called.
    """
    if annual.effective * BP > cap_bp:
        raise CostAboveCap(
            rate=f"{annual.effective * 100:.2f}", cap=f"{Decimal(cap_bp) / 100:.2f}", details={"effective": str(annual.effective), "cap_bp": cap_bp}
        )


def require_flows_under_cap(flows: Sequence[Flow], cap_bp: int, *, monthly: bool = False) -> AnnualCost:
    """``require_under_cap`` of dated flows: negative is paid by the borrower."""
    annual = annual_cost_monthly(flows) if monthly else annual_cost(flows)
    require_under_cap(annual, cap_bp)
    return annual


def require_in_range(amount_minor: int, least_minor: int, most_minor: int) -> None:
    """Raises ``AmountOutOfRange``."""
    if not least_minor <= amount_minor <= most_minor:
        raise AmountOutOfRange.between(least_minor, most_minor)
