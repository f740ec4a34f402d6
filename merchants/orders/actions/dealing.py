"""What orders get of promotions: worked out of what is wanted, held before the shelves, kept after them, let go with the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner
from merchants.promotions.public import Offers, Piece, deal_for, hold_deals, keep_uses, promise_budgets

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
def place_errand(*, drafts: Sequence[Draft], buyer_id: UUID | None, errand_id: UUID, at: datetime) -> list[Order]:
    """Place one order for each shop with the deals that were offered: all of them, or none.

    Locks in the house's order over all shops at once: coupons and counters, then shelves shop by shop, then budgets.

    Raises:
        CouponGone, DealGone: what was offered is gone meanwhile.
        What ``place_order`` raises.
    """
    deals = {draft.order_id: draft.deal for draft in drafts if draft.deal.applied}
    numbers = hold_deals(deals=deals, buyer_id=buyer_id, at=at)
    orders = [place_order(draft=draft, buyer_id=buyer_id, errand_id=errand_id, at=at) for draft in drafts]
    if deals:
        turnovers = {order.pk: order.goods_minor - order.discount_minor for order in orders}
        keep_uses(deals=deals, turnovers=turnovers, numbers=numbers, buyer_id=buyer_id, at=at)
        promise_budgets(deals=deals, at=at)
    return orders
