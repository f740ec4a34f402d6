"""Goods change hands: stock leaves the shelf, the sale is settled, the fact is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import pseudonym, publish
from ecosystem.identity.public import Membership, holds_role_as_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import deposit_of, lock_accounts
from ecosystem.notices.public import notify, nudge
from merchants.customers.public import TAB
from merchants.points.public import Parcel, move_parcel, parcel_of
from merchants.promotions.public import hold_budgets, spend
from merchants.settlement.public import Kept, Sale, Sold, accounts_of, settle
from merchants.shops.public import Shop
from merchants.stock.public import commit, hold_shelves

from .. import rules
from ..errors import GoesToItsPoint
from ..facts import OrderSettled
from ..models import Line, Order
from .moving import move


@inner
def complete(*, order: Order, by: Actor, at: datetime) -> None:
    """Complete a paid order whose row the caller holds, and settle it.

    What was paid to the shop itself leaves nothing to settle: cash is told as the shop's claim,
    what is on a tab once the tab is paid.

    Raises:
        OrderMoved: it is not in a state from which goods are handed over.
        GoesToItsPoint: it is collected at a point, and does not lie there.
    """
    before = (*rules.BEFORE["completed"], "paid") if order.channel in rules.AT_ONCE else rules.BEFORE["completed"]
    move(order, "completed", before=before, by=by, at=at)
    kept = _collected(order, at=at) if order.point_id else None
    commit(order_id=order.pk, by=by, at=at)
    if order.tender in rules.OUTSIDE:
        # No funder bears a part of it either: what was given is kept as the shop's.
        if order.discount_minor:
            spend(order_id=order.pk)
        # What was paid to the shop itself is all hers: nobody could collect a commission on it.
        if order.tender != TAB:
            _tell_settled(order, net_minor=order.net_total_minor + order.subsidy_minor, transfer_id=None, at=at)
        return
    settlement = settle(sale=sale_of(order, order.shop, order.lines.order_by("position")), kept=kept, at=at)
    _tell_settled(order, net_minor=settlement.net_minor, transfer_id=settlement.transfer_id, at=at)


@inner
def _collected(order: Order, *, at: datetime) -> Kept:
    """The parcel that the order is leaves its point, which is paid for having kept it. Raises ``GoesToItsPoint``."""
    parcel = parcel_of(order.pk)
    if parcel is None or parcel.status != Parcel.Status.DROPPED:
        raise GoesToItsPoint
    move_parcel(parcel, "collected", at=at)
    return Kept(parcel.point.shop_id, parcel.point.shop.party_id, parcel.fee_minor)


@inner
def complete_and_tell(*, order: Order, by: Actor, at: datetime) -> Order:
    """The same, and the buyer and both sides' pages hear of it. Raises as ``complete``."""
    complete(order=order, by=by, at=at)
    if order.buyer_id:
        notify(order.buyer_id, "order_completed", f"order/{order.pk}/completed", {"number": order.number}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
    return order


@inner
def _tell_settled(order: Order, *, net_minor: int, transfer_id: UUID | None, at: datetime) -> None:
    """Settled where a transfer of the bank's stands behind it, else the shop's claim."""
    shop = order.shop.party_id
    fact = settled_fact(
        order,
        net_minor=net_minor,
        buyer=pseudonym(order.buyer_id, within=shop) if order.buyer_id else "",
        same_owner=order.buyer_id is not None and holds_role_as_party(order.buyer_id, shop, {Membership.Role.OWNER}),
    )
    standing = "settled" if transfer_id else "claimed"
    publish(fact, about=shop, key=f"order/{order.pk}/settled", at=at, standing=standing, transfer_id=transfer_id)


@inner
def hold_for_completion(*, order: Order, payer_id: UUID) -> None:
    """What paying and completing in one breath will need: its shelves, the budgets, then its accounts, as every errand takes them.

    The payment alone would hold accounts while completion waits for shelves that an errand
    holds, which waits for the accounts.
    """
    lock_accounts([deposit_of(payer_id), *held_for(order.pk, order.shop.party_id, discounted=order.discount_minor > 0)])


@inner
def held_for(order_id: UUID, party_id: UUID, *, discounted: bool) -> list[str]:
    """Lock the shelves and budgets of an order; the accounts that completing it will move."""
    hold_shelves(order_id=order_id)
    budgets = hold_budgets(order_id=order_id) if discounted else []
    return [*budgets, *accounts_of(order_id, party_id)]


def sale_of(order: Order, shop: Shop, lines: Iterable[Line]) -> Sale:
    return Sale(
        order_id=order.pk,
        shop_id=shop.pk,
        party_id=shop.party_id,
        category=shop.category,
        channel=order.channel,
        lines=tuple(Sold(line.position, line.sold, line.paid_minor, line.subsidy_minor) for line in lines),
        delivery_fee_minor=order.shop_fee_minor,
        payment_id=order.payment_id,
        discounted=order.discount_minor > 0,
    )


def settled_fact(order: Order, *, net_minor: int, buyer: str, same_owner: bool) -> OrderSettled:
    return OrderSettled(
        order=str(order.pk),
        gross_minor=order.goods_minor + order.margin_minor - order.weighed_back_minor,
        paid_minor=order.net_total_minor,
        # What others put to the sale is no part of what the buyer paid, nor a negative fee.
        fee_minor=order.net_total_minor + order.subsidy_minor - net_minor,
        net_minor=net_minor,
        currency=order.currency,
        buyer=buyer,
        same_owner=same_owner,
    )
