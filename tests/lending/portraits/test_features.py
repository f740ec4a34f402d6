from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lending.portraits.engines import on_duckdb
from lending.portraits.lines import flatten
from lending.portraits.rules import NAMES, features_of, values_of
from tests.lending.trade import AT, Trade


def values(trade: Trade, days_later: int = 0) -> dict[str, int | None]:
    [row] = on_duckdb(flatten(trade.facts), [(trade.party_id, trade.at + timedelta(days=days_later))])
    return values_of(features_of(row))


def test_a_steady_shop_is_seen_as_it_is() -> None:
    seen = values(Trade().steady(120))
    assert seen["history_days"] == 120
    assert seen["active_days_30"] == 30
    assert seen["distinct_buyers"] == 60
    assert seen["repeat_buyer_bp"] == 10_000
    assert seen["refund_rate_bp"] == 0
    assert seen["own_sales_bp"] == 0
    assert seen["procurement_regularity_bp"] == 10_000
    assert seen["ticket_median_minor"] == 3_030


def test_a_shop_without_facts_has_no_values_but_every_name() -> None:
    [row] = on_duckdb([], [(Trade().party_id, AT)])
    features = features_of(row)
    assert tuple(features) == NAMES
    assert all(feature["facts_counted"] == 0 for feature in features.values())
    assert values_of(features)["median_monthly_net_minor"] is None


def test_months_without_sales_count_as_months() -> None:
    trade = Trade()
    trade.sell(89, 100_000)
    assert values(trade)["median_monthly_net_minor"] == 0


def test_the_typical_month_is_one_that_happened() -> None:
    trade = Trade()
    for days_ago, paid in ((5, 20_000), (35, 40_000), (65, 60_000), (119, 80_000)):
        trade.sell(days_ago, paid)
    assert values(trade)["median_monthly_net_minor"] == 40_000 - 200
    assert values(trade)["p25_monthly_net_minor"] == 20_000 - 100


def test_refunds_are_netted_and_counted() -> None:
    trade = Trade()
    order = trade.sell(35, 40_000)
    trade.sell(5, 40_000)
    trade.sell(65, 40_000)
    trade.sell(89, 10_000)
    before = values(trade)
    trade.refund(34, order, 30_000)
    after = values(trade)
    assert before["p25_monthly_net_minor"] == 40_000 - 200
    assert after["p25_monthly_net_minor"] == 10_000 - 200
    assert after["refund_rate_bp"] == 30_000 * 10_000 // 130_000


def test_what_was_never_settled_is_activity_and_not_money() -> None:
    trade = Trade()
    for day in range(100):
        trade.sell(day, 5_000, standing="claimed")
    seen = values(trade)
    assert seen["active_days_90"] == 90
    assert seen["median_monthly_net_minor"] is None


def test_a_shop_that_buys_from_itself_gains_nothing() -> None:
    honest, selfish = Trade().steady(120), Trade().steady(120)
    for day in range(100):
        order = selfish.sell(day, 50_000, buyer="owner", own=True)
        if day % 3 == 0:
            selfish.refund(day, order, 50_000, buyer="owner")
    plain, inflated = values(honest), values(selfish)
    assert inflated.pop("own_sales_bp") != plain.pop("own_sales_bp")
    assert inflated == plain


def test_what_happens_later_does_not_exist_yet() -> None:
    trade = Trade().steady(60)
    before = values(trade)
    trade.sell(-1, 900_000, buyer="late")
    assert values(trade) == before
    assert values(trade, days_later=2) != before


def test_another_currency_is_not_added_up() -> None:
    trade = Trade().steady(60)
    before = values(trade)
    order = trade.sell(3, 900_000)
    for fact in trade.facts[-2:]:
        fact.body["currency"] = "USD"
    assert order
    assert values(trade) == before


def test_one_run_answers_for_many_shops_and_moments() -> None:
    first, second = Trade().steady(90), Trade().steady(70, daily=9_000)
    rows = on_duckdb(flatten([*first.facts, *second.facts]), [(first.party_id, AT), (second.party_id, AT), (first.party_id, AT - timedelta(days=20))])
    seen = {(row["about"], row["as_of_us"]): values_of(features_of(row)) for row in rows}
    assert len(seen) == 3
    assert seen[(str(first.party_id), max(key[1] for key in seen))] == values(first)
    assert {value["history_days"] for value in seen.values()} == {90, 70}


NET_OF_REFUNDS = {"median_monthly_net_minor", "p25_monthly_net_minor", "daily_base_minor", "season_floor_bp", "margin_proxy_bp"} | {
    "refund_rate_bp",
    "refund_trend_bp",
    # A sale that comes back within a day is one that a guard asks about.
    "suspect_sales_bp",
}
sales = st.lists(st.tuples(st.integers(0, 119), st.integers(100, 50_000), st.integers(0, 8)), min_size=1, max_size=25)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sales=sales, cut=st.data())
def test_a_refund_never_makes_a_money_feature_better(sales: list[tuple[int, int, int]], cut: st.DataObject) -> None:
    trade = Trade()
    for days_ago, paid, buyer in sales:
        trade.sell(days_ago, paid, buyer=f"b{buyer}")
    before = values(trade)
    which = cut.draw(st.integers(0, len(sales) - 1))
    days_ago, paid, _ = sales[which]
    trade.refund(cut.draw(st.integers(0, days_ago)), f"o{which + 1}", cut.draw(st.integers(1, paid)))
    after = values(trade)
    for name in ("median_monthly_net_minor", "p25_monthly_net_minor", "daily_base_minor"):
        if before[name] is not None:
            assert after[name] is not None and after[name] <= before[name]  # type: ignore[operator]
    if before["refund_rate_bp"] is not None:
        assert after["refund_rate_bp"] is not None and after["refund_rate_bp"] >= before["refund_rate_bp"]
    untouched = set(NAMES) - NET_OF_REFUNDS
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
