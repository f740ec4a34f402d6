"""Placing an order with one shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY, line_minor, to_text
from ecosystem.kernel.names import in_language
from ecosystem.kernel.verbs import inner
from merchants.shops.public import ServingShop
from merchants.stock.public import Demand, Shelf, checked_quantity, reserve

from .. import rules
from ..errors import BelowMinimum, NothingOrdered, NotOnSale, OutOfRange, PriceChanged, ShopClosed, TooManyLines
from ..models import Line, Order


@dataclass(frozen=True, slots=True)
class Draft:
    """One shop's part of an errand. ``where`` is latitude and longitude of a delivery."""

    shop: ServingShop
    channel: str
    wanted: tuple[rules.Wanted, ...]
    deliver_to: str = ""
    where: tuple[Decimal, Decimal] | None = None
    note: str = ""


@inner
def place_order(*, draft: Draft, buyer_id: UUID | None, errand_id: UUID, at: datetime) -> Order:
    """Freeze prices, reserve the goods, wait for the money until ``pay_until``.

    Without a buyer it is rung up at the counter: whoever does that is there, whatever the hours say.

    Raises:
        ShopClosed, OutOfRange, BelowMinimum: the shop does not serve this now.
        NothingOrdered, TooManyLines, BadQuantity: what is wanted is no order.
        SoldOut, NotOnSale, PriceChanged: the shelf is not what the buyer was shown.
    """
    _require_served(draft, at, at_counter=buyer_id is None)
    order_id = uuid7()
    demands = [Demand(position, want.sku_id, checked_quantity(want.quantity)) for position, want in enumerate(draft.wanted, start=1)]
    shelves = reserve(shop_id=draft.shop.id, order_id=order_id, demands=demands)
    _require_as_shown(draft.wanted, shelves)
    lines = draft_lines(order_id, draft.wanted, shelves)
    order = draft_order(order_id, draft, buyer_id=buyer_id, errand_id=errand_id, goods_minor=sum(line.gross_minor for line in lines), at=at)
    _require_minimum(draft, order)
    order.save(force_insert=True)
    Line.objects.bulk_create(lines)
    return order


def draft_order(order_id: UUID, draft: Draft, *, buyer_id: UUID | None, errand_id: UUID, goods_minor: int, at: datetime) -> Order:
    fee = draft.shop.delivery_fee_minor if draft.channel == Order.Channel.DELIVERY else 0
    return Order(
        id=order_id,
        number=rules.number_of(order_id),
        shop_id=draft.shop.id,
        buyer_id=buyer_id,
        errand_id=errand_id,
        channel=draft.channel,
        status=Order.Status.PENDING_PAYMENT,
        goods_minor=goods_minor,
        delivery_fee_minor=fee,
        total_minor=goods_minor + fee,
        currency=CNY,
        deliver_to=draft.deliver_to,
        note=draft.note,
        placed_at=at,
        pay_until=at + rules.PAY_WITHIN,
    )


def draft_lines(order_id: UUID, wanted: Sequence[rules.Wanted], shelves: dict[UUID, Shelf]) -> list[Line]:
    return [
        Line(
            order_id=order_id,
            position=position,
            sku_id=want.sku_id,
            name_zh=shelves[want.sku_id].name_zh,
            name_en=shelves[want.sku_id].name_en,
            unit_minor=want.shown_minor,
            quantity=want.quantity,
            gross_minor=line_minor(want.shown_minor, want.quantity),
        )
        for position, want in enumerate(wanted, start=1)
    ]


def _require_served(draft: Draft, at: datetime, *, at_counter: bool) -> None:
    shop = draft.shop
    if not draft.wanted:
        raise NothingOrdered
    if len(draft.wanted) > rules.MAX_LINES:
        raise TooManyLines(most=rules.MAX_LINES)
    if not at_counter and not shop.serves_at(at):
        raise ShopClosed(shop=shop.name)
    if draft.channel == Order.Channel.DELIVERY and (draft.where is None or not shop.delivers_to(*draft.where)):
        raise OutOfRange(shop=shop.name)


def _require_as_shown(wanted: Sequence[rules.Wanted], shelves: dict[UUID, Shelf]) -> None:
    gone = [shelf for shelf in shelves.values() if not shelf.on_sale]
    if gone:
        raise NotOnSale(names=", ".join(in_language(shelf.name_zh, shelf.name_en) for shelf in gone))
    moved = [want for want in wanted if shelves[want.sku_id].price_minor != want.shown_minor]
    if moved:
        raise PriceChanged(
            details={
                "items": [
                    {"sku": str(want.sku_id), "shown": to_text(want.shown_minor), "now": to_text(shelves[want.sku_id].price_minor)} for want in moved
                ]
            }
        )


def _require_minimum(draft: Draft, order: Order) -> None:
    minimum = draft.shop.min_order_minor
    if draft.channel == Order.Channel.DELIVERY and order.goods_minor < minimum:
        raise BelowMinimum(shop=draft.shop.name, minimum=to_text(minimum), missing=to_text(minimum - order.goods_minor))
