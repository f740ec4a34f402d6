"""The arithmetic of trade: the waterfall, numbers of orders, the quote, names and quantities, and sums to the fen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.codes import LETTERS
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import NotAnAmount, WrongCurrency, allocate, from_text, line_minor, refund_minor, to_text
from merchants.catalog.errors import BadName, BadPrice
from merchants.catalog.rules import checked_name, checked_price
from merchants.orders.rules import number_of
from merchants.settlement.rules import Charged, Rule, Sold, charge, waterfall
from merchants.shops.public import ServingShop, around
from merchants.stock.errors import BadQuantity
from merchants.stock.rules import Demand, by_sku, checked_count, checked_quantity
from residents.baskets.rules import Item, Quote, quoted
from tests.cast import MORNING, STREET

AMOUNT = st.integers(0, 10**9)
RATE = st.integers(0, 999_999).map(lambda millionths: Decimal(millionths) / 1_000_000)
QUANTITY = st.integers(1, 99_999_999).map(lambda thousandths: Decimal(thousandths) / 1000)


def charged(lines: Sequence[int], rate: str | Decimal) -> list[Charged]:
    """Lines of one unit each at a plain rate."""
    return [charge(Sold(at, Decimal(1), line), Rule(1, 1, {}, Decimal(rate)), Decimal(0)) for at, line in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("lines", "fee", "rate", "commission", "net"),
    [
        ((1000,), 0, "0.01", 10, 990),
        ((1000,), 300, "0.01", 10, 1290),
        ((50, 50), 0, "0.01", 2, 98),  # rounded half up once a line: 0.5 and 0.5
        ((49, 49), 0, "0.01", 0, 98),
        ((1,), 0, "0.9", 1, 0),
        ((1,), 0, "0", 0, 1),
        ((2250, 333), 0, "0.0038", 10, 2573),
    ],
)
def test_the_waterfall(lines: tuple[int, ...], fee: int, rate: str, commission: int, net: int) -> None:
    fall = waterfall(charged(lines, rate), fee, 0)
    assert (fall.commission_minor, fall.net_minor) == (commission, net)


@given(st.lists(st.tuples(st.integers(1, 10**7), QUANTITY), min_size=1, max_size=20), st.integers(0, 10_000), RATE)
def test_a_basket_settles_to_the_fen(basket: list[tuple[int, Decimal]], fee: int, rate: Decimal) -> None:
    lines = [line_minor(price, quantity) for price, quantity in basket]
    fall = waterfall(charged(lines, rate), fee, 0)
    assert fall.commission_minor + fall.net_minor == sum(lines) + fee
    assert 0 <= fall.commission_minor <= sum(lines)
    assert fall.net_minor >= fee


@given(AMOUNT, st.lists(AMOUNT, min_size=1, max_size=30))
def test_shares_sum_to_the_amount_and_none_is_a_fen_off(amount: int, weights: list[int]) -> None:
    shares = allocate(amount, weights)
    total = sum(weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        exact = Decimal(amount) * weight / total if total else Decimal(amount) / len(weights)
        assert abs(share - exact) < 1
        if total and amount <= total:
            assert share <= weight


@given(AMOUNT, QUANTITY, st.lists(st.integers(0, 10**8), max_size=12))
def test_any_sequence_of_refunds_sums_to_what_was_paid(paid: int, quantity: Decimal, cuts: list[int]) -> None:
    steps = sorted({Decimal(0), quantity, *(quantity * cut / 10**8 for cut in cuts)})
    refunds = [refund_minor(paid, quantity, before, after) for before, after in pairwise(steps)]
    assert sum(refunds) == paid
    assert min(refunds) >= 0


@given(st.lists(st.tuples(st.sampled_from([UUID(int=n) for n in range(4)]), QUANTITY), max_size=12))
def test_demand_is_summed_per_article(wanted: list[tuple[UUID, Decimal]]) -> None:
    total = by_sku(Demand(position, sku, quantity) for position, (sku, quantity) in enumerate(wanted))
    assert sum(total.values()) == sum(quantity for _sku, quantity in wanted)
    assert set(total) == {sku for sku, _quantity in wanted}


def test_numbers_can_be_read_out_and_tell_orders_apart() -> None:
    numbers = {number_of(uuid7()) for _ in range(2_000)}
    assert all(len(number) == 6 and set(number) <= set(LETTERS) for number in numbers)
    assert not set("01IO") & set(LETTERS)
    assert len(numbers) > 1_990
    assert number_of(UUID(int=7)) == number_of(UUID(int=7))


@pytest.mark.parametrize("text", ["0", "-1", "0.0001", "100000", "NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1e-400"])
def test_no_quantity(text: str) -> None:
    with pytest.raises(BadQuantity):
        checked_quantity(Decimal(text))
    if text != "0":
        with pytest.raises(BadQuantity):
            checked_count(Decimal(text))


@pytest.mark.parametrize("text", ["0.001", "1", "99999.999", "1.500", "1e2"])
def test_a_quantity(text: str) -> None:
    assert checked_quantity(Decimal(text)) == checked_count(Decimal(text)) == Decimal(text)


def test_a_shelf_may_be_counted_empty() -> None:
    assert checked_count(Decimal(0)) == 0


@pytest.mark.parametrize("price", [0, -1, 100_000_001])
def test_no_price(price: int) -> None:
    with pytest.raises(BadPrice):
        checked_price(price)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u3000\u00a0",  # spaces of other widths
        "n" * 81,
        "Milk\u0000",
        "Mi\u200blk",  # hidden in the middle
        "\u202eklim",  # written backwards
        "\u2066Milk\u2069",
        "Milk\ufeff",
        "\u3164",  # a letter that shows nothing
        "\u2800\u2800",
        "\u115fMilk",
        "\u0301Milk",  # sits on what stands before it
        "\ud800",
        "Milk\ue000",
        "Milk\U000e0041",  # a tag
    ],
)
def test_no_name(name: str) -> None:
    with pytest.raises(BadName):
        checked_name(name)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [("  鲜 牛奶\t250ml ", "鲜 牛奶 250ml"), ("Cafe\u0301", "Café"), ("蛋🥚", "蛋🥚"), ("<b>Milk</b>", "<b>Milk</b>"), ("'; --", "'; --")],
)
def test_a_name(given_name: str, kept: str) -> None:
    assert checked_name(given_name) == kept


@pytest.mark.parametrize("text", ["", "one", "1.234", "NaN", "sNaN", "Infinity", "1e999999", "1e-999999", "1e30", "1,5", "0x10", "12.50 CNY"])
def test_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        from_text(text)


def test_no_currency_of_ours() -> None:
    with pytest.raises(WrongCurrency):
        from_text("1.00", "USD")


@given(st.integers(-(10**15), 10**15))
def test_an_amount_goes_out_and_comes_back(amount: int) -> None:
    assert from_text(to_text(amount)) == amount


SHOPS = [UUID(int=1), UUID(int=2)]


def _line(shop: UUID, price: int = 100, quantity: str = "1") -> Item:
    return Item(uuid4(), shop, "奶", "Milk", "", "", Decimal(quantity), price, on_sale=True, left=Decimal(9))


def _shop(shop_id: UUID, fee: int = 300) -> ServingShop:
    row = {"id": shop_id, "name_en": "Shop", "lat": STREET[0], "lng": STREET[1], "hours": (), "zones": around(500, fee_minor=fee)}
    return ServingShop(**{name: row.get(name) for name in ServingShop.__dataclass_fields__})  # type: ignore[arg-type]


def _quote(*items: Item, fee: int = 300, where: bool = True) -> Quote:
    shops = {shop: _shop(shop, fee) for shop in SHOPS}
    return quoted(items, shops, where=STREET if where else None, moments=dict.fromkeys(SHOPS, MORNING))


def test_parts_come_in_the_order_of_locks_whatever_was_added_first() -> None:
    lines = [_line(SHOPS[1]), _line(SHOPS[0]), _line(SHOPS[1])]
    quote = _quote(*lines)
    assert [part.shop_id for part in quote.parts] == SHOPS
    assert (quote.lines, quote.goods_minor, quote.total_minor("pickup"), quote.total_minor("delivery")) == (3, 300, 300, 900)
    assert _quote(*lines[::-1]).digest == quote.digest


def test_the_digest_changes_with_all_that_costs_money_and_nothing_else() -> None:
    item = _line(SHOPS[0])
    quote = _quote(item)
    assert _quote(dataclasses.replace(item, quantity=Decimal("1.000"), left=Decimal(1), name_en="Other")).digest == quote.digest
    for change in ({"price_minor": 101}, {"quantity": Decimal(2)}, {"sku_id": uuid4()}):
        other = _quote(dataclasses.replace(item, **change))
        assert not other.is_what(quote.digest, "delivery")
        assert not other.is_what(quote.digest, "pickup")
    dearer, nowhere = _quote(item, fee=301), _quote(item, where=False)
    assert dearer.is_what(quote.digest, "pickup"), "who fetches it does not care what bringing it costs"
    assert not dearer.is_what(quote.digest, "delivery")
    assert nowhere.is_what(quote.digest, "pickup")
    assert not nowhere.is_what(nowhere.digest, "delivery"), "no fee was shown"
    assert not quote.is_what(nowhere.digest, "delivery")
    assert _quote().digest != quote.digest
