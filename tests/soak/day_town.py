"""The bank's town for a day: shops without number to look through, a street that trades, and two hundred residents with telephones."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from ecosystem.kernel import clock
from tests.bench import _street
from tests.bench._served import session_of
from tests.soak import day_ways

SHOPS_AROUND, GOODS_EACH = 150_000, 1
STREET, RESIDENTS, MONEY_MINOR = 24, 200, 5_000_000
GOODS = (("牛奶", "Milk", 500), ("面包", "Bread", 1_250), ("鸡蛋", "Eggs", 1_480), ("苹果", "Apples", 990), ("酱油", "Soysauce", 1_130))


@dataclass
class Stall:
    """A shop of the street, what it sells and offers, and its keeper's session."""

    pk: UUID
    skus: list[UUID]
    cookie: str
    offers: dict[str, UUID]
    slots: bool


@dataclass
class Town:
    stalls: list[Stall]
    cookies: list[str]
    ways: day_ways.Ways
    lat: float = _street.CENTRE[0]
    lng: float = _street.CENTRE[1]
    parties: list[UUID] = field(default_factory=list)


def build(minutes: int, share: float) -> Town:
    """``share`` of a whole day's crowd around; the street is always the same."""
    from tests import cast

    dice = random.Random(7)
    _street.build(dice, max(1_000, int(SHOPS_AROUND * share)), 0.15, goods_each=GOODS_EACH)
    made = [_stall(number) for number in range(STREET)]
    people = [cast.person(f"resident{number}", money_minor=MONEY_MINOR, at=clock.now()) for number in range(RESIDENTS)]
    cookies = [session_of(person) for person in people]
    ways = day_ways.lay([keeping for _stall, *keeping in made], minutes)
    return Town([stall for stall, *_keeping in made], cookies, ways, parties=[person.party_id for person in people])


def _stall(number: int) -> tuple[Stall, Any, Any]:
    """The stall, its shop and its owner."""
    from merchants.shops.public import every, set_slots
    from tests import cast
    from tests.cast import actor

    at = clock.now()
    owner = cast.person(f"keeper{number}", at=at)
    lat, lng = _street.CENTRE[0] + number % 6 / 2_000, _street.CENTRE[1] + number // 6 / 2_000
    shop = cast.shop(owner, f"Stall {number}", at=at, name_zh=f"摊位{number}", lat=round(lat, 6), lng=round(lng, 6))
    skus = [cast.article(shop, owner, name=en, price_minor=price, stock="99000", at=at) for _zh, en, price in GOODS]
    slots = number % 3 == 0
    if slots:
        rows = every("pickup", weekdays=range(7), from_minute=0, until_minute=1440, length=60, max_orders=200)
        set_slots(shop_id=shop.pk, channel="pickup", rows=rows, seen_version=0, by=actor(owner), at=at)
    return Stall(shop.pk, [sku.pk for sku in skus], session_of(owner), _offers(shop, owner, skus), slots), shop, owner


def _offers(shop: Any, owner: Any, skus: list[Any]) -> dict[str, UUID]:
    """A coupon, a group, a voucher and a card: what else a resident may want of a shop."""
    from merchants.vouchers.actions import define_product
    from tests import cast, dealing, grouping
    from tests.cast import Corner, actor
    from tests.merchants.cards import cast as carding
    from tests.merchants.members.cast import programme

    corner = Corner(owner, shop, skus[0], skus[1], owner, shop, owner, owner)
    cast.money(owner, 0)
    at, by = clock.now(), actor(owner)
    coupon = dealing.coupon(corner, threshold_minor=1_500, off_minor=200, total=100_000, per_person=50)
    for_points = dealing.coupon(corner, threshold_minor=1_500, off_minor=100, total=100_000, per_person=50, points=day_ways.COSTS_POINTS)
    voucher = define_product(
        shop_id=shop.pk, sku_id=skus[0].pk, name="Milk card", uses=3, price_minor=1_203, valid_days=30, key=uuid4().hex, by=by, at=at
    )
    programme(corner)
    return {
        "coupon": coupon.pk,
        "for_points": for_points.pk,
        "group": grouping.offered(corner, steps=((2, 400), (3, 350)), hours=1, at=at).pk,
        "voucher": voucher.pk,
        "card": carding.plan(corner, price_minor=3_000, bonus_minor=200, funded=100_000).pk,
    }
