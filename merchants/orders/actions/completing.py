"""Goods change hands: stock leaves the shelf, the sale is settled, the fact is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.feed.public import pseudonym, publish
from ecosystem.identity.public import Membership, holds_role_as_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import deposit_of, lock_accounts
from merchants.customers.public import TAB
from merchants.settlement.public import Sale, Settlement, accounts_of, draft_settlement, rate_for, settle
from merchants.stock.public import commit, hold_shelves

from .. import rules
from ..errors import CommissionOwed
from ..facts import OrderSettled
from ..models import Order
from .moving import move


@inner
def complete(*, order: Order, by: Actor, at: datetime) -> None:
    """Complete a paid order whose row the caller holds, and settle it.

    What was paid to the shop itself leaves nothing to settle: cash is told as the shop's claim,
    what is on a tab once the tab is paid.

    Raises:
        OrderMoved: it is not in a state from which goods are handed over.
    """
    before = (*rules.BEFORE["completed"], "paid") if order.channel in rules.AT_ONCE else rules.BEFORE["completed"]
    move(order, "completed", before=before, by=by, at=at)
    commit(order_id=order.pk, at=at)
    lines = tuple(order.lines.order_by("position").values_list(F("gross_minor") - F("discount_minor"), flat=True))
    sale = sale_of(order, order.shop.party_id, lines)
    if order.tender == TAB:
        _require_free(sale, at)
    elif order.tender in rules.OUTSIDE:
        _tell_settled(order, _require_free(sale, at), standing="claimed", at=at)
    else:
        _tell_settled(order, settle(sale=sale, at=at), standing="settled", at=at)


def _require_free(sale: Sale, at: datetime) -> Settlement:
    """The waterfall of a sale that was paid to the shop itself: nobody could collect a commission on it."""
    fall = draft_settlement(replace(sale, channel=Order.Channel.COUNTER), rate_on=rate_for, at=at)
    if fall.commission_minor:
        raise CommissionOwed
    return fall


@inner
def _tell_settled(order: Order, settlement: Settlement, *, standing: str, at: datetime) -> None:
    shop = order.shop.party_id
    fact = settled_fact(
        order,
        settlement,
        buyer=pseudonym(order.buyer_id, within=shop) if order.buyer_id else "",
        same_owner=order.buyer_id is not None and holds_role_as_party(order.buyer_id, shop, {Membership.Role.OWNER}),
    )
    transfer_id = settlement.transfer_id if standing == "settled" else None
    publish(fact, about=shop, key=f"order/{order.pk}/settled", at=at, standing=standing, transfer_id=transfer_id)


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
