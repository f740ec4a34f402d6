"""The named cast: who acts in the tests, and the town corner they act in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from merchants.catalog.public import Article, Sku, add_sku, sold_by
from merchants.shops.public import Profile, Shop, around, every_day, open_shop
from merchants.stock.public import ReceiptLine, receive_stock

# A Tuesday, ten in the morning in the town.
MORNING = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
STREET = (Decimal("30.600000"), Decimal("122.900000"))
BANK = platform("test")


def actor(person: Person) -> Actor:
    return Actor(person_id=person.pk, party_id=person.party_id)


@transaction.atomic
def person(name: str, *, money_minor: int = 0, at: datetime = MORNING) -> Person:
    """Somebody with a bank account, and some money in it."""
    made = register_person(email=f"{name}-{uuid4().hex[:8]}@example.test", name_zh=name, name_en=name, password=None, at=at)
    money(made, money_minor, at=at)
    return made


def money(who: Person, amount_minor: int, *, at: datetime = MORNING) -> None:
    """A bank account, and some money in it."""
    party_money(who.party_id, amount_minor, at=at)


@transaction.atomic
def party_money(party_id: UUID, amount_minor: int, *, at: datetime = MORNING) -> None:
    """The same, of any party's."""
    account = deposit_of(party_id)
    open_accounts([account])
    if amount_minor:
        legs = [Leg(bank_account("cash", spread_by=account), -amount_minor), Leg(account, amount_minor)]
        post_transfer(key=f"opening/{party_id}", kind="opening", legs=legs, at=at)


@transaction.atomic
def shop(owner: Person, name: str = "Corner", *, at: datetime = MORNING, **profile: Any) -> Shop:
    party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh=name, name_en=name, at=at)
    values = {
        "name_zh": name,
        "name_en": name,
        "category": "grocer",
        "lat": STREET[0],
        "lng": STREET[1],
        "opened_on": at.date(),
        "zones": around(2000, fee_minor=300, min_order_minor=1000),
        **profile,
    }
    return open_shop(party=party, owner=owner, profile=Profile(**values), hours=every_day(0, 1440), by=BANK, at=at)


@transaction.atomic
def clerk(keeper_of: Shop, name: str = "clerk", *, at: datetime = MORNING) -> Person:
    made = person(name)
    give_role(person=made, party=Party.objects.get(pk=keeper_of.party_id), role=Membership.Role.CLERK, at=at)
    return made


@transaction.atomic
def banker(role: str, name: str = "banker", *, at: datetime = MORNING) -> Person:
    made = person(name)
    unit = Party.objects.filter(kind=Party.Kind.BANK_UNIT).first() or register_party(kind=Party.Kind.BANK_UNIT, name_zh="银行", name_en="Bank", at=at)
    give_role(person=made, party=unit, role=role, at=at)
    return made


def article(
    of: Shop, owner: Person, *, price_minor: int = 500, stock: str = "50", name: str = "Milk", unit: str = "piece", at: datetime = MORNING
) -> Sku:
    """An article on sale, with so much of it on the shelf."""
    goods = Article(code=uuid4().hex[:10], name_zh=name, name_en=name, price_minor=price_minor, units=sold_by(unit))
    sku = add_sku(shop_id=of.pk, article=goods, by=actor(owner), at=at)
    if Decimal(stock):
        line = ReceiptLine(sku.pk, Decimal(stock), price_minor * 7 // 10)
        receive_stock(shop_id=of.pk, lines=[line], key=uuid4().hex, by=actor(owner), at=at)
    return sku


@dataclass(frozen=True)
class Corner:
    """An owner with a shop that sells milk, a rival, and a resident with money."""

    owner: Person
    shop: Shop
    milk: Sku
    bread: Sku
    rival: Person
    rival_shop: Shop
    resident: Person
    outsider: Person

    @property
    def sku_ids(self) -> list[UUID]:
        return [self.milk.pk, self.bread.pk]


def corner(*, stock: str = "50", money_minor: int = 100_000, **profile: Any) -> Corner:
    owner, rival = person("owner"), person("rival")
    mine, other = shop(owner, "Corner", **profile), shop(rival, "Rival")
    return Corner(
        owner,
        mine,
        article(mine, owner, stock=stock),
        article(mine, owner, price_minor=1250, name="Bread", stock=stock),
        rival,
        other,
        person("resident", money_minor=money_minor),
        person("outsider"),
    )
