"""Promotions at the counter: quoted by what quotes a basket, frozen on the sale, and shown to whoever pays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.kernel.errors import DomainError
from merchants.orders.public import Order, Wanted
from merchants.promotions.actions import end_promotion, pause_promotion
from merchants.promotions.errors import DealGone
from merchants.promotions.public import Use
from merchants.till.actions import replay, ring_up, sell
from merchants.till.errors import DiscountsMoved
from merchants.till.models import Sale, Todo
from merchants.till.queries import sale_with_lines
from merchants.till.slips import sale_slip
from tests import cast, counter, dealing
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, buy, differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500", money_minor=1_000_000)


def quote(town: Corner, *lines: Any, **more: Any) -> Any:
    body = counter.body(counter.ticket(*lines, **more))
    asked = {name: body[name] for name in ("lines", "tender", "customer") if name in body}
    return Api(town.owner).post(f"shops/{town.shop.pk}/sale-quotes", asked)


def test_cash_tab_code_and_phone_get_what_a_basket_gets(town: Corner) -> None:
    """One ladder, seven bottles: 3.00 off wherever they are bought, in one sum of the promotion."""
    counter.shift(town)
    ladder, wu = dealing.ladder(town, (3_000, 300)), counter.customer(town, limit_minor=100_000)
    assert buy(town.resident, town.milk, "7").discount_minor == 300
    line = counter.line(town.milk, "7")
    answer = quote(town, line).json()
    assert [answer[name]["amount"] for name in ("deal", "total", "by_code")] == ["3.00", "32.00", "3.00"]
    assert answer["deals"] == [{"name": "Ladder", "off": {"amount": "3.00", "currency": "CNY"}}]
    cash = counter.sold(town, line, deal_minor=300)
    tab = counter.sold(town, line, tender="tab", customer=wu, deal_minor=300)
    code = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(7), 500)], key="k", by=actor(town.owner), at=MORNING)
    said = {"customer": str(wu.pk), "channel": "pickup"}
    lines = [{"sku": str(town.milk.pk), "quantity": "7", "price": {"amount": "5.00", "currency": "CNY"}}]
    phone = Api(town.owner).post(f"shops/{town.shop.pk}/phone-orders", {**said, "lines": lines}).json()
    orders = [Order.objects.get(pk=pk) for pk in (cash.pk, tab.pk, code.pk, phone["order"])]
    assert {(order.goods_minor, order.discount_minor, order.total_minor) for order in orders} == {(3_500, 300, 3_200)}
    wu.refresh_from_db()
    assert wu.balance_minor == 6_400
    assert list(Use.objects.filter(promotion=ladder, order_id__in=[cash.pk, tab.pk]).values_list("status", "merchant_minor")) == [("kept", 300)] * 2
    slip = sale_slip(sale_with_lines(cash.pk))
    assert any("Ladder" in words and "3.00" in words and not figure for words, figure in slip.rows)
    # Whoever adds the column up has the total.
    assert sum(Decimal(figure) for _words, figure in slip.rows[1:] if figure) == Decimal("32.00")
    assert slip.total[1] == "¥32.00"
    assert "Ladder" in Api(town.owner).client.get(f"/shop/till/{cash.pk}/receipt/").content.decode()
    # What comes back is what was paid for it: three of seven bottles of 32.00.
    assert counter.brought_back(town, cash).amount_minor == 3_200 // 7
    assert differences() == []


def test_the_sellers_own_discount_and_an_open_amount_count_before_the_ladder(town: Corner) -> None:
    counter.shift(town)
    dealing.ladder(town, (3_000, 300))
    lines = (counter.line(town.milk, "5", discount_minor=100), counter.line(None, price_minor=600))
    assert quote(town, *lines).json()["total"]["amount"] == "27.00"
    sale = counter.sold(town, *lines, deal_minor=300)
    assert (sale.order.goods_minor, sale.order.discount_minor) == (3_100, 400)
    assert sum(line.discount_minor for line in sale.order.lines.all()) == 400
    below = (counter.line(town.milk, "6", discount_minor=100), counter.line(None, price_minor=50))
    assert quote(town, *below).json()["deal"]["amount"] == "0.00"
    assert differences() == []


def test_what_others_share_in_is_for_codes_alone(town: Corner) -> None:
    """Cash is the shop's word; a funder who paid for it would pay for sales that nobody saw."""
    counter.shift(town)
    banks = dealing.budget(dealing.operator(), amount_minor=1_000, share_pct=40)
    dealing.ladder(town, (3_000, 1_000), platform_budget_id=banks.pk)
    dealing.ladder(town, (3_000, 300), name="Own")
    answer = quote(town, counter.line(town.milk, "7")).json()
    assert (answer["deal"]["amount"], answer["by_code"]["amount"]) == ("3.00", "10.00")
    sale = counter.sold(town, counter.line(town.milk, "7"), deal_minor=300)
    assert (sale.order.subsidy_minor, dealing.parts_of(banks)) == (0, (0, 0, 1_000))
    code = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(7), 500)], key="k", by=actor(town.owner), at=MORNING)
    assert (code.discount_minor, code.subsidy_minor, dealing.parts_of(banks)) == (1_000, 400, (400, 0, 600))
    assert differences() == []


