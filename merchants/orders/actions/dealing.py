"""What orders get of promotions: worked out of what is wanted, held before the shelves, kept after them, let go with the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner
from merchants.points.public import take_places
from merchants.promotions.public import Coupon, Deal, Offers, Piece, deal_for, hold_deals, keep_uses, promise_budgets
from merchants.rounds.public import take_round_seats
from merchants.shops.public import Offer, SlotGone, book_slot, open_slots

from .. import rules
from ..models import Order
from .placing import Draft, place_order


def pieces_of(wanted: Sequence[rules.Wanted]) -> list[Piece]:
    """The lines-to-be at the prices that the buyer was shown."""
    return [Piece(position, want.sku_id, want.shown_minor, want.quantity) for position, want in enumerate(wanted, start=1)]


def dealt(draft: Draft, offers: Offers) -> Draft:
    """The draft with what its shop's offers give it; the offers' purse is drawn on."""
    return replace(draft, deal=deal_for(pieces_of(draft.wanted), offers.of(draft.shop.id), offers.purse))


@inner
def in_slots(drafts: Sequence[Draft], *, at: datetime) -> list[Draft]:
    """The drafts with a place in a slot each, where their shops work by slots; no statement where none does."""
    slotted = [draft for draft in drafts if draft.round is None and draft.way is None]
    works = {draft.shop.id: draft.work for draft in slotted}
    offers = {
        channel: open_slots([draft.shop for draft in slotted if draft.channel == channel], channel, works=works, at=at) for channel in rules.BY_SLOTS
    }
    return [_in_slot(draft, offers.get(draft.channel, {}).get(draft.shop.id), at) for draft in drafts]


@inner
def _in_slot(draft: Draft, offers: list[Offer] | None, at: datetime) -> Draft:
    if offers is None:
        if draft.wants_at is not None:
            raise SlotGone(shop=draft.shop.name)
        return draft
    slot = book_slot(order_id=draft.order_id, shop=draft.shop, channel=draft.channel, offers=offers, begins_at=draft.wants_at, at=at)
    return replace(draft, slot=slot)


@dataclass(frozen=True, slots=True)
class Held:
    """Deals by order whose coupons and counters are taken; ``numbers`` is the buyer's of each promotion that counts people.

    ``drafts`` are the orders to be placed with them, with their places in slots; a sale over the counter has none.
    """

    deals: dict[UUID, Deal]
    numbers: dict[UUID, int]
    drafts: tuple[Draft, ...] = ()


NOTHING_HELD = Held({}, {})


@inner
def hold_deal(*, order_id: UUID, deal: Deal, buyer_id: UUID | None, at: datetime, shown: Coupon | None = None) -> Held:
    """Take the coupons and counters of one sale, before anybody's tab and the shelves. Raises ``CouponGone`` or ``DealGone``."""
    deals = {order_id: deal} if deal.applied else {}
    return Held(deals, hold_deals(deals=deals, buyer_id=buyer_id, at=at, shown=shown))


@inner
def hold_errand(*, drafts: Sequence[Draft], buyer_id: UUID | None, at: datetime, shown: Coupon | None = None) -> Held:
    """What an errand locks before the buyer's tab and the shelves: coupons and counters, rounds, points, then slots. For who locks a tab in between.

    Raises:
        CouponGone, DealGone, SlotGone, NoSlotLeft, RoundFull, RoundOver, NotOnRound, PointFull, NotToThatPoint: as ``place_errand``.
    """
    deals = {draft.order_id: draft.deal for draft in drafts if draft.deal.applied}
    numbers = hold_deals(deals=deals, buyer_id=buyer_id, at=at, shown=shown)
    _seat(drafts, buyer_id=buyer_id, at=at)
    return Held(deals, numbers, tuple(in_slots(drafts, at=at)))


@inner
def _seat(drafts: Sequence[Draft], *, buyer_id: UUID | None, at: datetime) -> None:
    """Seats for what comes with a round, places for what goes to a point; an errand comes with one, or goes to one, at most."""
    seated = [draft for draft in drafts if draft.round]
    if seated and seated[0].round and buyer_id:
        take_round_seats(found=seated[0].round, shops={draft.order_id: draft.shop.id for draft in seated}, buyer_id=buyer_id, at=at)
    parcels = [draft for draft in drafts if draft.way]
    if parcels and parcels[0].way:
        take_places(way=parcels[0].way, shops={draft.order_id: draft.shop.id for draft in parcels}, at=at)


@inner
def place_held(*, held: Held, buyer_id: UUID | None, errand_id: UUID, at: datetime) -> list[Order]:
    """The orders of an errand that is held: shelves shop by shop, then budgets. Raises what ``place_order`` raises, and ``DealGone``."""
    orders = [place_order(draft=draft, buyer_id=buyer_id, errand_id=errand_id, at=at) for draft in held.drafts]
    keep_held(held=held, orders=orders, buyer_id=buyer_id, at=at)
    return orders


@inner
def keep_held(*, held: Held, orders: Sequence[Order], buyer_id: UUID | None, at: datetime) -> None:
    """Freeze what placed orders got, and promise what funders bear of it; after the shelves. Raises ``DealGone``."""
    if held.deals:
        turnovers = {order.pk: order.goods_minor - order.discount_minor for order in orders}
        keep_uses(deals=held.deals, turnovers=turnovers, numbers=held.numbers, buyer_id=buyer_id, at=at)
        promise_budgets(deals=held.deals, at=at)


@inner
def place_errand(*, drafts: Sequence[Draft], buyer_id: UUID | None, errand_id: UUID, at: datetime) -> list[Order]:
    """Place one order for each shop with the deals that were offered: all of them, or none.

    Locks in the house's order over all shops at once: coupons and counters, rounds, points, then slots, then shelves shop by shop, then budgets.

    Raises:
        CouponGone, DealGone: what was offered is gone meanwhile.
        RoundFull, RoundOver, NotOnRound: the round has no seat for all of them.
        PointFull, NotToThatPoint: the pickup point has no room, or one of the shops does not go there.
        SlotGone, NoSlotLeft: a shop that works by slots has no place then, or none at all.
        What ``place_order`` raises.
    """
    held = hold_errand(drafts=drafts, buyer_id=buyer_id, at=at)
    return place_held(held=held, buyer_id=buyer_id, errand_id=errand_id, at=at)
