"""Freight and other cost of an order, on its way into what the goods on the shelf are worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import allocate, line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.stock.public import add_landed_cost

from .. import access, rules
from ..errors import BadTerms, NothingCameYet
from ..models import Charge, Line, Order, Receipt
from ..models.orders import LandedBy
from .moving import required_reason


@entry
def charge_freight(*, order_id: UUID, amount_minor: int, landed_by: str, reason: str, key: str, by: Actor, at: datetime) -> Charge:
    """A carrier's bill that comes after the goods: what still lies there becomes dearer, the rest is a variance. The same key charges once.

    It is not the supplier's to bill.

    Raises:
        PurchaseNotFound: not an order of a shop where the actor lets invoices pass.
        NothingCameYet: nothing of it has come.
        BadTerms, ReasonMissing: no amount, no known way of sharing it, no word on what it is.
    """
    body = {"order": order_id, "amount": amount_minor, "landed_by": landed_by, "reason": reason}
    with once(key, verb="procurement.charge_freight", by=by, body=body, at=at) as turn:
        order = access.buyers_order(by, order_id, access.APPROVERS, lock=True)
        if turn.earlier:
            return order.charges.get(pk=turn.earlier["charge"])
        if landed_by not in LandedBy.values or not 0 < amount_minor <= rules.MAX_PRICE_MINOR:
            raise BadTerms
        order.other_minor += amount_minor
        order.save(update_fields=["other_minor"])
        made = _charge(order, amount_minor, landed_by, required_reason(reason), by=by, at=at)
        turn.remember(charge=made.pk)
        return made


def landed_share(order: Order, lines: Sequence[Line]) -> int:
    """What a receipt brings along of the order's freight and other cost, its lines being counted already."""
    goods = [line for line in lines if line.quantity]
    kept = sum(line_minor(line.unit_minor, min(line.kept, line.quantity)) for line in goods)
    complete = all(line.kept >= line.quantity - line.given_up for line in goods)
    due = rules.landed_by_now(order.extra_minor, kept_minor=kept, total_minor=order.total_minor, complete=complete)
    return max(due - order.landed_minor, 0)


@inner
def land_the_rest(order: Order, *, by: Actor, at: datetime) -> None:
    """What a short delivery leaves over of the freight is borne by what came."""
    rest = order.extra_minor - order.landed_minor
    if rest > 0 and _standing(order):
        _charge(order, rest, order.landed_by, "short_closed", by=by, at=at)


@inner
def _charge(order: Order, amount_minor: int, landed_by: str, reason: str, *, by: Actor, at: datetime) -> Charge:
    receipts = _standing(order)
    if not receipts:
        raise NothingCameYet
    charge_id, stock = uuid7(), 0
    for receipt, share in zip(receipts, allocate(amount_minor, [receipt.value_minor for receipt in receipts]), strict=True):
        if share and receipt.stock_id is not None:
            done = add_landed_cost(receipt_id=receipt.stock_id, landed_minor=share, cause=charge_id, by=by, at=at, landed_by=landed_by)
            stock += sum(one.stock_minor for one in done)
    order.landed_minor += amount_minor
    order.save(update_fields=["landed_minor"])
    charge = Charge(id=charge_id, order=order, amount_minor=amount_minor, stock_minor=stock, landed_by=landed_by, reason=reason)
    charge.made_by_id, charge.made_at = by.person_id, at
    charge.save(force_insert=True)
    record(
        "procurement.charge",
        target=charge,
        by=by,
        at=at,
        after={"amount_minor": amount_minor, "stock_minor": stock},
        reason=reason,
        about=order.shop_id,
    )
    return charge


def _standing(order: Order) -> list[Receipt]:
    """Receipts that put goods on the shelf and were not reversed."""
    return list(order.receipts.filter(reverses=None, reversal=None, stock_id__isnull=False).order_by("posted_at", "pk"))
