"""A street with a bakery that has traded for three months: every sale was rung up, paid and settled by the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.places.public import Landmark, Neighbourhood
from merchants.catalog.public import Article, Sku, add_sku
from merchants.orders.public import Wanted
from merchants.payouts.actions import pay_out
from merchants.shops.public import Shop
from merchants.stock.public import ReceiptLine, receive_stock
from merchants.till.actions import ring_up
from residents.baskets.actions import pay_order
from tests import cast

DAYS = 90
BREAD, CAKE = ("面包", "Bread"), ("糕点", "Cakes")
GOODS = (
    Article("loaf", "乡村酸面包", "Country sourdough", 1_880, "bread", "500 g", *BREAD),
    Article("toast", "牛奶吐司", "Milk loaf", 1_250, "bread", "450 g", *BREAD),
    Article("bun", "葱油花卷", "Scallion buns", 680, "bread", "4 个", *BREAD),
    Article("baguette", "法棍", "Baguette", 960, "bread", "250 g", *BREAD),
    Article("cake", "桂花米糕", "Osmanthus rice cake", 1_500, "cake", "6 块", *CAKE),
    Article("egg", "蛋挞", "Egg tarts", 1_600, "cake", "4 个", *CAKE),
    Article("birthday", "生日蛋糕", "Birthday cake", 12_800, "cake", "6 寸", *CAKE),
)
OTHERS = (("河边菜摊", "River Greens", "greengrocer"), ("老王肉铺", "Old Wang Meats", "butcher"), ("晨光杂货", "Morning Light Grocer", "grocer"))


@dataclass(frozen=True)
class Street:
    owner: Person
    clerk: Person
    resident: Person
    officer: Person
    risk: Person
    operator: Person
    shop: Shop
    skus: Sequence[Sku]
    landmark: Landmark


@transaction.atomic
def somebody(email: str, name_zh: str, name_en: str, *, money_minor: int = 0, at: datetime) -> Person:
    made = register_person(email=email, name_zh=name_zh, name_en=name_en, password=None, at=at)
    account = deposit_of(made.party_id)
    open_accounts([account])
    if money_minor:
        legs = [Leg(bank_account("cash", spread_by=account), -money_minor), Leg(account, money_minor)]
        post_transfer(key=f"opening/{made.party_id}", kind="opening", legs=legs, at=at)
    return made


def street(*, now: datetime, days: int = DAYS) -> Street:
    began = now - timedelta(days=days + 1)
    owner = somebody("owner@demo.twin", "周梅", "Mei Zhou", at=began)
    shop = cast.shop(owner, "Osmanthus Bakery", at=began, name_zh="桂花面包房", category="bakery")
    Party.objects.filter(pk=shop.party_id).update(name_zh="桂花面包房")
    skus = _stocked(shop, owner, began)
    _other_shops(began)
    made = Street(
        owner,
        _employed("clerk@demo.twin", "小林", "Lin", shop.party_id, began),
        somebody("resident@demo.twin", "陈安", "An Chen", money_minor=200_000, at=began),
        banker("officer@demo.twin", "秦岚", "Lan Qin", Membership.Role.CREDIT_OFFICER, began),
        banker("risk@demo.twin", "贺知", "Zhi He", Membership.Role.RISK_MANAGER, began),
        banker("operator@demo.twin", "陆川", "Chuan Lu", Membership.Role.OPERATOR, began),
        shop,
        skus,
        _landmark(),
    )
    _traded(made, now, days)
    return made


def _stocked(shop: Shop, owner: Person, at: datetime) -> list[Sku]:
    skus = [add_sku(shop_id=shop.pk, article=article, by=cast.actor(owner), at=at) for article in GOODS]
    lines = [ReceiptLine(sku.pk, Decimal(900), sku.price_minor * 6 // 10) for sku in skus]
    receive_stock(shop_id=shop.pk, lines=lines, key=uuid4().hex, by=cast.actor(owner), at=at)
    return skus


def _other_shops(at: datetime) -> None:
    for turn, (name_zh, name_en, category) in enumerate(OTHERS, start=1):
        where = {"lat": cast.STREET[0] + Decimal(turn * 9) / 10_000, "lng": cast.STREET[1] - Decimal(turn * 11) / 10_000}
        cast.shop(cast.person(f"keeper{turn}", at=at), name_en, at=at, name_zh=name_zh, category=category, **where)


@transaction.atomic
def _employed(email: str, name_zh: str, name_en: str, party_id: UUID, at: datetime) -> Person:
    made = register_person(email=email, name_zh=name_zh, name_en=name_en, password=None, at=at)
    give_role(person=made, party=Party.objects.get(pk=party_id), role=Membership.Role.CLERK, at=at)
    return made


@transaction.atomic
def banker(email: str, name_zh: str, name_en: str, role: str, at: datetime) -> Person:
    made = register_person(email=email, name_zh=name_zh, name_en=name_en, password=None, at=at)
    unit = Party.objects.filter(kind=Party.Kind.BANK_UNIT).first() or register_party(
        kind=Party.Kind.BANK_UNIT, name_zh="城南支行", name_en="Southgate branch", at=at
    )
    give_role(person=made, party=unit, role=role, at=at)
    return made


def _landmark() -> Landmark:
    lat, lng = cast.STREET
    corners = [[122.894, 30.597], [122.9065, 30.597], [122.9065, 30.604], [122.894, 30.604], [122.894, 30.597]]
    outline = {"type": "Polygon", "coordinates": [corners]}
    place = Neighbourhood.objects.create(code="n1", name_zh="桥头", name_en="Bridge End", lat=lat, lng=lng, outline=outline)
    return Landmark.objects.create(code="n1-1", neighbourhood=place, name_zh="梧桐苑", name_en="Plane Tree Court", lat=lat, lng=lng)


def _traded(made: Street, now: datetime, days: int) -> None:
    """A sale every other day, to a dozen customers in turn, and what is settled is paid out at the end."""
    keeper = cast.actor(made.owner)
    began = now - timedelta(days=days + 1)
    buyers = [cast.actor(somebody(f"buyer{number}@demo.twin", "客人", "Customer", money_minor=500_000, at=began)) for number in range(12)]
    for turn, day in enumerate(range(days, 0, -2)):
        at = now - timedelta(days=day)
        sku = made.skus[turn % 6]
        wanted = [Wanted(sku.pk, Decimal(8), sku.price_minor), Wanted(made.skus[6].pk, Decimal(1), made.skus[6].price_minor)]
        order = ring_up(shop_id=made.shop.pk, wanted=wanted, key=uuid4().hex, by=keeper, at=at)
        pay_order(order_id=order.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=buyers[turn % 12], at=at + timedelta(minutes=1))
    if days:
        pay_out(shop_id=made.shop.pk, key=uuid4().hex, by=keeper, at=now - timedelta(hours=8))
