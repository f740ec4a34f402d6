"""A buyer who changes her mind after the shop has accepted asks; the shop answers, or its silence does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once

from .. import access, rules
from ..errors import NothingAsked, NotToBeAsked, OrderMoved
from ..models import Order
from .cancelling import cancel


@entry
def ask_to_cancel(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Ask the shop to let go of an order that it has accepted; it has ten minutes to answer. Asking twice is asking once.

    Raises:
        OrderNotFound: not an order of the actor's.
        OrderMoved: the shop has not accepted it yet (the buyer cancels herself), or it is past that.
        NotToBeAsked: the shop said no, or went on with it.
    """
    order = access.order_for_buyer(by, order_id, lock=True)
    if order.status not in rules.BUYER_MAY_ASK:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    if order.cancel_by is not None:
        return order
    if order.cancel_asked_at is not None:
        raise NotToBeAsked
    order.cancel_asked_at, order.cancel_by = at, at + rules.ANSWER_WITHIN
    order.save(update_fields=["cancel_asked_at", "cancel_by"])
    record("orders.ask_to_cancel", target=f"order/{order.pk}", by=by, at=at)
    # She may have asked before and taken it back: each asking is told.
    notify(order.shop.party_id, "order_cancel_asked", f"order/{order.pk}/cancel-asked/{at.isoformat()}", {"number": order.number}, at=at)
    nudge([order.shop.party_id], "orders")
    return order


@entry
def stay(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The buyer takes back that she asked to get out, before anybody has answered: it is as if she had not asked. Twice is once.

    Raises:
        OrderNotFound: not an order of the actor's.
        OrderMoved: it was cancelled meanwhile, or handed over.
        NothingAsked: the shop has said no.
    """
    order = access.order_for_buyer(by, order_id, lock=True)
    if order.status not in rules.BUYER_MAY_ASK:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    if order.cancel_asked_at is None:
        return order
    if order.cancel_by is None:
        raise NothingAsked
    asked_at, order.cancel_asked_at, order.cancel_by = order.cancel_asked_at, None, None
    order.save(update_fields=["cancel_asked_at", "cancel_by"])
    record("orders.stay", target=f"order/{order.pk}", by=by, at=at, before={"cancel_asked_at": asked_at.isoformat()})
    notify(order.shop.party_id, "order_cancel_taken_back", f"order/{order.pk}/stays/{at.isoformat()}", {"number": order.number}, at=at)
    nudge([order.shop.party_id], "orders")
    return order


@entry
def agree_to_cancel(*, order_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """The shop lets the buyer go: she gets everything back, once a key.

    Raises:
        OrderNotFound: not an order of the actor's shop.
        NothingAsked: nobody waits for an answer.
    """
    with once(key, verb="orders.agree_to_cancel", by=by, body={"order": order_id}, at=at) as turn:
        if turn.earlier:
            return access.order_for_shop(by, order_id)
        turn.remember(order=order_id)
        order = access.order_for_shop(by, order_id, lock=True)
        if order.cancel_by is None:
            raise NothingAsked
        return cancel(order, rules.BUYER_MAY_ASK, rules.ASKED_FOR, by=by, at=at)


@entry
def refuse_to_cancel(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The shop goes on with the order; the buyer hears it and can't ask again. Raises as ``agree_to_cancel``."""
    order = access.order_for_shop(by, order_id, lock=True)
    if order.cancel_by is None:
        raise NothingAsked
    order.cancel_by = None
    order.save(update_fields=["cancel_by"])
    record("orders.refuse_to_cancel", target=f"order/{order.pk}", by=by, at=at)
    if order.buyer_id:
        notify(order.buyer_id, "order_cancel_refused", f"order/{order.pk}/cancel-refused", {"number": order.number}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
    return order
