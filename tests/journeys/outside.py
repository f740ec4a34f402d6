"""Screens of what comes from outside: money by an acquirer or a static code, a statement of takings, the wholesaler's year."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.models import Payment
from ecosystem.payments.simulators.acquirer import NAME
from merchants.orders.actions import weigh_order
from merchants.orders.public import Order, Wanted, accept_order
from merchants.shops.public import Shop, set_tables
from merchants.takings.actions import take_in_statement, upload_statement
from merchants.till.actions import collect, ring_up
from merchants.wholesale.settling import EMAIL
from residents.baskets.actions import pay_order
from tests import cast
from tests.buying import D
from tests.cast import MORNING, Corner, actor
from tests.journeys.screen import Screen
from tests.merchants.takings.test_takings import TABLE, csv_of
from tests.merchants.wholesale.test_load import load
from tests.pictures import drawn
from tests.trading import buy


def paying_screens(town: Corner) -> Iterator[Screen]:
    """A sale whose payment an acquirer was asked for, and money that came by the shop's static code."""
    now, owner, payer = clock.now(), actor(town.owner), actor(town.resident)
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, D(1), town.milk.price_minor)], key=uuid4().hex, by=owner, at=now)
    pay_order(order_id=sale.pk, method=NAME, key=uuid4().hex, by=payer, at=now)
    work_on_all(at=now)
    asked = Payment.objects.get(shares__document_id=Order.objects.get(pk=sale.pk).pk)
    came = collect(shop_id=town.shop.pk, amount_minor=1_234, note="鸡蛋", method="bank_account", key=uuid4().hex, by=payer, at=now)
    came.refresh_from_db()
    yield Screen("shop-pay", f"/s/{town.shop.pk}/pay/", town.resident)
    yield Screen("my-code", "/pay/code/", town.resident)
    yield Screen("paying", f"/pay/{asked.pk}/waiting/", town.resident)
    yield Screen("acquirer", f"/simulated-acquirer/{asked.pk}/", town.resident)
    yield Screen("paid-slip", f"/pay/{came.payment_id}/done/", town.resident)
    yield Screen("received", "/shop/till/received/", town.owner)


def weighing_screens(town: Corner) -> Iterator[Screen]:
    """An order that waits for the scale, and one that was on it: what shop and buyer see of each."""
    by = actor(town.owner)
    Shop.objects.filter(pk=town.shop.pk).update(weigh_margin_bp=1_000)
    pears = cast.article(town.shop, town.owner, name="Pears", price_minor=1_180, unit="kg")
    type(pears).objects.filter(pk=pears.pk).update(name_zh="香梨")
    waits, done = (accept_order(order_id=buy(town.resident, pears, "1.2").pk, by=by, at=MORNING) for _ in range(2))
    weigh_order(order_id=done.pk, weights={1: D("1.135")}, shots=[taken(drawn(240))], key="scale", by=by, at=MORNING)
    yield Screen("to-weigh", f"/shop/orders/{waits.pk}/", town.owner)
    yield Screen("held-for-the-scale", f"/orders/{waits.pk}/", town.resident)
    yield Screen("weighed", f"/shop/orders/{done.pk}/?view=support", town.owner)
    yield Screen("weighed-packing", f"/shop/orders/{done.pk}/", town.owner)
    yield Screen("weighed-receipt", f"/orders/{done.pk}/", town.resident)


def serving_screens(town: Corner, supplier: Person) -> Iterator[Screen]:
    yield Screen("serving", f"/shop/{town.shop.pk}/serving/", town.owner)
    yield Screen("slots", f"/shop/{town.shop.pk}/slots/", town.owner)
    yield Screen("zones", f"/shop/{town.shop.pk}/zones/", town.owner)
    seen = Shop.objects.get(pk=town.shop.pk).version
    set_tables(shop_id=town.shop.pk, names=["1", "2", "靠窗"], seen_version=seen, by=actor(town.owner), at=clock.now())
    yield Screen("tables", f"/shop/{town.shop.pk}/tables/", town.owner)
    yield Screen("shop-at-table", f"/s/{town.shop.pk}/?place=2", town.resident)
    yield Screen("purchases-earlier", "/shop/purchases/earlier/", town.owner)
    yield Screen("supply-earlier", "/supply/orders/earlier/", supplier)


def statement_screens(town: Corner) -> Iterator[Screen]:
    by, now = actor(town.owner), clock.now()
    told = {"shop_id": town.shop.pk, "by": by, "at": now}
    taken = upload_statement(platform="美团", name="十月.csv", content=csv_of(*TABLE), **told)
    take_in_statement(statement_id=taken.pk, by=by, at=now)
    tried = upload_statement(platform="饿了么", name="错.csv", content=csv_of(TABLE[0], ["E-1", "2026-11-02 18:30", "abc", ""]), **told)
    yield Screen("takings", "/shop/takings/", town.owner)
    yield Screen("statement-taken", f"/shop/takings/{taken.pk}/", town.owner)
    yield Screen("statement-tried", f"/shop/takings/{tried.pk}/", town.owner)


def year_screens() -> Iterator[Screen]:
    load()
    yield Screen("year", "/supply/year/", Person.objects.get(email=EMAIL))
