"""A day in the middle of trade, and every first page that somebody meets on it: full, empty, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from playwright.sync_api import Page

from ecosystem.consent.public import CREDIT_ASSESSMENT
from ecosystem.identity.public import Party, Person
from ecosystem.ledger.public import prove_books
from ecosystem.payments.public import BANK_ACCOUNT
from lending.loans.actions import open_loan
from lending.offers.actions import agree_and_ask
from lending.policy.models import Decision
from merchants.catalog.public import Article, Sku, add_sku
from merchants.orders.public import Order, Wanted, accept_order, errand, mark_ready
from merchants.payouts.actions import pay_out
from merchants.shops.public import Shop
from merchants.stock.public import ReceiptLine, receive_stock
from merchants.till.actions import ring_up
from residents.baskets.actions import pay_order
from residents.baskets.public import Wish, checkout, put_in_basket, quote_for
from tests import cast
from tests.journeys.street import Street, somebody, street
from tests.lending.loans.cast import terms

VEGETABLES = ("蔬菜", "Vegetables")
GREENS = (
    Article("greens", "上海青", "Pak choi", 480, "vegetable", "500 g", *VEGETABLES),
    Article("tomato", "番茄", "Tomatoes", 650, "tomato", "500 g", *VEGETABLES),
    Article("egg", "土鸡蛋", "Farm eggs", 1_580, "egg", "10 枚", "蛋", "Eggs"),
)


@dataclass(frozen=True)
class Screen:
    """A page, who looks at it, and what she does there before it is looked at. ``status`` is what a refused page answers."""

    name: str
    path: str
    who: Person | None
    first: Callable[[Page], None] | None = None
    status: int = 200


@dataclass(frozen=True)
class Scene:
    town: Street
    grocer: Person
    greens: Shop
    starter: Person
    newcomer: Person
    order: Order
    errand_id: UUID
    counter_sale: Order
    decision_id: UUID


def bought(buyer: Person, wanted: Iterable[tuple[Sku, int]], *, at: datetime, note: str = "", delivered_to: Street | None = None) -> list[Order]:
    """What the basket's page would buy: one order a shop."""
    by = cast.actor(buyer)
    for sku, quantity in wanted:
        put_in_basket(sku_id=sku.pk, quantity=Decimal(quantity), by=by, at=at)
    assert by.party_id
    place = delivered_to.landmark if delivered_to else None
    wish = Wish(
        quote=quote_for(by.party_id, at=at).digest,
        channel="delivery" if place else "pickup",
        method=BANK_ACCOUNT,
        deliver_to=f"{place.name_zh} 3-201" if place else "",
        where=(place.lat, place.lng) if place else None,
        note=note,
    )
    return list(errand(checkout(wish=wish, key=uuid4().hex, by=by, at=at), by.party_id))


