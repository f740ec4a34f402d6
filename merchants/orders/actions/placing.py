"""Placing an order with one shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY, line_minor, to_text
from ecosystem.kernel.names import in_language
from ecosystem.kernel.verbs import inner
from ecosystem.places.public import distance
from merchants.catalog.public import ChoiceBelowNothing, Unit
from merchants.points.public import Way
from merchants.promotions.public import NO_DEAL, Deal, free_flash_stock
from merchants.rounds.public import Round
from merchants.shops.public import DeliveryTerms, Offer, ServingShop, Work, work_of
from merchants.stock.public import Shelf, reserve

from .. import rules
from ..errors import (
    BelowMinimum,
    BringsNothing,
    NoSuchTable,
    NothingOrdered,
    NotOnSale,
    OutOfRange,
    OutsideZones,
    PriceChanged,
    SellingSuspended,
    ShopClosed,
    TooManyLines,
)
from ..models import Line, Order
from .pricing import Priced, priced, require_under_caps


@dataclass(frozen=True, slots=True)
class Draft:
    """One shop's part of an errand.

    ``where`` is latitude and longitude of a delivery; ``deal`` is what the buyer was offered, held by the caller.
    ``group_id`` is the group in which the order is a seat, taken by the caller. ``wants_at`` is when the slot begins
    that the buyer chose, ``slot`` the place that is booked for the order. ``round`` is the round it comes with.
    ``table`` is where she sits who is served at one; ``way`` is how it comes to the pickup point where she collects it.
    ``margin_bp`` is what is held above goods sold by weight until they are weighed, in basis points of them.
    """

    shop: ServingShop
    channel: str
    wanted: tuple[rules.Wanted, ...]
    deliver_to: str = ""
    where: tuple[Decimal, Decimal] | None = None
    note: str = ""
    table: str = ""
    deal: Deal = NO_DEAL
    wants_at: datetime | None = None
    slot: Offer | None = None
    group_id: UUID | None = None
    round: Round | None = None
    way: Way | None = None
    margin_bp: int = 0
    order_id: UUID = field(default_factory=uuid7)

    @property
    def door(self) -> tuple[Decimal, Decimal] | tuple[None, None]:
        """Where it is brought, if that is to a door."""
        return self.where if self.where and self.channel == Order.Channel.DELIVERY else (None, None)

    @property
    def work(self) -> Work:
        return work_of((want.quantity, want.make_minutes) for want in self.wanted)


@inner
def place_order(*, draft: Draft, buyer_id: UUID | None, errand_id: UUID, at: datetime) -> Order:
    """Freeze prices, reserve the goods, wait for the money until ``pay_until``.

    Without a buyer it is rung up at the counter: whoever does that is there, whatever the hours say.

    Raises:
        ShopClosed, BringsNothing, OutOfRange, OutsideZones, BelowMinimum: the shop does not serve this now, or not there.
        SellingSuspended: the bank has stopped it, at the counter too.
        NoSuchTable: the shop has no table of that name.
        NothingOrdered, TooManyLines, BadQuantity: what is wanted is no order.
        SoldOut, NotOnSale, PriceChanged: the shelf is not what the buyer was shown.
        SoldOutForNow, OutsideItsHours, DailyCapReached: the article is not sold at this moment, or not so much of it.
        WholeOnly, BadChoice, ChoiceGone, ChoiceBelowNothing: what is wrong with a quantity or with what was chosen.
    """
    _require_served(draft, at, at_counter=buyer_id is None)
    order_id = draft.order_id
    wanted, demands = priced(shop_id=draft.shop.id, wanted=draft.wanted, at=at, at_counter=buyer_id is None)
    free_flash_stock(shop_id=draft.shop.id, deal=draft.deal, sku_ids=[demand.sku_id for demand in demands])
    shelves = reserve(shop_id=draft.shop.id, order_id=order_id, demands=demands)
    _require_as_shown(wanted, shelves)
    require_under_caps(shop_id=draft.shop.id, lines=wanted, at=at)
    lines = held_above(discounted(draft_lines(order_id, wanted, shelves), draft.deal), draft.margin_bp)
    goods_minor = sum(line.gross_minor for line in lines)
    order = draft_order(
        order_id,
        draft,
        buyer_id=buyer_id,
        errand_id=errand_id,
        goods_minor=goods_minor,
        fee_minor=fee_of(draft, goods_minor=goods_minor, at=at),
        discount_minor=draft.deal.discount_minor,
        at=at,
    )
    order.subsidy_minor = sum(line.subsidy_minor for line in lines)
    order.margin_minor = sum(line.margin_minor for line in lines)
    order.total_minor += order.margin_minor
    order.lat, order.lng = draft.door
    order.save(force_insert=True)
    Line.objects.bulk_create(lines)
    return order


def fee_of(draft: Draft, *, goods_minor: int, at: datetime) -> int:
    """What bringing it costs; nothing where it is fetched. Refusals as ``delivery_terms``."""
    if draft.channel != Order.Channel.DELIVERY:
        return 0
    if draft.round:
        return draft.round.share_most_minor
    if draft.way:
        return draft.way.fee_of(draft.shop.id)
    return delivery_terms(draft.shop, draft.where, goods_minor=goods_minor, at=draft.wants_at or at).fee_minor


def delivery_terms(shop: ServingShop, where: tuple[Decimal, Decimal] | None, *, goods_minor: int, at: datetime) -> DeliveryTerms:
    """What a shop asks for bringing goods of so much (before discounts) to a place at that moment.

    Raises:
        BringsNothing, OutOfRange, OutsideZones: it does not go there.
        BelowMinimum: not for so little.
    """
    terms = shop.delivery_to(*where, goods_minor=goods_minor, at=at) if where else None
    if terms is None:
        if not shop.delivers:
            raise BringsNothing(shop=shop.name)
        if shop.reach_m is None:
            raise OutsideZones(shop=shop.name)
        raise OutOfRange(shop=shop.name, reach=distance(shop.reach_m))
    if terms.missing_minor:
        raise BelowMinimum(shop=shop.name, minimum=to_text(terms.min_order_minor), missing=to_text(terms.missing_minor))
    return terms


def draft_order(
    order_id: UUID,
    draft: Draft,
    *,
    buyer_id: UUID | None,
    errand_id: UUID,
    goods_minor: int,
    at: datetime,
    discount_minor: int = 0,
    fee_minor: int = 0,
) -> Order:
    return Order(
        id=order_id,
        number=rules.number_of(order_id),
        shop_id=draft.shop.id,
        buyer_id=buyer_id,
        errand_id=errand_id,
        group_id=draft.group_id,
        round=draft.round,
        point=draft.way.point if draft.way else None,
        point_fee_minor=draft.way.point.fee_minor if draft.way else 0,
        channel=draft.channel,
        status=Order.Status.PENDING_PAYMENT,
        goods_minor=goods_minor,
        discount_minor=discount_minor,
        delivery_fee_minor=fee_minor,
        total_minor=goods_minor - discount_minor + fee_minor,
        currency=CNY,
        deliver_to=draft.deliver_to,
        note=draft.note,
        table=draft.table,
        slot_from=draft.slot.begins_at if draft.slot else None,
        slot_until=draft.slot.ends_at if draft.slot else None,
        prep_minutes=draft.shop.prep_for(draft.work),
        placed_at=at,
        # Who has not paid at the cut-off has no seat.
        pay_until=min(at + rules.PAY_WITHIN, draft.round.cuts_off_at) if draft.round else at + rules.PAY_WITHIN,
    )


def draft_lines(order_id: UUID, wanted: Sequence[Priced], shelves: dict[UUID, Shelf]) -> list[Line]:
    return [
        Line(
            order_id=order_id,
            position=position,
            sku_id=line.want.sku_id,
            name_zh=shelves[line.want.sku_id].name_zh,
            name_en=shelves[line.want.sku_id].name_en,
            size=line.terms.size if line.terms else "",
            unit=line.terms.units.sale if line.terms else Unit.PIECE,
            unit_minor=line.want.shown_minor,
            quantity=line.want.quantity,
            gross_minor=line_minor(line.want.shown_minor, line.want.quantity),
            modifiers=list(line.modifiers),
            modifiers_minor=line.modifiers_minor,
            tax_bp=line.terms.tax_bp if line.terms else None,
        )
        for position, line in enumerate(wanted, start=1)
    ]


def discounted(lines: list[Line], deal: Deal) -> list[Line]:
    """The lines with what each gets off, and what others bear of that."""
    for line, discount, subsidy in zip(lines, deal.discounts(len(lines)), deal.subsidies(len(lines)), strict=True):
        line.discount_minor, line.subsidy_minor = discount, subsidy
    return lines


def held_above(lines: list[Line], margin_bp: int) -> list[Line]:
    """The lines with what each may come to above its price when it is weighed."""
    for line in lines:
        line.margin_minor = rules.margin_minor(line.gross_minor, line.unit, margin_bp)
    return lines


def _require_served(draft: Draft, at: datetime, *, at_counter: bool) -> None:
    shop = draft.shop
    if not draft.wanted:
        raise NothingOrdered
    if len(draft.wanted) > rules.MAX_LINES:
        raise TooManyLines(most=rules.MAX_LINES)
    if shop.suspended_at is not None:
        raise SellingSuspended(shop=shop.name)
    if draft.channel == Order.Channel.DINE_IN and draft.table not in shop.tables:
        raise NoSuchTable(shop=shop.name)
    # What a group or a round orders is prepared later, so that the hours of now don't matter for it.
    served = shop.takes_orders if draft.group_id or draft.round else shop.serves_in(draft.slot.begins_at) if draft.slot else shop.serves_at(at)
    if not at_counter and not served:
        raise ShopClosed(shop=shop.name)


def _require_as_shown(wanted: Sequence[Priced], shelves: dict[UUID, Shelf]) -> None:
    now = {line.want: shelves[line.want.sku_id] for line in wanted}
    gone = [shelf for shelf in now.values() if not shelf.on_sale]
    if gone:
        raise NotOnSale(names=", ".join(in_language(shelf.name_zh, shelf.name_en) for shelf in gone))
    asked = {line.want: now[line.want].price_minor + line.modifiers_minor for line in wanted}
    for line in wanted:
        if line.terms and line_minor(asked[line.want], line.want.quantity) <= 0:
            raise ChoiceBelowNothing(name=line.terms.name)
    moved = [want for want, price in asked.items() if price != want.shown_minor]
    if moved:
        items = [{"sku": str(want.sku_id), "shown": to_text(want.shown_minor), "now": to_text(asked[want])} for want in moved]
        raise PriceChanged(details={"items": items})
