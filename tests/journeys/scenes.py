"""A day in the middle of trade, with something in every room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.consent.public import CASH_ADVICE, CREDIT_ASSESSMENT, give_consent
from ecosystem.identity.public import Party, Person
from ecosystem.kernel import clock
from ecosystem.ledger.public import prove_books
from ecosystem.payments.public import BANK_ACCOUNT
from lending.loans.actions import open_loan
from lending.offers.actions import agree_and_ask
from lending.policy.models import Decision
from merchants.catalog.public import Article, Sku, add_sku
from merchants.orders.public import Order, Wanted, accept_order, errand, mark_ready
from merchants.payouts.actions import pay_out
from merchants.payouts.public import Payout
from merchants.shops.public import Shop, SpecialDay, set_special_days
from merchants.stock.public import ReceiptLine, receive_stock
from merchants.till.actions import ring_up
from residents.baskets.actions import pay_order
from residents.baskets.public import Wish, checkout, put_in_basket, quote_for
from residents.nearby.actions import keep_shop
from tests import cast
from tests.cast import Corner
from tests.journeys import grouping, lending, outside, rooms, supply, words
from tests.journeys.screen import Screen
from tests.journeys.street import Street, somebody, street
from tests.lending.loans.cast import terms

VEGETABLES = ("蔬菜", "Vegetables")
GREENS = (
    Article("greens", "上海青", "Pak choi", 480, "vegetable", "500 g", *VEGETABLES),
    Article("tomato", "番茄", "Tomatoes", 650, "tomato", "500 g", *VEGETABLES),
    Article("egg", "土鸡蛋", "Farm eggs", 1_580, "egg", "10 枚", "蛋", "Eggs"),
)


@dataclass(frozen=True)
class Scene:
    town: Street
    grocer: Person
    greens: Shop
    starter: Person
    newcomer: Person
    order: Order
    in_hand: Order
    errand_id: UUID
    counter_sale: Order
    decision_id: UUID
    payout_id: UUID
    rooms: list[Screen]


def bought(buyer: Person, wanted: Iterable[tuple[Sku, int]], *, at: datetime, note: str = "", delivered_to: Street | None = None) -> list[Order]:
    """What the basket's page would buy: one order a shop."""
    by = cast.actor(buyer)
    for sku, quantity in wanted:
        put_in_basket(sku_id=sku.pk, quantity=Decimal(quantity), by=by, at=at)
    assert by.party_id
    place = delivered_to.landmark if delivered_to else None
    where = (place.lat, place.lng) if place else None
    wish = Wish(
        quote=quote_for(by.party_id, where=where, at=at).digest,
        channel="delivery" if place else "pickup",
        method=BANK_ACCOUNT,
        deliver_to=f"{place.name_zh} 3-201" if place else "",
        where=where,
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
    days = [SpecialDay(clock.business_date(now) + timedelta(days=5)), SpecialDay(clock.business_date(now) + timedelta(days=6), ((600, 960),))]
    set_special_days(shop_id=town.shop.pk, days=days, seen_version=Shop.objects.get(pk=town.shop.pk).version, by=owner, at=now)
    _lent_and_withheld(greens, vegetables, grocer, town.resident, now)
    give_consent(party_id=greens.party_id, purpose=CASH_ADVICE.code, key="ahead", by=cast.actor(grocer), at=now)
    [brought] = bought(town.resident, [(town.skus[0], 2)], at=now - timedelta(minutes=25), delivered_to=town)
    accept_order(order_id=brought.pk, by=owner, at=now - timedelta(minutes=20))
    mark_ready(order_id=brought.pk, by=owner, at=now - timedelta(minutes=2))
    two_shops = bought(town.resident, [(town.skus[1], 1), (vegetables[0], 2), (vegetables[2], 1)], at=now - timedelta(minutes=3))
    [packed] = bought(town.resident, [(town.skus[4], 2), (town.skus[5], 1)], at=now - timedelta(minutes=2))
    accept_order(order_id=packed.pk, by=owner, at=now - timedelta(minutes=1))
    [order] = bought(town.resident, [(town.skus[0], 1), (town.skus[2], 3)], at=now, note=note)
    sale = [Wanted(town.skus[1].pk, Decimal(2), town.skus[1].price_minor)]
    counter_sale = ring_up(shop_id=town.shop.pk, wanted=sale, key=uuid4().hex, by=owner, at=now)
    agree_and_ask(party_id=town.shop.party_id, purpose_sha256=CREDIT_ASSESSMENT.sha256, key=uuid4().hex, by=owner, at=now)
    newcomer = somebody("newcomer@demo.twin", "新来的", "Newcomer", money_minor=10_000, at=now)
    corner = Corner(town.owner, town.shop, town.skus[0], town.skus[1], grocer, greens, town.resident, newcomer)
    filled = list(_rooms(corner, town, starter, vegetables[0]))
    for sku in (town.skus[1], town.skus[3], vegetables[1]):
        put_in_basket(sku_id=sku.pk, quantity=Decimal(1), by=cast.actor(town.resident), at=now)
    for shop in (town.shop, noodles):
        keep_shop(shop_id=shop.pk, by=cast.actor(town.resident), at=now)
    prove_books(at=now)
    decision = Decision.objects.get(party_id=town.shop.party_id).pk
    filled += lending.desk_screens(town.officer, town.risk, greens.party_id, now)
    paid = Payout.objects.filter(shop=town.shop).values_list("pk", flat=True)[0]
    return Scene(town, grocer, greens, starter, newcomer, order, packed, two_shops[0].errand_id, counter_sale, decision, paid, filled)


def _rooms(corner: Corner, town: Street, starter: Person, vegetable: Sku) -> Iterator[Screen]:
    """What the other rooms have to show; a promotion changes prices, so that deals come after the orders."""
    neighbour, market = (corner.rival, corner.rival_shop), supply.market(corner)
    Shop.objects.filter(pk=corner.rival_shop.pk).update(neighbourhood=town.landmark.neighbourhood)
    yield from rooms.goods_screens(corner, town.skus[6], town.skus[2])
    yield from rooms.counter_screens(corner)
    yield from rooms.stock_screens(corner)
    yield from rooms.money_back_screens(corner, town.operator)
    yield from words.review_screens(corner, town.operator, starter)
    yield from rooms.people_screens(corner)
    yield from rooms.delivery_screens(corner)
    yield from rooms.point_screens(corner)
    yield from rooms.courier_screens(corner)
    yield from supply.purchase_screens(market)
    yield from supply.sourcing_screens(market)
    yield from supply.pool_screens(market, neighbour, vegetable)
    yield from supply.joining_screens(town.landmark, town.operator, starter)
    yield from outside.paying_screens(corner)
    yield from outside.weighing_screens(corner)
    yield from outside.serving_screens(corner, market.wholesaler)
    yield from outside.statement_screens(corner)
    yield from outside.year_screens()
    yield from rooms.deal_screens(corner, town.operator)
    yield from grouping.group_screens(corner)
    yield from grouping.round_screens(corner, town.landmark)
    yield from grouping.wallet_screens(corner)
    yield from grouping.member_screens(corner)
    yield from grouping.family_screens(corner)
    yield from rooms.report_screens(corner, town.operator)
    yield from rooms.bank_screens(town.operator)
