"""Low stock to orders by way of three quotes, and neighbours who buy together: phone and desktop, Chinese and English between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from ecosystem.ledger.public import deposit_of, free_of
from merchants.pools.models import Member, Pool
from merchants.pools.tasks import settle_due
from merchants.procurement import actions as buying_actions
from merchants.procurement.models import Order
from merchants.sourcing import links
from merchants.sourcing.models import Rfq
from tests import asking, pooling
from tests.buying import D
from tests.cast import MORNING, actor
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.test_purchases import looked_at
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture
def clock(committed: str) -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield


def quote(visitor: Visitor, path: str, *, prices: tuple[str, str], freight: str, days: str, button: str, size: tuple[int, int]) -> None:
    page = visitor.open(path)
    looked_at(visitor, size, "quote form")
    for position, price in enumerate(prices, start=1):
        page.locator(f"#price-{position}").fill(price)
        page.locator(f"#days-{position}").fill(days)
    page.locator("#freight").fill(freight)
    page.get_by_role("button", name=button).click()
    page.locator(".note[data-tone=good]").wait_for()


def test_low_stock_becomes_two_orders_by_way_of_three_quotes(clock: None, door: Door) -> None:
    at = asking.bazaar()
    town = at.town
    for sku, least in ((town.corner.milk, 100), (town.corner.bread, 90)):
        buying_actions.set_reorder_rule(
            sku_id=sku.pk, minimum=D(least), maximum=D(290), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
        )
    buyer = door.enter(town.owner, "zh-hans", size=PHONE)
    page = buyer.open("/shop/purchases/reorder/")
    looked_at(buyer, PHONE, "runs low")
    page.get_by_role("link", name="向多家询价").click()
    page.locator(".ask-row").nth(1).wait_for()
    looked_at(buyer, PHONE, "form")
    for name in ("Harvest", "Orchard", "村口"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="保存并查看").click()
    page.get_by_role("button", name="向 3 家询价").click()
    page.get_by_text("还没有报价").wait_for()
    rfq = Rfq.objects.get()
    looked_at(buyer, PHONE, "asked")
    harvest, orchard = door.enter(town.wholesaler, "en", size=DESKTOP), door.enter(town.rival_wholesaler, "zh-hans", size=DESKTOP)
    village = door.enter(None, "zh-hans", size=PHONE)
    harvest.open("/supply/requests/").get_by_role("link", name=rfq.number).click()
    looked_at(harvest, DESKTOP, "supplier's request")
    mine = f"/supply/requests/{asking.quotation(rfq, town.supplier).pk}/"
    other = f"/supply/requests/{asking.quotation(rfq, town.rival_supplier).pk}/"
    link = f"/supply/quote/{links.write(asking.quotation(rfq, at.village), at=MORNING)}/"
    quote(harvest, mine, prices=("70", "12"), freight="5", days="2", button="Send the quote", size=DESKTOP)
    # The buyer's page shows it without being asked.
    page.get_by_role("heading", name="逐项比价").wait_for()
    quote(orchard, other, prices=("75", "8"), freight="3", days="2", button="提交报价", size=DESKTOP)
    quote(village, link, prices=("80", "13"), freight="0", days="1", button="提交报价", size=PHONE)
    page.get_by_role("heading", name="最快到货").wait_for()
    looked_at(buyer, PHONE, "comparison")
    desk = door.enter(town.owner, "en", size=DESKTOP)
    desk.open(f"/shop/sourcing/{rfq.pk}/")
    looked_at(desk, DESKTOP, "comparison")
    card = page.locator(".plan", has=page.get_by_role("heading", name="总价最低"))
    card.get_by_role("button").click()
    page.get_by_text("已定标").wait_for()
    desk.page.get_by_text("Not taken").wait_for()
    assert Order.objects.count() == 2
    assert {order.supplier_id for order in Order.objects.all()} == {town.supplier.pk, town.rival_supplier.pk}
    harvest.open("/supply/orders/").get_by_role("link", name=Order.objects.get(supplier=town.supplier).number).wait_for()
    orchard.open("/supply/orders/").get_by_role("link", name=Order.objects.get(supplier=town.rival_supplier).number).wait_for()
    village.open(link).get_by_text("选用了其他报价").wait_for()
    assert differences() == []
    assert [fault for visitor in (buyer, desk, harvest, orchard, village) for fault in visitor.faults] == []


def test_one_pool_fills_and_one_fails(clock: None, door: Door) -> None:
    at = pooling.street()
    second = at.neighbours[0]
    supplier = door.enter(at.town.wholesaler, "zh-hans", size=PHONE)
    supplier.open("/supply/pools/")
    looked_at(supplier, PHONE, "ladders")
    opener, neighbour = door.enter(at.town.owner, "en", size=PHONE), door.enter(second[0], "zh-hans", size=DESKTOP)
    page = opener.open("/shop/pools/")
    looked_at(opener, PHONE, "pools")
    page.get_by_role("link", name="Open", exact=True).first.click()
    page.locator("#quantity").fill("20")
    looked_at(opener, PHONE, "open a pool")
    page.get_by_role("button", name="Open the pool").click()
    page.get_by_text("10 piece more").wait_for()
    looked_at(opener, PHONE, "pool")
    pool = Pool.objects.get()
    hers = neighbour.open("/shop/pools/")
    hers.get_by_role("link", name="Case").first.click()
    hers.locator("#quantity").fill("40")
    hers.get_by_role("button", name="加入").click()
    hers.get_by_role("button", name="确认并冻结定金").click()
    hers.get_by_text("已冻结").wait_for()
    looked_at(neighbour, DESKTOP, "pool")
    page.get_by_text("60 piece from 2 shops").wait_for()
    settle_due(at=pool.closes_at)
    opener.open(f"/shop/pools/{pool.pk}/").get_by_text("It filled").wait_for()
    order = Member.objects.get(pool=pool, shop=second[1]).order
    assert order is not None
    assert (order.total_minor, order.lines.get().unit_minor) == (40 * 6_500, 6_500)
    neighbour.open(f"/purchases/{order.pk}/").get_by_text(order.number).first.wait_for()
    failing = pooling.opened(at, "10")
    before = free_of(deposit_of(at.town.shop.party_id))
    settle_due(at=failing.closes_at + timedelta(seconds=1))
    opener.open(f"/shop/pools/{failing.pk}/").get_by_text("Too little came together").wait_for()
    assert free_of(deposit_of(at.town.shop.party_id)) == before + 10 * 7_000 // 5
    assert differences() == []
    assert [*opener.faults, *neighbour.faults, *supplier.faults] == []
