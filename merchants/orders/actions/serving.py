"""What the shop does with an order, button by button."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once

from .. import access, rules
from ..codes import is_right
from ..errors import CodeLocked, CodeNeeded, OrderMoved, WrongDoorCode
from ..models import Order
from .completing import complete_and_tell
from .moving import move


@entry
def accept_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The shop takes it on, and promises when it is ready. Raises ``OrderNotFound``, or ``OrderMoved`` when it no longer waits for acceptance."""
    order = access.order_for_shop(by, order_id, lock=True)
    return _told(move(order, "accepted", also={"promised_at": order.slot_from or order.shop.ready_about(at, order.prep_minutes)}, by=by, at=at), at)


@entry
def mark_ready(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """It stands ready to be fetched or sent out; what goes to a table is served at once instead.

    Raises:
        OrderNotFound: no such order of a shop that the actor keeps.
        OrderMoved: it is not being prepared, or is for a table.
    """
    order = access.order_for_shop(by, order_id, lock=True)
    if order.channel == Order.Channel.DINE_IN:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return _told(move(order, "ready", by=by, at=at), at)


@entry
def send_out(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Only a delivery is sent out. Raises ``OrderNotFound`` or ``OrderMoved``."""
    order = access.order_for_shop(by, order_id, lock=True)
    if order.channel != Order.Channel.DELIVERY:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return set_out(order=order, by=by, at=at)


@inner
def set_out(*, order: Order, by: Actor, at: datetime) -> Order:
    """A delivery whose row the caller holds leaves the shop. Raises ``OrderMoved``."""
    return _told(move(order, "out_for_delivery", by=by, at=at), at)


@inner
def carry_off(*, order: Order, by: Actor, at: datetime) -> Order:
    """Somebody has fetched a delivery whose row the caller holds; that nobody said that it was ready is no matter. Raises ``OrderMoved``."""
    if order.status == Order.Status.ACCEPTED:
        move(order, "ready", by=by, at=at)
    return set_out(order=order, by=by, at=at)


@inner
def put_back(*, order: Order, by: Actor, at: datetime) -> Order:
    """A delivery that nobody took stands ready in the shop again; the caller holds its row and tells whom it concerns. Raises ``OrderMoved``."""
    return move(order, "ready", before=(Order.Status.OUT_FOR_DELIVERY,), by=by, at=at)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one code at the counter. ``left`` is how many more tries there are."""

    order: Order
    right: bool
    left: int

    @property
    def refusal(self) -> DomainError:
        """Of a wrong one; raised once the try is committed."""
        return WrongDoorCode(left=self.left, details={"left": self.left}) if self.left else CodeLocked(number=self.order.number)


def hand_over(*, order_id: UUID, shown: str = "", without: str = "", key: str, by: Actor, at: datetime) -> Order:
    """The buyer has the goods: complete and settle. What is fetched goes against the code she ``shown``, or ``without`` one for a reason.

    Not a verb: a wrong try is committed.

    Raises:
        OrderNotFound, OrderMoved: not an order of the actor's shop, or not one to hand over now.
        CodeNeeded: neither a code nor one of the known reasons.
        WrongDoorCode, CodeLocked: another code, or too many of them.
    """
    told = try_to_hand_over(order_id=order_id, shown=shown, without=without, key=key, by=by, at=at)
    if not told.right:
        raise told.refusal
    return told.order


@entry
def try_to_hand_over(*, order_id: UUID, shown: str, without: str, key: str, by: Actor, at: datetime) -> Told:
    """Compare, and count what was wrong; once a key where it was right. See ``hand_over``."""
    with once(key, verb="orders.hand_over", by=by, body={"order": order_id}, at=at) as turn:
        if turn.earlier:
            return Told(access.order_for_shop(by, order_id), right=True, left=0)
        order = access.order_for_shop(by, order_id, lock=True)
        told = compare_code(order=order, shown=shown, without=without, by=by, at=at)
        if not told.right:
            return told
        turn.remember(order=order_id)
        return replace(told, order=complete_and_tell(order=order, by=by, at=at))


@inner
def compare_code(*, order: Order, shown: str, without: str, by: Actor, at: datetime) -> Told:
    """Whether an order whose row the caller holds may be handed over, all of it or a part; what was wrong is counted.

    Raises:
        OrderMoved: it is not one to hand over now.
        CodeNeeded: what is fetched goes against its code, or without one for one of the known reasons.
    """
    if order.status not in rules.BEFORE["completed"]:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    left = _left(order, shown, without, by=by, at=at) if order.is_fetched else None
    return Told(order, right=left is None, left=left or 0)


def _left(order: Order, shown: str, without: str, *, by: Actor, at: datetime) -> int | None:
    """How many tries are left after a wrong code; ``None`` where it may be handed over."""
    target = f"order/{order.pk}"
    if not shown.strip():
        if without not in rules.WITHOUT_CODE:
            raise CodeNeeded(number=order.number)
        record("orders.hand_over_without_code", target=target, by=by, at=at, after={"reason": without}, about=order.shop_id)
        return None
    if order.wrong_codes < rules.MOST_TRIES and is_right(order.pk, shown, at=at):
        return None
    if order.wrong_codes < rules.MOST_TRIES:
        order.wrong_codes += 1
        order.save(update_fields=["wrong_codes"])
        record("orders.wrong_code", target=target, by=by, at=at, after={"tries": order.wrong_codes}, about=order.shop_id)
    return rules.MOST_TRIES - order.wrong_codes


def _told(order: Order, at: datetime) -> Order:
    if order.buyer_id:
        notify(order.buyer_id, f"order_{order.status}", f"order/{order.pk}/{order.status}", {"number": order.number}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
    return order
