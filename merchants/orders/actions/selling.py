"""A sale over the counter: the goods are in the buyer's hands when it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import inner
from merchants.catalog.public import Terms, Unit, terms_of
from merchants.shops.public import ServingShop
from merchants.stock.public import Demand, Shelf, checked_quantity, reserve

from .. import rules
from ..errors import NothingOrdered, SaleIdTaken, TooManyLines
from ..models import Line, Order
from .placing import Draft, draft_order


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold at which price, less a discount. An open amount lies on no shelf; its name comes along."""

    want: rules.Wanted
    discount_minor: int = 0
    open_name: tuple[str, str] | None = None

    @property
    def gross_minor(self) -> int:
        return line_minor(self.want.shown_minor, self.want.quantity)


@inner
def place_sale(
    *, order_id: UUID, shop: ServingShop, channel: str, sold: Sequence[Sold], buyer_id: UUID | None, at: datetime
) -> tuple[Order, dict[UUID, Shelf]]:
    """Write down a sale as it was rung up, and promise its goods; it waits for its money.

    Opening hours don't matter, the buyer stands at the counter; nor do prices: what the shelves
    ask now is returned beside the order, and the caller decides.

    Raises:
        NothingOrdered, TooManyLines, BadQuantity, WholeOnly: what is sold is no sale.
        SoldOut: the shelf has too little.
        SaleIdTaken: another order has this id.
    """
    if not sold:
        raise NothingOrdered
    if len(sold) > rules.MAX_LINES:
        raise TooManyLines(most=rules.MAX_LINES)
    if Order.objects.filter(pk=order_id).exists():
        raise SaleIdTaken
    terms = terms_of(shop.id, [one.want.sku_id for one in sold])
    on_shelves = [_demand(position, one, terms) for position, one in enumerate(sold, start=1) if one.open_name is None]
    shelves = reserve(shop_id=shop.id, order_id=order_id, demands=on_shelves) if on_shelves else {}
    lines = [_line(order_id, position, one, shelves, terms.get(one.want.sku_id)) for position, one in enumerate(sold, start=1)]
    order = draft_order(
        order_id,
        Draft(shop=shop, channel=channel, wanted=tuple(one.want for one in sold)),
        buyer_id=buyer_id,
        errand_id=order_id,
        goods_minor=sum(line.gross_minor for line in lines),
        discount_minor=sum(line.discount_minor for line in lines),
        at=at,
    )
    order.save(force_insert=True)
    Line.objects.bulk_create(lines)
    return order, shelves


def _demand(position: int, one: Sold, terms: dict[UUID, Terms]) -> Demand:
    """What the line takes from its shelf, in base units; an article that the shop does not have is left to the shelf to refuse."""
    quantity, known = checked_quantity(one.want.quantity), terms.get(one.want.sku_id)
    return Demand(position, one.want.sku_id, known.base_of(quantity) if known else quantity)


def _line(order_id: UUID, position: int, one: Sold, shelves: dict[UUID, Shelf], terms: Terms | None) -> Line:
    shelf = shelves.get(one.want.sku_id)
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
    )
