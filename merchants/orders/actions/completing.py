"""Goods change hands: stock leaves the shelf, the sale is settled, the fact is published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import pseudonym, publish
from ecosystem.identity.public import Membership, holds_role_as_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import deposit_of, lock_accounts
from merchants.settlement.public import Sale, Settlement, accounts_of, settle
from merchants.stock.public import commit, hold_shelves

from .. import rules
from ..facts import OrderSettled
from ..models import Order
from .moving import move


@inner
def complete(*, order: Order, by: Actor, at: datetime) -> Settlement:
    """Complete a paid order whose row the caller holds, and settle it.

    Raises:
        OrderMoved: it is not in a state from which goods are handed over.
    """
    before = (*rules.BEFORE["completed"], "paid") if order.channel == Order.Channel.CODE else rules.BEFORE["completed"]
    move(order, "completed", before=before, by=by, at=at)
    commit(order_id=order.pk, by=by, at=at)
    lines = tuple(order.lines.order_by("position").values_list("gross_minor", flat=True))
    settlement = settle(sale=sale_of(order, order.shop.party_id, lines), at=at)
    if order.buyer_id is None:
        raise LookupError("a completed order has a buyer")
    fact = settled_fact(
        order,
        settlement,
        buyer=pseudonym(order.buyer_id, within=order.shop.party_id),
        same_owner=holds_role_as_party(order.buyer_id, order.shop.party_id, {Membership.Role.OWNER}),
    )
    publish(fact, about=order.shop.party_id, key=f"order/{order.pk}/settled", at=at, standing="settled", transfer_id=settlement.transfer_id)
    return settlement


@inner
def hold_for_completion(*, order: Order, payer_id: UUID) -> None:
    """What paying and completing in one breath will need: its shelves, then its accounts, as every errand takes them.

    The payment alone would hold accounts while completion waits for shelves that an errand
    holds, which waits for the accounts.
    """
    hold_shelves(order_id=order.pk)
    lock_accounts([deposit_of(payer_id), *accounts_of(order.pk, order.shop.party_id)])


def sale_of(order: Order, party_id: UUID, line_minor: tuple[int, ...]) -> Sale:
    return Sale(
        order_id=order.pk,
        shop_id=order.shop_id,
        party_id=party_id,
        channel=order.channel,
        line_minor=line_minor,
        delivery_fee_minor=order.delivery_fee_minor,
    )


def settled_fact(order: Order, settlement: Settlement, *, buyer: str, same_owner: bool) -> OrderSettled:
    return OrderSettled(
        order=str(order.pk),
        gross_minor=order.goods_minor,
        paid_minor=order.total_minor,
        fee_minor=settlement.commission_minor,
        net_minor=settlement.net_minor,
        currency=order.currency,
        buyer=buyer,
        same_owner=same_owner,
    )
