"""A sale over the counter: the goods are in the buyer's hands when it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import inner
from merchants.catalog.public import ChoiceBelowNothing, Unit
from merchants.promotions.public import NO_DEAL, Deal, Piece, free_flash_stock
from merchants.shops.public import ServingShop
from merchants.stock.public import Demand, Shelf, SoldOut, checked_quantity, reserve, sell_at_counter, shelves_at

from .. import rules
from ..errors import NothingOrdered, SaleIdTaken, TooManyLines
from ..models import Line, Order
from .dealing import NOTHING_HELD, Held, keep_held
from .placing import Draft, draft_order
from .pricing import Priced, priced


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold at which price, less a discount. An open amount lies on no shelf; its name comes along."""

    want: rules.Wanted
    discount_minor: int = 0
    open_name: tuple[str, str] | None = None

    @property
    def gross_minor(self) -> int:
        return line_minor(self.want.shown_minor, self.want.quantity)


def pieces_sold(sold: Sequence[Sold]) -> list[Piece]:
    """The lines as promotions look at them: what the seller took off is off before."""
    return [Piece(position, one.want.sku_id, one.want.shown_minor, one.want.quantity, one.discount_minor) for position, one in enumerate(sold, 1)]


@dataclass(frozen=True, slots=True)
class Placed:
    """A sale as it was written down, with what its articles are on the shelf of now.

    ``asks_minor`` is the price that the shop asks for each line now, with what was chosen; ``below`` is how far goods
    went below what their shelves had, of the one that went furthest; nothing is none.
    """

    order: Order
    shelves: dict[UUID, Shelf]
    asks_minor: tuple[int, ...]
    below: Decimal


@inner
def place_sale(
    *,
    order_id: UUID,
    shop: ServingShop,
    channel: str,
    sold: Sequence[Sold],
    held: Held = NOTHING_HELD,
    buyer_id: UUID | None,
    by: Actor,
    at: datetime,
) -> Placed:
    """Write down a sale as it was rung up, and promise its goods; it waits for its money. ``held`` is what promotions give it.

    Opening hours don't matter, the buyer stands at the counter; nor do prices: what the shop
    asks now is returned beside the order, and the caller decides. Where too little is on a shelf
    and the shop lets its counter go below, the goods leave it at once: they are in the buyer's hands.

    Raises:
        NothingOrdered, TooManyLines, BadQuantity, WholeOnly: what is sold is no sale.
        BadChoice, ChoiceGone, ChoiceBelowNothing: what was chosen with it.
        SoldOut: the shelf has too little, and may not hold less than nothing.
        SaleIdTaken: another order has this id.
    """
    _require_new_sale(order_id, sold)
    known, demands = _known(shop, sold, at)
    deal = held.deals.get(order_id, NO_DEAL)
    free_flash_stock(shop_id=shop.id, deal=deal, sku_ids=[demand.sku_id for demand in demands])
    shelves, below = _taken(shop, order_id, demands, by=by, at=at) if demands else ({}, Decimal(0))
    lines = _lines(order_id, sold, shelves, known, deal)
    draft = Draft(shop=shop, channel=channel, wanted=tuple(one.want for one in sold))
    goods, off = sum(line.gross_minor for line in lines), sum(line.discount_minor for line in lines)
    order = draft_order(order_id, draft, buyer_id=buyer_id, errand_id=order_id, goods_minor=goods, discount_minor=off, at=at)
    order.save(force_insert=True)
    Line.objects.bulk_create(lines)
    keep_held(held=held, orders=[order], buyer_id=buyer_id, at=at)
    asks = [_asked(one, shelves, known.get(position)) for position, one in enumerate(sold, start=1)]
    return Placed(order, shelves, tuple(asks), below)


def _require_new_sale(order_id: UUID, sold: Sequence[Sold]) -> None:
    """Raises ``NothingOrdered``, ``TooManyLines`` or ``SaleIdTaken``."""
    if not sold:
        raise NothingOrdered
    if len(sold) > rules.MAX_LINES:
        raise TooManyLines(most=rules.MAX_LINES)
    if Order.objects.filter(pk=order_id).exists():
        raise SaleIdTaken


def _lines(order_id: UUID, sold: Sequence[Sold], shelves: dict[UUID, Shelf], known: dict[int, Priced], deal: Deal) -> list[Line]:
    """The lines as they were rung up, with what promotions take off each."""
    lines = [_line(order_id, position, one, shelves, known.get(position)) for position, one in enumerate(sold, start=1)]
    for line, off in zip(lines, deal.discounts(len(lines)), strict=True):
        line.discount_minor += off
    return lines


@inner
def _known(shop: ServingShop, sold: Sequence[Sold], at: datetime) -> tuple[dict[int, Priced], list[Demand]]:
    """The articles among the lines by their position, with what they need of the shelves."""
    for one in sold:
        checked_quantity(one.want.quantity)
    named = [position for position, one in enumerate(sold, start=1) if one.open_name is None]
    lines, demands = priced(shop_id=shop.id, wanted=[sold[position - 1].want for position in named], at=at, at_counter=True)
    return dict(zip(named, lines, strict=True)), demands


@inner
def _taken(shop: ServingShop, order_id: UUID, demands: Sequence[Demand], *, by: Actor, at: datetime) -> tuple[dict[UUID, Shelf], Decimal]:
    """The shelves that promise the goods, or from which they are gone already, and how far one then was below nothing."""
    try:
        # A savepoint: shelves that had enough give back what was promised of them.
        with transaction.atomic():
            return reserve(shop_id=shop.id, order_id=order_id, demands=demands), Decimal(0)
    except SoldOut:
        moved = sell_at_counter(shop_id=shop.id, sale_id=order_id, demands=demands, by=by, at=at)
        return shelves_at({movement.level.sku_id for movement in moved}), max(movement.level.gap for movement in moved)


def _asked(one: Sold, shelves: dict[UUID, Shelf], known: Priced | None) -> int:
    """What the shop asks for one of it now, with what was chosen. Raises ``ChoiceBelowNothing``."""
    if known is None or one.want.sku_id not in shelves:
        return one.want.shown_minor
    asks = shelves[one.want.sku_id].price_minor + known.modifiers_minor
    if asks <= 0:
        raise ChoiceBelowNothing(name=shelves[one.want.sku_id].name_en)
    return asks


def _line(order_id: UUID, position: int, one: Sold, shelves: dict[UUID, Shelf], known: Priced | None) -> Line:
    shelf = shelves.get(one.want.sku_id)
    terms = known.terms if known else None
    names = one.open_name or ((shelf.name_zh, shelf.name_en) if shelf else ("", ""))
    return Line(
        order_id=order_id,
        position=position,
        sku_id=one.want.sku_id,
        name_zh=names[0],
        name_en=names[1],
        size=terms.size if terms else "",
        unit=terms.units.sale if terms else Unit.PIECE,
        unit_minor=one.want.shown_minor,
        quantity=one.want.quantity,
        gross_minor=one.gross_minor,
        discount_minor=one.discount_minor,
        modifiers=list(known.modifiers) if known else [],
        modifiers_minor=known.modifiers_minor if known else 0,
        tax_bp=terms.tax_bp if terms else None,
    )
