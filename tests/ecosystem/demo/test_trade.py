"""Every cent, every price and every piece of stock of the town, against the source."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from ecosystem.demo.errands import channel
from ecosystem.demo.report import left_out as told_while_loading
from ecosystem.demo.shape import Hours, ReceiptLine, Town
from ecosystem.demo.shelves import Sale, prices
from ecosystem.demo.streets import hours, was_open
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.money import line_minor


def test_every_kept_line_is_a_line_of_the_source_to_the_cent(town: Town, source: duckdb.DuckDBPyConnection) -> None:
    same = source.execute(
        "SELECT count(*), sum(cents)::BIGINT FROM sold JOIN told ON basket = basket_id AND product = product_id "
        "AND household = household_id AND paid = cents AND sku_quantity * pack = quantity"
    ).fetchone()
    assert same == (town.report.kept.lines, town.report.kept.value_minor)
    assert sum(errand.paid_minor for errand in town.errands) == town.report.kept.value_minor
    assert all(errand.paid_minor == sum(order.paid_minor for order in errand.orders) for errand in town.errands)


def test_kept_and_left_out_together_are_the_whole_source(town: Town, source: duckdb.DuckDBPyConnection) -> None:
    told = town.report
    assert source.execute("SELECT count(*), sum(cents)::BIGINT FROM sold").fetchone() == (told.source.lines, told.source.value_minor)
    assert told.kept.lines + sum(share.lines for share in told.left_out.values()) == told.source.lines
    assert told.kept.value_minor + sum(share.value_minor for share in told.left_out.values()) == told.source.value_minor


def test_what_cannot_be_sold_is_counted(town: Town, source: duckdb.DuckDBPyConnection) -> None:
    stores = [place.source_store for place in town.neighbourhoods]
    inside = f"moment::DATE BETWEEN '{town.report.source_starts_on}' AND '{town.report.source_ends_on}' AND list_contains({stores}, store_id)"
    left_out = {reason: share.lines for reason, share in town.report.left_out.items()}
    for reason, condition in {
        "no_quantity": "quantity <= 0",
        "no_value": "quantity > 0 AND cents <= 0",
        "unknown_product": "quantity > 0 AND cents > 0 AND product_id NOT IN (SELECT product_id FROM products)",
    }.items():
        (lines,) = source.execute(f"SELECT count(*) FROM sold WHERE {inside} AND {condition}").fetchall()[0]
        assert lines == left_out[reason] > 0
    assert f"{left_out['no_quantity'] + left_out['no_value']:,} lines" in told_while_loading(town)


def test_every_line_is_the_dated_shelf_price_times_the_quantity(town: Town) -> None:
    shelf: defaultdict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    for price in town.prices:
        shelf[price.shop, price.sku].append((price.from_at, price.unit_minor))
    for errand in town.errands:
        for order in errand.orders:
            for line in order.lines:
                dated = shelf[order.shop, line.sku]
                shown = dated[bisect_right(dated, errand.placed_at, key=lambda price: price[0]) - 1]
                assert shown[0] <= errand.placed_at
                assert shown[1] == line.unit_minor
                assert line_minor(line.unit_minor, line.quantity) == line.paid_minor
                assert line.quantity > 0


def test_a_price_changes_only_to_another_price(town: Town) -> None:
    for before, after in zip(town.prices, town.prices[1:], strict=False):
        if (before.shop, before.sku) == (after.shop, after.sku):
            assert before.from_at < after.from_at
            assert before.unit_minor != after.unit_minor


def _came(town: Town) -> Iterator[tuple[str, datetime, tuple[ReceiptLine, ...]]]:
    """Every delivery: to which shop, when, and what."""
    yield from ((receipt.shop, receipt.received_at, receipt.lines) for receipt in town.receipts)
    yield from ((purchase.shop, purchase.delivered_at, purchase.lines) for purchase in town.purchases)


def test_stock_never_falls_below_nothing_and_two_are_always_left(town: Town) -> None:
    moves: defaultdict[tuple[str, str], list[tuple[datetime, Decimal]]] = defaultdict(list)
    for shop, came_at, lines in _came(town):
        for line in lines:
            assert line.quantity > 0
            assert line.unit_cost_minor > 0
            moves[shop, line.sku].append((came_at, line.quantity))
    for errand in town.errands:
        for order in errand.orders:
            for sold in order.lines:
                moves[order.shop, sold.sku].append((errand.placed_at, -sold.quantity))
    for ordered in moves.values():
        on_hand = Decimal(0)
        for _, quantity in sorted(ordered):
            on_hand += quantity
            assert on_hand >= 0
        assert on_hand >= 2


def test_goods_come_in_once_before_the_first_day_and_then_every_week(town: Town) -> None:
    for shop in town.shops:
        received = sorted({came_at for code, came_at, _lines in _came(town) if code == shop.code})
        assert sum(receipt.is_opening for receipt in town.receipts if receipt.shop == shop.code) == 1
        if shop.has_history:
            assert len(received) >= 9
            assert received[0].date() < town.starts_on
        else:
            assert [moment.date() for moment in received] == [town.ends_on]


def test_makers_in_the_circle_deliver_on_orders_and_ask_the_same_of_every_shop(town: Town) -> None:
    makers = {maker.no for maker in town.suppliers if maker.in_circle}
    assert {purchase.maker for purchase in town.purchases} <= makers
    assert not any(line.supplier in makers for receipt in town.receipts if not receipt.is_opening for line in receipt.lines)
    asked = {(line.supplier, line.sku, line.unit_cost_minor) for _shop, _at, lines in _came(town) for line in lines}
    assert len({(maker, sku) for maker, sku, _cost in asked}) == len(asked)
    for purchase in town.purchases:
        assert {line.supplier for line in purchase.lines} == {purchase.maker}
        assert purchase.ordered_at < purchase.delivered_at < purchase.billed_at < purchase.paid_at
        assert town.starts_on <= purchase.ordered_at.date()
    lines, ordered = (sum(len(told.lines) for told in all_of) for all_of in (town.receipts, town.purchases))
    assert ordered > (lines + ordered) // 4


def test_few_orders_are_rung_up_outside_opening_hours_and_none_is_made_from_afar(town: Town) -> None:
    shops = {shop.code: shop for shop in town.shops}
    orders, outside = Counter[str](), Counter[str]()
    for errand in town.errands:
        for order in errand.orders:
            orders[order.shop] += 1
            if not was_open(shops[order.shop], errand.placed_at):
                outside[order.shop] += 1
                assert errand.channel == "code"
            if errand.channel != "code":
                assert was_open(shops[order.shop], order.handed_over_at)
    assert all(outside[shop] <= max(2, orders[shop] * 2 // 100) for shop in orders)
    assert outside.total() == town.report.orders_out_of_hours > 0


def test_a_shop_is_open_day_and_night_only_where_its_trade_goes_through_the_night(town: Town) -> None:
    nights = {shop.code: 0 for shop in town.shops}
    orders = Counter(order.shop for errand in town.errands for order in errand.orders)
    for errand in town.errands:
        for order in errand.orders:
            nights[order.shop] += errand.placed_at.hour < 6
    always = [shop.code for shop in town.shops if shop.hours[0].closes_minute - shop.hours[0].opens_minute == 24 * 60]
    assert 2 <= len(always) <= 10
    assert all(nights[shop] * 100 > 4 * orders[shop] for shop in always)


@pytest.mark.parametrize(
    ("sold", "opens", "closes"),
    [
        ({}, 8, 21),
        ({10: 50, 22: 5}, 8, 23),
        ({10: 50, 6: 5}, 6, 21),
        ({10: 50, 0: 9, 23: 9}, 8, 25),
        ({10: 98, 3: 2}, 8, 21),
        ({10: 50, 3: 3}, 3, 21),
        ({10: 50, 1: 3}, 8, 26),
        (dict.fromkeys(range(24), 5), 0, 24),
        ({hour: 5 for hour in range(24) if hour not in {3, 4}}, 0, 24),
    ],
)
def test_the_hours_of_a_shop_are_those_of_its_trade(sold: dict[int, int], opens: int, closes: int) -> None:
    moments = [datetime(2026, 7, 1, hour, 30, tzinfo=TOWN_TIME) for hour, times in sold.items() for _ in range(times)]
    assert hours(moments) == tuple(Hours(weekday=day, opens_minute=opens * 60, closes_minute=closes * 60) for day in range(7))


def test_the_times_of_an_order_are_in_order_and_none_is_after_the_last_day(town: Town) -> None:
    for errand in town.errands:
        for order in errand.orders:
            assert errand.placed_at <= order.accepted_at <= order.ready_at <= order.handed_over_at
            assert order.handed_over_at.date() <= town.ends_on


def test_about_four_in_five_errands_are_sales_by_collection_code(town: Town) -> None:
    ways = town.report.channels
    assert set(ways) == {"code", "pickup", "delivery"}
    assert 0.78 < ways["code"] / len(town.errands) < 0.83
    assert ways["pickup"] > ways["delivery"] > 0.05 * len(town.errands)


def test_a_late_errand_is_a_counter_sale_whatever_its_number_says(town: Town) -> None:
    shop = next(shop for shop in town.shops if shop.hours[0].closes_minute < 24 * 60)
    delivered = next(errand for errand in town.errands if errand.channel == "delivery")
    noon = datetime(2026, 7, 27, 12, 0, tzinfo=TOWN_TIME)
    late = noon.replace(hour=shop.hours[0].closes_minute // 60 - 1, minute=30)
    assert channel(delivered.source_basket, noon, [shop]) == "delivery"
    assert channel(delivered.source_basket, late, [shop]) == "code"


@pytest.mark.parametrize(
    ("quantity", "paid", "pack", "pieces", "unit"),
    [(1, 199, 1, 1, 199), (2, 300, 1, 2, 150), (3, 200, 3, 1, 200), (15, 500, 15, 1, 500)],
)
def test_cents_that_do_not_divide_are_sold_as_a_bundle(quantity: int, paid: int, pack: int, pieces: int, unit: int) -> None:
    sale = Sale.of(7, quantity, paid)
    assert (sale.pack, sale.quantity, sale.unit_minor) == (pack, pieces, unit)
    assert sale.unit_minor * sale.quantity == paid


def test_a_price_changes_at_midnight_or_within_the_day_at_the_sale_itself() -> None:
    opening = datetime(2026, 7, 1, tzinfo=TOWN_TIME)
    sold = [(opening.replace(day=day, hour=hour), unit) for day, hour, unit in [(2, 9, 100), (3, 9, 120), (3, 17, 100), (5, 8, 100)]]
    dated = prices("n1-grocer", "P1", sold, opening=opening)
    assert [(price.from_at, price.unit_minor) for price in dated.prices] == [
        (opening, 100),
        (opening.replace(day=3), 120),
        (opening.replace(day=3, hour=17), 100),
    ]
    assert dated.in_a_day == 1
