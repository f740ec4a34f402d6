"""Short ways to keep stock in the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.identity.public import Party
from merchants.catalog.actions import list_variant
from merchants.catalog.models import Variant
from merchants.catalog.public import Sku
from merchants.shops.public import Profile, Shop, every_day, open_shop
from merchants.stock.public import Demand, Level, Movement, ReceiptLine, receive_stock, release, reserve, sell_at_counter
from tests.cast import BANK, MORNING, STREET, Corner, actor


@transaction.atomic
def second_shop(town: Corner, name: str = "Corner Two") -> Shop:
    """Another shop of the same owner's party."""
    profile = Profile(name_zh=name, name_en=name, category="grocer", lat=STREET[0], lng=STREET[1], opened_on=MORNING.date())
    party = Party.objects.get(pk=town.shop.party_id)
    return open_shop(party=party, owner=town.owner, profile=profile, hours=every_day(0, 1440), by=BANK, at=MORNING)


def twin_of(sku: Sku, shop: Shop, town: Corner) -> Sku:
    """The same article in another of the owner's shops."""
    return list_variant(sku_id=sku.pk, shop_id=shop.pk, price_minor=sku.price_minor, by=actor(town.owner), at=MORNING)


def weighed() -> None:
    """From now on every article may be split."""
    Variant.objects.update(whole_only=False)


def level(sku: Sku) -> Level:
    return Level.objects.get(sku=sku)


def standing_of(sku: Sku) -> tuple[Decimal, Decimal, int]:
    row = level(sku)
    return row.on_hand, row.reserved, row.value_minor


def receive(
    town: Corner, sku: Sku, quantity: str, cost_minor: int, *, expires_on: date | None = None, batch: str = "", landed_minor: int = 0
) -> UUID:
    line = ReceiptLine(sku.pk, Decimal(quantity), cost_minor, "maker", batch=batch, expires_on=expires_on)
    owner = actor(town.owner)
    return receive_stock(shop_id=sku.shop_id, lines=[line], key=uuid4().hex, by=owner, at=MORNING, landed_minor=landed_minor).pk


def sell(town: Corner, sku: Sku, quantity: str, *, sale_id: UUID | None = None) -> list[Movement]:
    demands = [Demand(1, sku.pk, Decimal(quantity))]
    with transaction.atomic():
        return sell_at_counter(shop_id=sku.shop_id, sale_id=sale_id or uuid4(), demands=demands, by=actor(town.owner), at=MORNING)


def promise(sku: Sku, quantity: str) -> UUID:
    order_id = uuid4()
    with transaction.atomic():
        reserve(shop_id=sku.shop_id, order_id=order_id, demands=[Demand(1, sku.pk, Decimal(quantity))])
    return order_id


def let_go(order_id: UUID) -> None:
    with transaction.atomic():
        release(order_ids=[order_id])


def last(sku: Sku) -> Movement:
    return Movement.objects.filter(level__sku=sku).latest("pk")
