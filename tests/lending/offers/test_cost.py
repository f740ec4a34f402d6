from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lending.offers.errors import AmountOutOfRange, CostAboveCap
from lending.offers.rules import Contract, cost_of, require_flows_under_cap, require_in_range, require_under_cap
from lending.products.public import AnnualCost

START = date(2026, 11, 20)
LINE = Contract(annual_rate=Decimal("0.099000"), day_count="ACT/360", withhold_bp=1_000, daily_base_minor=20_000, term_days=365)


def _month(number: int) -> date:
    months = START.month - 1 + number
    return date(START.year + months // 12, months % 12 + 1, START.day)


def test_the_cost_comes_in_yuan_and_as_a_rate() -> None:
    cost = cost_of(300_000, LINE, START)
    assert (cost.days, cost.daily_minor) == (154, 2_000)
    assert 6_000 < cost.cost_minor < 6_500
    assert cost.total_minor == 300_000 + cost.cost_minor
    assert Decimal("0.1003") < cost.annual.nominal < Decimal("0.1005") < cost.annual.effective


def test_more_costs_more_and_takes_longer() -> None:
    costs = [cost_of(amount, LINE, START) for amount in (50_000, 100_000, 200_000)]
    assert [cost.cost_minor for cost in costs] == sorted(cost.cost_minor for cost in costs)
    assert [cost.days for cost in costs] == sorted(cost.days for cost in costs)


def test_the_trap_of_eight_percent_is_refused() -> None:
    """100,000 with a fee of 8,000, repaid 500 a day for 216 days: 8 % sounds little, and is 26.24 % nominal, 29.99 % effective."""
    flows = [(START, 10_000_000)] + [(START + timedelta(days=day), -50_000) for day in range(1, 217)]
    with pytest.raises(CostAboveCap) as refused:
        require_flows_under_cap(flows, 2_400)
    assert refused.value.values["rate"] == "29.99"
    assert require_flows_under_cap(flows, 10_000).nominal.quantize(Decimal("0.0001")) == Decimal("0.2624")


def test_the_trap_of_a_fee_kept_back_is_refused_in_an_offer() -> None:
    trap = Contract(annual_rate=Decimal("0.000001"), day_count="ACT/360", withhold_bp=1_000, daily_base_minor=50_000, term_days=365, fee_minor=80_000)
    with pytest.raises(CostAboveCap):
        require_under_cap(cost_of(1_000_000, trap, START).annual, 2_400)


def test_the_trap_of_six_tenths_flat_a_month_is_told_as_what_it_is() -> None:
    """12,000 in twelve instalments of 1,072: "0.6 % a month" reads like 7.2 % and is 13.03 % nominal, 13.84 % effective."""
    flows = [(START, 1_200_000)] + [(_month(number), -107_200) for number in range(1, 13)]
    told = require_flows_under_cap(flows, 2_400, monthly=True)
    assert (told.nominal.quantize(Decimal("0.0001")), told.effective.quantize(Decimal("0.0001"))) == (Decimal("0.1303"), Decimal("0.1384"))
    with pytest.raises(CostAboveCap):
        require_flows_under_cap(flows, 1_200, monthly=True)


def test_the_cap_itself_is_allowed() -> None:
    require_under_cap(AnnualCost(Decimal("0.22"), Decimal("0.24")), 2_400)
    with pytest.raises(CostAboveCap):
        require_under_cap(AnnualCost(Decimal("0.22"), Decimal("0.240001")), 2_400)


@pytest.mark.parametrize("amount", [49_999, 200_001, 0, -5])
def test_an_amount_outside_the_offer_is_refused(amount: int) -> None:
    with pytest.raises(AmountOutOfRange):
        require_in_range(amount, 50_000, 200_000)
