"""At the door: handed over against the buyer's code, or not, and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.orders.public import complete_and_tell, put_back

from .. import access, rules
from ..errors import DeliveryMoved, DoorCodeLocked, NoReason, WrongDoorCode
from ..models import Delivery
from .moving import move


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one code at the door. ``left`` is how many more tries there are."""

    delivery: Delivery
    right: bool
    left: int


def deliver(*, delivery_id: UUID, code: str, key: str, by: Actor, at: datetime) -> Delivery:
    """The buyer told her code and has the goods: the order is completed and settled. Not a verb: a wrong try is committed.

    Raises:
        DeliveryNotFound, DeliveryMoved: not hers, or not on its way.
        WrongDoorCode, DoorCodeLocked: another code, or too many of them.
        OrderMoved: the order ended meanwhile.
    """
    tried = try_to_deliver(delivery_id=delivery_id, code=code, key=key, by=by, at=at)
    if tried.right:
        return tried.delivery
    if tried.left == 0:
        raise DoorCodeLocked
    raise WrongDoorCode(left=tried.left, details={"left": tried.left})


@entry
def try_to_deliver(*, delivery_id: UUID, code: str, key: str, by: Actor, at: datetime) -> Tried:
    """Compare, and count what was wrong; once a key where it was right. See ``deliver``."""
    with once(key, verb="delivery.deliver", by=by, body={"delivery": delivery_id}, at=at) as turn:
        if turn.earlier:
            return Tried(access.delivery_for_rider(by, delivery_id), right=True, left=0)
        delivery = access.delivery_for_rider(by, delivery_id, lock=True)
        if delivery.status not in rules.BEFORE["delivered"]:
            raise DeliveryMoved(status=str(Delivery.Status(delivery.status).label))
        if delivery.wrong_codes >= rules.MOST_TRIES:
            return Tried(delivery, right=False, left=0)
        if code.strip() != rules.door_code_of(delivery.order_id):
            return _wrong(delivery, by=by, at=at)
        turn.remember(delivery=delivery_id)
        complete_and_tell(order=delivery.order, by=by, at=at)
        return Tried(move(delivery, "delivered", by=by, at=at), right=True, left=0)


@entry
def fail(*, delivery_id: UUID, reason: str, note: str = "", by: Actor, at: datetime) -> Delivery:
    """It could not be handed over and comes back; buyer and shop hear why.

    Raises:
        NoReason: none of the known reasons.
        DeliveryNotFound, DeliveryMoved: not hers, or not on its way.
    """
    if reason not in rules.FAILURES:
        raise NoReason
    delivery = access.delivery_for_rider(by, delivery_id, lock=True)
    move(delivery, "failed", reason=reason, failed_for=reason, note=note.strip()[: rules.LONGEST_NOTE], by=by, at=at)
    _tell_both(delivery, "delivery_failed", at)
    return delivery


@entry
def bring_back(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The shop has the goods again: the order is ready once more, for another try, for the buyer to come, or to be cancelled.

    Raises:
        DeliveryNotFound: not a delivery of a shop that the actor keeps.
        DeliveryMoved: it did not fail, or is back already.
        OrderMoved: the order ended meanwhile.
    """
    delivery = access.delivery_for_shop(by, delivery_id, lock=True)
    move(delivery, "returned", by=by, at=at)
    put_back(order=delivery.order, by=by, at=at)
    _tell_both(delivery, "delivery_returned", at)
    return delivery


def _wrong(delivery: Delivery, *, by: Actor, at: datetime) -> Tried:
    wrong = delivery.wrong_codes + 1
    Delivery.objects.filter(pk=delivery.pk).update(wrong_codes=wrong)
    record("delivery.wrong_code", target=f"delivery/{delivery.pk}", by=by, at=at, after={"tries": wrong}, about=delivery.order.shop_id)
    return Tried(delivery, right=False, left=rules.MOST_TRIES - wrong)


def _tell_both(delivery: Delivery, kind: str, at: datetime) -> None:
    order = delivery.order
    for party in filter(None, (order.buyer_id, order.shop.party_id)):
        notify(party, kind, f"{kind}/{delivery.pk}", {"number": order.number}, at=at)