def _greengrocer(grocer: Person, at: datetime) -> tuple[Shop, list[Sku]]:
    by = cast.actor(grocer)
    shop = cast.shop(grocer, "Bridge Greens", at=at, name_zh="桥头菜摊", category="greengrocer", lat=cast.STREET[0] + Decimal("0.0012"))
    skus = [add_sku(shop_id=shop.pk, article=article, by=by, at=at) for article in GREENS]
    lines = [ReceiptLine(sku.pk, Decimal(400), sku.price_minor * 6 // 10) for sku in skus]
    receive_stock(shop_id=shop.pk, lines=lines, key=uuid4().hex, by=by, at=at)
    return shop, skus


def _lent_and_withheld(scene_shop: Shop, skus: list[Sku], grocer: Person, buyer: Person, at: datetime) -> None:
    """A line opened ten days ago, and a payout of which a share repaid it."""
    by = cast.actor(grocer)
    with transaction.atomic():
        open_loan(borrower_id=scene_shop.party_id, offer_id=uuid4(), terms=terms(), principal_minor=200_000, by=by, at=at - timedelta(days=10))
    wanted = [Wanted(sku.pk, Decimal(12), sku.price_minor) for sku in skus]
    sold = ring_up(shop_id=scene_shop.pk, wanted=wanted, key=uuid4().hex, by=by, at=at - timedelta(days=2))
    pay_order(order_id=sold.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=cast.actor(buyer), at=at - timedelta(days=2))
    pay_out(shop_id=scene_shop.pk, key=uuid4().hex, by=by, at=at - timedelta(days=1))


def scene(*, note: str, now: datetime) -> Scene:
    """Orders wait, an offer stands, a line is drawn, a basket is half full; and two people who have only begun."""
    town = street(now=now)
    long_ago = now - timedelta(days=91)
    grocer = somebody("grocer@demo.twin", "何静", "Jing He", at=long_ago)
    greens, vegetables = _greengrocer(grocer, long_ago)
    Party.objects.filter(pk=greens.party_id).update(name_zh=greens.name_zh)
    starter = somebody("starter@demo.twin", "方远", "Yuan Fang", at=now)
    noodles = cast.shop(starter, "Corner Noodles", at=now, name_zh="街角面馆", category="deli", lng=cast.STREET[1] + Decimal("0.002"))
    Party.objects.filter(pk=noodles.party_id).update(name_zh=noodles.name_zh)
    Shop.objects.filter(pk=town.shop.pk).update(neighbourhood=town.landmark.neighbourhood)
    owner = cast.actor(town.owner)
    _lent_and_withheld(greens, vegetables, grocer, town.resident, now)
    [brought] = bought(town.resident, [(town.skus[0], 2)], at=now - timedelta(minutes=25), delivered_to=town)
    accept_order(order_id=brought.pk, by=owner, at=now - timedelta(minutes=20))
    mark_ready(order_id=brought.pk, by=owner, at=now - timedelta(minutes=2))
    two_shops = bought(town.resident, [(town.skus[1], 1), (vegetables[0], 2), (vegetables[2], 1)], at=now - timedelta(minutes=3))
    [packed] = bought(town.resident, [(town.skus[4], 2), (town.skus[5], 1)], at=now - timedelta(minutes=2))
    accept_order(order_id=packed.pk, by=owner, at=now - timedelta(minutes=1))
    [order] = bought(town.resident, [(town.skus[0], 1), (town.skus[2], 3)], at=now, note=note)
    for sku in (town.skus[1], town.skus[3], vegetables[1]):
        put_in_basket(sku_id=sku.pk, quantity=Decimal(1), by=cast.actor(town.resident), at=now)
    sale = [Wanted(town.skus[1].pk, Decimal(2), town.skus[1].price_minor)]
    counter_sale = ring_up(shop_id=town.shop.pk, wanted=sale, key=uuid4().hex, by=owner, at=now)
    agree_and_ask(party_id=town.shop.party_id, purpose_sha256=CREDIT_ASSESSMENT.sha256, key=uuid4().hex, by=owner, at=now)
    prove_books(at=now)
    newcomer = somebody("newcomer@demo.twin", "新来的", "Newcomer", money_minor=10_000, at=now)
    decision = Decision.objects.get(party_id=town.shop.party_id).pk
    return Scene(town, grocer, greens, starter, newcomer, order, two_shops[0].errand_id, counter_sale, decision)


def stand_somewhere(page: Page) -> None:
    """Choose a place, so that the shops around it are shown with their map."""
    if page.locator("form.places").count():
        page.locator("form.places button").first.click()
        page.wait_for_selector("#search")
    if page.locator("#map").is_visible():
        page.wait_for_selector("#map canvas")


def screens(made: Scene) -> list[Screen]:
    town, owner, resident = made.town, made.town.owner, made.town.resident
    return [
        Screen("welcome", "/", None),
        Screen("sign-in", "/accounts/login/", None),
        Screen("sign-up", "/accounts/signup/", None),
        Screen("code", "/accounts/login/code/", None),
        Screen("password", "/accounts/password/reset/", None),
        Screen("where", "/nearby/", None),
        Screen("missing", "/nowhere/", None, status=404),
        Screen("nearby", "/nearby/", resident, stand_somewhere),
        Screen("shop", f"/s/{town.shop.pk}/", resident),
        Screen("basket", "/basket/", resident),
        Screen("order", f"/orders/{made.order.pk}/", resident),
        Screen("errand", f"/errands/{made.errand_id}/", resident),
        Screen("orders", "/orders/", resident),
        Screen("notices", "/notices/", resident),
        Screen("pay", f"/pay/{made.counter_sale.pk}/", resident),
        Screen("not-hers", "/shop/orders/", resident, status=404),
        *_shop_screens(made, owner),
        Screen("loan", "/credit/loan/", made.grocer),
        Screen("withheld", "/shop/funds/", made.grocer),
        *_empty_screens(made),
        Screen("queue", "/bank/credit/", town.officer),
        Screen("case", f"/bank/credit/{made.decision_id}/", town.officer),
        Screen("books", "/bank/books/", town.operator),
        Screen("offline", "/offline/", None),
    ]


def _shop_screens(made: Scene, owner: Person) -> list[Screen]:
    return [
        Screen("today", "/shop/", owner),
        Screen("board", "/shop/orders/", owner),
        Screen("packing", f"/shop/orders/{made.order.pk}/", owner),
        Screen("goods", "/shop/goods/", owner),
        Screen("article", f"/shop/goods/{made.town.skus[0].pk}/", owner),
        Screen("choices", "/shop/goods/choices/", owner),
        Screen("import", "/shop/goods/import/", owner),
        Screen("purchases", "/shop/purchases/", owner),
        Screen("suppliers", "/shop/purchases/suppliers/", owner),
        Screen("payables", "/shop/purchases/payables/", owner),
        Screen("till", "/shop/till/", owner),
        Screen("collection", f"/shop/till/{made.counter_sale.pk}/", owner),
        Screen("funds", "/shop/funds/", owner),
        Screen("hours", f"/shop/{made.town.shop.pk}/hours/", owner),
        Screen("credit", "/credit/", owner),
        Screen("consents", "/consents/", owner),
    ]


def _empty_screens(made: Scene) -> list[Screen]:
    starter, newcomer = made.starter, made.newcomer
    return [
        Screen("empty-basket", "/basket/", newcomer),
        Screen("empty-orders", "/orders/", newcomer),
        Screen("empty-notices", "/notices/", newcomer),
        Screen("first-day", "/shop/", starter),
        Screen("empty-goods", "/shop/goods/", starter),
        Screen("empty-funds", "/shop/funds/", starter),
        Screen("ask", "/credit/", starter),
        Screen("no-loan", "/credit/loan/", starter),
    ]
