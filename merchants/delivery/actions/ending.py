"""At the door: handed over against the buyer's code, left there as she let it, or not handed over and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.orders.public import WrongDoorCode, complete_and_tell, give_up, put_back, right_code

from .. import access, rules
from ..errors import DeliveryMoved, DoorCodeLocked, FarFromDoor, GoesBack, NoReason, NotToBeLeft, PictureNeeded
from ..models import Delivery, DoorLeave, Photo
from ..photos import keep
from .moving import move


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one code at the door. ``left`` is how many more tries there are."""

    delivery: Delivery
    right: bool
    left: int


def deliver(
    *, delivery_id: UUID, code: str, here: rules.Place | None = None, shots: Sequence[Shot] = (), key: str, by: Actor, at: datetime
) -> Delivery:
    """The buyer told her code and has the goods: the order is completed and settled. Not a verb: a wrong try is committed.

    ``here`` is where the rider's phone is (WGS-84), where she lets it say so; far from the address a picture is needed.

    Raises:
        FarFromDoor, TooManyPictures: far from the address, and no picture or too many.
        DeliveryNotFound, DeliveryMoved: not hers, or not on its way.
        WrongDoorCode, DoorCodeLocked: another code, or too many of them.
        OrderMoved: the order ended meanwhile.
    """
    tried = try_to_deliver(delivery_id=delivery_id, code=code, here=here, shots=shots, key=key, by=by, at=at)
    if tried.right:
        return tried.delivery
    if tried.left == 0:
        raise DoorCodeLocked
    raise WrongDoorCode(left=tried.left, details={"left": tried.left})


@entry
def try_to_deliver(*, delivery_id: UUID, code: str, here: rules.Place | None, shots: Sequence[Shot], key: str, by: Actor, at: datetime) -> Tried:
    """Compare, and count what was wrong; once a key where it was right. See ``deliver``."""
    with once(key, verb="delivery.deliver", by=by, body={"delivery": delivery_id}, at=at) as turn:
        if turn.earlier:
            return Tried(access.delivery_for_rider(by, delivery_id), right=True, left=0)
        delivery = access.delivery_for_rider(by, delivery_id, lock=True)
        if delivery.status not in rules.BEFORE["delivered"]:
            raise DeliveryMoved(status=str(Delivery.Status(delivery.status).label))
        if delivery.wrong_codes >= rules.MOST_TRIES:
            return Tried(delivery, right=False, left=0)
        if not right_code(delivery.order_id, code, at=at):
            return _wrong(delivery, by=by, at=at)
        place = rules.place_of(delivery.order.place, here)
        if place == rules.FAR and not shots:
            raise FarFromDoor
        turn.remember(delivery=delivery_id)
        complete_and_tell(order=delivery.order, by=by, at=at)
        move(delivery, "delivered", proof=rules.CODE, place=place, by=by, at=at)
        keep(shots, delivery, of=Photo.Of.HANDED, at=at)
        return Tried(delivery, right=True, left=0)


@entry
def leave_at_door(*, delivery_id: UUID, shots: Sequence[Shot], here: rules.Place | None = None, key: str, by: Actor, at: datetime) -> Delivery:
    """It lies at the door, as its buyer let it, and a picture shows where: the order is completed and settled, once a key.

    Raises:
        DeliveryNotFound, DeliveryMoved: not hers, or not on its way.
        NotToBeLeft: the buyer did not say so, or took it back.
        PictureNeeded, TooManyPictures: no picture, or too many.
        OrderMoved: the order ended meanwhile.
    """
    shown = sorted(shot.digest.hex() for shot in shots)
    with once(key, verb="delivery.leave_at_door", by=by, body={"delivery": delivery_id, "shown": shown}, at=at) as turn:
        if turn.earlier:
            return access.delivery_for_rider(by, delivery_id)
        delivery = access.delivery_for_rider(by, delivery_id, lock=True)
        if not DoorLeave.objects.filter(order=delivery.order_id).exists():
            raise NotToBeLeft
        if not shots:
            raise PictureNeeded
        turn.remember(delivery=delivery_id)
        move(delivery, "delivered", proof=rules.PHOTO, place=rules.place_of(delivery.order.place, here), by=by, at=at)
        keep(shots, delivery, of=Photo.Of.LEFT, at=at)
        complete_and_tell(order=delivery.order, by=by, at=at)
        if delivery.order.buyer_id:
            notify(delivery.order.buyer_id, "delivery_left", f"delivery/{delivery.pk}/left", {"number": delivery.order.number}, at=at)
        return delivery


@entry
def fail(*, delivery_id: UUID, reason: str, note: str = "", shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Delivery:
    """It could not be handed over, for one of the known reasons; buyer and shop hear it. What follows is the reason's (``rules.FAILURES``).

    Raises:
        NoReason: none of the known reasons.
        PictureNeeded, TooManyPictures: the reason must be shown, or is shown too often.
        DeliveryNotFound, DeliveryMoved: not hers, or not on its way.
    """
    known = rules.FAILURES.get(reason)
    if known is None:
        raise NoReason
    if known.shown and not shots:
        raise PictureNeeded
    delivery = access.delivery_for_rider(by, delivery_id, lock=True)
    said: dict[str, Any] = {"failed_for": reason, "note": note.strip()[: rules.LONGEST_NOTE]}
    said["failures"] = min(delivery.failures + 1, rules.MOST_FAILURES)
    move(delivery, "failed", reason=reason, by=by, at=at, **said)
    keep(shots, delivery, of=Photo.Of.FAILED, at=at)
    _tell_both(delivery, "delivery_missed" if delivery.may_try_again else "delivery_failed", at)
    return delivery


@entry
def try_again(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The rider rings once more before she takes it back.

    Raises:
        DeliveryNotFound, DeliveryMoved: not hers, or it did not fail.
        GoesBack: not for this reason, or it was tried often enough.
    """
    delivery = access.delivery_for_rider(by, delivery_id, lock=True)
    if delivery.status == Delivery.Status.FAILED and not delivery.may_try_again:
        raise GoesBack
    return move(delivery, "picked_up", before=("failed",), picked_up_at=delivery.picked_up_at, by=by, at=at)


@entry
def bring_back(*, delivery_id: UUID, key: str, by: Actor, at: datetime) -> Delivery:
    """The shop has the goods again, once a key: the order is ready once more, for another ride, for the buyer to come, or to be cancelled.

    Where the reason says that nothing fit to be handed over came back, the order ends and the buyer gets everything back in the same
    commit. What is broken is still on the shelf in the books, and is written down there.

    Raises:
        DeliveryNotFound: not a delivery of a shop that the actor keeps.
        DeliveryMoved: it did not fail, or is back already.
        OrderMoved: the order ended meanwhile.
    """
    with once(key, verb="delivery.bring_back", by=by, body={"delivery": delivery_id}, at=at) as turn:
        if turn.earlier:
            return access.delivery_for_shop(by, delivery_id)
        delivery = access.delivery_for_shop(by, delivery_id, lock=True)
        turn.remember(delivery=delivery_id)
        move(delivery, "returned", by=by, at=at)
        put_back(order=delivery.order, by=by, at=at)
        if delivery.failing.follows == rules.REFUND:
            give_up(order=delivery.order, by=by, at=at)
        else:
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
        notify(party, kind, f"{kind}/{delivery.pk}/{delivery.failures}", {"number": order.number}, at=at)
