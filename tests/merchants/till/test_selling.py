"""Cash and tab at the counter: one transaction, every book agreed, nothing for the bank to pay out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from ecosystem.feed.public import FactRow
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import available_of, balance_of, drawer_of, pending_of, tab_of
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.public import Payment, PaymentFailed
from merchants.catalog.public import Sku, SkuNotFound, change_price, take_off_sale
from merchants.customers.public import TabLimitReached, TabOverdue
from merchants.orders.public import NotOnSale, Order, PriceChanged, SaleIdTaken
from merchants.settlement.public import RuleDraft, Settlement, draft_tariff, publish_tariff
from merchants.stock.public import Level, SoldOut
from merchants.till.actions import sell
from merchants.till.errors import BadSaleId, CashTooLittle, CustomerMissing, DiscountTooLarge, NoOpenShift
from merchants.till.models import CashMovement, Sale
from merchants.till.rules import open_code
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold, ticket
from tests.merchants.money import operator
from tests.trading import check_out, differences, order_in, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def facts(town: Corner) -> list[tuple[str, str]]:
    rows = (
        FactRow.objects.filter(about=town.shop.party_id, kind__startswith="trade.")
        .exclude(kind__in=["trade.stock_received", "trade.shop_opened"])
        .order_by("pk")
    )
    return list(rows.values_list("kind", "standing"))


def test_a_cash_sale_is_paid_completed_and_in_the_drawer(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "2"), line(town.bread), tendered_minor=5_000)
    order = Order.objects.get(pk=sale.pk)
    assert (order.status, order.channel, order.tender, order.buyer_id, order.total_minor) == ("completed", "counter", "cash", None, 2_250)
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000 + 2_250
    assert Level.objects.get(sku=town.milk).on_hand == 48
    assert facts(town) == [("trade.order_paid", "claimed"), ("trade.order_settled", "claimed")]
    assert differences() == []


def test_cash_and_tab_leave_the_bank_nothing_to_pay_out(town: Corner) -> None:
    counter.shift(town)
    sold(town, line(town.milk))
    sold(town, line(town.milk), tender="tab", customer=counter.customer(town))
    assert balance_of(pending_of(town.shop.party_id)) == balance_of(available_of(town.shop.party_id)) == 0
    assert Settlement.objects.count() == 0
    assert differences() == []


def test_a_tab_sale_is_owed_and_no_money_moved(town: Corner) -> None:
    wu = counter.customer(town)
    sale = sold(town, line(town.bread, "2"), tender="tab", customer=wu)
    wu.refresh_from_db()
    item = wu.items.get()
    assert (wu.balance_minor, item.open_minor, item.order_id, item.number) == (2_500, 2_500, sale.pk, sale.order.number)
    assert str(item.due_on) == "2026-12-03"
    assert balance_of(tab_of(town.shop.party_id)) == 2_500
    assert facts(town) == [("trade.tab_sold", "claimed")]
    assert Order.objects.get(pk=sale.pk).buyer_id == wu.party_id
    assert differences() == []


def test_an_open_amount_is_sold_without_an_article(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(None, price_minor=1_234), line(town.milk))
    assert sale.order.total_minor == 1_734
    one = sale.order.lines.get(position=1)
    assert (one.name_zh, one.unit_minor, one.sku.code, one.sku.on_sale) == ("自由金额", 1_234, open_code(town.shop.pk), False)
    sold(town, line(None, price_minor=100))
    assert Sku.objects.filter(shop=town.shop, code=open_code(town.shop.pk)).count() == 1
    assert differences() == []


def test_weighed_goods_are_rounded_once_a_line(town: Corner) -> None:
    counter.shift(town)
    nuts = cast.article(town.shop, town.owner, name="Nuts", unit="kg")
    sale = sold(town, line(nuts, "0.333"), line(nuts, "0.333"))
    assert sale.order.total_minor == 167 + 167
    assert differences() == []


@pytest.mark.parametrize(("role", "most"), [("cashier", 25), ("clerk", 50), ("manager", 250), ("owner", 500)])
def test_each_role_gives_its_discount_and_no_fen_more(town: Corner, role: str, most: int) -> None:
    counter.shift(town)
    from tests.staff import staff

    seller = town.owner if role == "owner" else staff(town.shop, role)
    sale = sold(town, line(town.milk, discount_minor=min(most, 499)), line(town.bread), by=seller)
    assert sale.order.discount_minor == min(most, 499)
    assert sale.order.total_minor == 1_750 - sale.order.discount_minor
    assert differences() == []
    if role != "owner":
        before = standing()
        with pytest.raises(DiscountTooLarge):
            sold(town, line(town.milk, discount_minor=most + 1), by=seller)
        assert standing() == before


def test_the_same_sale_again_is_the_same_sale(town: Corner) -> None:
    counter.shift(town)
    one = ticket(line(town.milk))
    first = sell(shop_id=town.shop.pk, ticket=one, by=actor(town.owner), at=MORNING)
    again = sell(shop_id=town.shop.pk, ticket=one, by=actor(cast.clerk(town.shop)), at=MORNING + timedelta(hours=1))
    assert first.pk == again.pk
    assert (Sale.objects.count(), Payment.objects.count()) == (1, 1)
    other = ticket(line(town.milk, "2"), sale=one.sale)
    with pytest.raises(KeyUsedOtherwise):
        sell(shop_id=town.shop.pk, ticket=other, by=actor(town.owner), at=MORNING)


def test_another_shops_sale_id_is_not_told_apart(town: Corner) -> None:
    counter.shift(town)
    theirs = order_in("completed", town)
    with pytest.raises((SaleIdTaken, BadSaleId)):
        sold(town, line(town.milk), sale=theirs.pk)
    assert Sale.objects.count() == 0


def _refused(town: Corner, error: type[DomainError], *lines: counter.TicketLine, **more: object) -> None:
    before = standing(), Sale.objects.count(), CashMovement.objects.count()
    with pytest.raises(error):
        sold(town, *lines, **more)
    assert (standing(), Sale.objects.count(), CashMovement.objects.count()) == before


def test_refusals_change_nothing(town: Corner) -> None:
    wu = counter.customer(town, limit_minor=600)
    _refused(town, NoOpenShift, line(town.milk))
    counter.shift(town)
    _refused(town, CashTooLittle, line(town.milk), tendered_minor=499)
    _refused(town, SoldOut, line(town.milk, "51"))
    _refused(town, PriceChanged, line(town.milk, price_minor=499))
    _refused(town, BadSaleId, line(town.milk), sale=uuid4())
    _refused(town, CustomerMissing, line(town.milk), tender="tab")
    _refused(town, TabLimitReached, line(town.milk, "2"), tender="tab", customer=wu)
    take_off_sale(sku_id=town.bread.pk, by=actor(town.owner), at=MORNING)
    _refused(town, NotOnSale, line(town.bread))
    _refused(town, NotFound, line(town.milk), by=town.rival)
    _refused(town, NotFound, line(town.milk), by=town.outsider)


def test_a_rivals_customer_and_article_are_unknown(town: Corner) -> None:
    counter.shift(town)
    theirs = cast.article(town.rival_shop, town.rival, name="Tea")
    _refused(town, SkuNotFound, line(theirs))
    wu = counter.customer(town)
    before = standing()
    with pytest.raises(NotFound):
        sell(shop_id=town.rival_shop.pk, ticket=ticket(line(theirs), tender="tab", customer=wu), by=actor(town.rival), at=MORNING)
    assert standing() == before


def test_overdue_blocks_new_credit_and_no_cash(town: Corner) -> None:
    counter.shift(town)
    wu = counter.customer(town, days=7)
    sold(town, line(town.milk), tender="tab", customer=wu)
    late = MORNING + timedelta(days=8)
    _refused(town, TabOverdue, line(town.milk), tender="tab", customer=wu, at=late)
    assert sold(town, line(town.milk), customer=wu, at=late).customer_id == wu.pk
    assert differences() == []


def test_the_limit_may_be_reached_to_the_fen(town: Corner) -> None:
    wu = counter.customer(town, limit_minor=1_000)
    sold(town, line(town.milk), tender="tab", customer=wu)
    sold(town, line(town.milk), tender="tab", customer=wu)
    _refused(town, TabLimitReached, line(None, price_minor=1), tender="tab", customer=wu)


@pytest.mark.parametrize("method", ["cash", "tab"])
def test_nobody_pays_an_order_from_home_in_cash_or_on_a_tab(town: Corner, method: str) -> None:
    put(town.resident, town.milk)
    before = standing()
    with pytest.raises(PaymentFailed):
        check_out(town.resident, method=method)
    assert standing() == before


def test_what_the_shop_was_paid_itself_carries_no_commission_whatever_the_tariff(town: Corner) -> None:
    counter.shift(town)
    tomorrow = MORNING + timedelta(days=1)
    tariff = draft_tariff(
        drafts=[RuleDraft({}, Decimal("0.5"))],
        from_on=business_date(tomorrow),
        tax_rate=Decimal(0),
        key="t",
        by=actor(operator("maker")),
        at=MORNING,
    )
    publish_tariff(tariff_id=tariff.pk, by=actor(operator("checker")), at=MORNING)
    sold(town, line(town.milk), at=tomorrow)
    told = FactRow.objects.get(about=town.shop.party_id, kind="trade.order_settled")
    assert (told.standing, told.body["fee_minor"], told.body["net_minor"]) == ("claimed", 0, 500)
    assert not Settlement.objects.exists()
    assert differences() == []


def test_a_new_price_is_the_price(town: Corner) -> None:
    counter.shift(town)
    change_price(sku_id=town.milk.pk, price_minor=600, seen_version=town.milk.version, by=actor(town.owner), at=MORNING)
    town.milk.refresh_from_db()
    assert sold(town, line(town.milk)).order.total_minor == 600