def test_members_and_flash_sales_count_at_the_counter(town: Corner) -> None:
    counter.shift(town)
    wu = counter.customer(town, limit_minor=100_000)
    dealing.running(town, "member", rate=Decimal("0.1"), sku_ids=(town.bread.pk,))
    flash = dealing.running(town, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=3, ends_at=MORNING + timedelta(hours=2))
    lines = (counter.line(town.milk, "2"), counter.line(town.bread))
    assert quote(town, *lines).json()["deal"]["amount"] == "8.00"
    assert quote(town, *lines, tender="tab", customer=wu).json()["deal"]["amount"] == "9.25"
    counter.sold(town, *lines, tender="tab", customer=wu, deal_minor=925)
    flash.refresh_from_db()
    assert flash.sold == 2
    with pytest.raises(DiscountsMoved):
        counter.sold(town, counter.line(town.milk, "2"), deal_minor=800)
    assert differences() == []


def test_a_discount_that_moved_is_refused_and_from_the_queue_held(town: Corner) -> None:
    counter.shift(town)
    ladder = dealing.ladder(town, (3_000, 300), budget_minor=500)
    line, by = counter.line(town.milk, "7"), actor(town.owner)
    before = (standing(), Use.objects.count())
    for shown in (200, 0, 301):
        with pytest.raises(DiscountsMoved):
            counter.sold(town, line, deal_minor=shown)
    assert (standing(), Use.objects.count()) == before
    # A till without a network was told nothing: it sells at the shelf's prices.
    assert counter.sold(town, line).order.discount_minor == 0
    ticket = counter.ticket(line, deal_minor=300)
    first = sell(shop_id=town.shop.pk, ticket=ticket, by=by, at=MORNING)
    assert sell(shop_id=town.shop.pk, ticket=ticket, by=by, at=MORNING).pk == first.pk
    assert Use.objects.count() == 1
    held = replay(shop_id=town.shop.pk, ticket=counter.ticket(line, deal_minor=300), by=by, at=MORNING)
    assert isinstance(held, Todo)
    assert held.code == "discounts_moved"
    ladder.refresh_from_db()
    assert ladder.given_minor == 300
    pause_promotion(promotion_id=ladder.pk, key=uuid4().hex, by=by, at=MORNING)
    refused: tuple[type[DomainError], ...] = (DiscountsMoved, DealGone)
    with pytest.raises(refused):
        counter.sold(town, line, deal_minor=300)
    end_promotion(promotion_id=ladder.pk, key=uuid4().hex, by=by, at=MORNING)
    assert Sale.objects.count() == 2
    assert differences() == []


def test_a_strangers_quote_is_of_nobodys_shop(town: Corner) -> None:
    body = {"lines": [{"sku": str(town.milk.pk), "quantity": "1", "price": {"amount": "5.00", "currency": "CNY"}}]}
    for stranger in (town.rival, town.outsider, town.resident):
        assert Api(stranger).post(f"shops/{town.shop.pk}/sale-quotes", body).status_code == 404
    assert Api().post(f"shops/{town.shop.pk}/sale-quotes", body).status_code == 401
    theirs = counter.customer(Corner(town.rival, town.rival_shop, *[town.milk] * 2, *[town.owner] * 4))  # type: ignore[arg-type]
    assert Api(town.owner).post(f"shops/{town.shop.pk}/sale-quotes", {**body, "customer": str(theirs.pk)}).status_code == 404
