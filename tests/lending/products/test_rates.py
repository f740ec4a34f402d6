from datetime import date, timedelta
from decimal import Decimal

import pytest

from lending.products.rates import AnnualCost, NoRate, UnitFlow, actuarial_rate, annual_cost, annual_cost_monthly, irr, irr_daily

START = date(2026, 1, 10)


def percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f}"


def test_a_flat_rate_of_point_six_a_month_costs_thirteen_a_year() -> None:
    """credit.md 2.3: 12 000 repaid in 12 × 1 072."""
    flows = [(START, 12_000_00)] + [(date(2026 + i // 12, i % 12 + 1, 10), -1_072_00) for i in range(1, 13)]
    cost = annual_cost_monthly(flows)
    assert (percent(cost.nominal), percent(cost.effective)) == ("13.03", "13.84")


def test_a_harmless_looking_fee_of_eight_per_cent_breaks_a_cap_of_twenty_four() -> None:
    """credit.md 2.3: 100 000, a fee of 8 000, 500 a day for 216 days."""
    flows = [(START, 100_000_00)] + [(START + timedelta(days=i), -500_00) for i in range(1, 217)]
    cost = annual_cost(flows)
    assert (percent(cost.nominal), percent(cost.effective)) == ("26.24", "29.99")


def test_a_withheld_advance_has_its_known_daily_rate() -> None:
    """credit.md 2.4: 9 000 less 1 000 kept back would be 50 × 200: 0.00106781448784 a day."""
    rate = irr([(9_000, 0), *[(-50, day) for day in range(1, 201)]])
    assert f"{rate:.14f}" == "0.00106781448784"


def test_what_costs_nothing_has_a_rate_of_nothing() -> None:
    flows = [(START, 100), (START + timedelta(days=30), -100)]
    assert annual_cost(flows) == AnnualCost(Decimal(0), Decimal(0))


def test_a_gift_has_a_negative_rate() -> None:
    assert irr_daily([(START, 100), (START + timedelta(days=1), -90)]) == Decimal("-0.1")


def test_flows_of_one_day_are_netted() -> None:
    twice = [(START, 60), (START, 40), (START + timedelta(days=365), -110)]
    assert percent(annual_cost(twice).effective) == "10.00"


@pytest.mark.parametrize("flows", [[], [(START, 100)], [(START, 100), (START, 5)]])
def test_money_that_goes_one_way_has_no_rate(flows: list[tuple[date, int]]) -> None:
    with pytest.raises(NoRate):
        irr_daily(flows)


def test_regulation_z_gives_the_rate_of_its_own_example() -> None:
    """Appendix J (c)(1)(ii): long first period of 1 19/30 months."""
    payments = [UnitFlow(Decimal(200), 1 + n, Decimal(19) / 30) for n in range(36)]
    assert percent(actuarial_rate(Decimal(6000), payments, Decimal(12))) == "11.82"
