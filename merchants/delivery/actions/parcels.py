"""Parcels at pickup points: dropped with a picture, collected by the buyer's code, or gone back after their days."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import DomainError, Unauthenticated
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.orders.public import NOT_COLLECTED, Order, WrongDoorCode, complete_and_tell, give_up, order_for_shop, put_back, right_code
from merchants.points.public import MOST_TRIES, Parcel, ParcelMoved, move_parcel, overdue_orders, parcel_for_point, parcel_for_shop, parcel_of
from merchants.shops.public import RIDERS

from .. import access, rules
from ..errors import DoorCodeLocked, PictureNeeded
from ..models import Delivery, Photo
from ..photos import keep
from .moving import move

log = logging.getLogger(__name__)
CLOCK = platform("delivery.points")


@entry
def drop(*, order_id: UUID, shots: Sequence[Shot], key: str, by: Actor, at: datetime) -> Parcel:
    """It lies at its pickup point, and a picture shows it: buyer and point hear of it, and its days begin. Once a key.

    Whoever sent it out without a rider is taken as the one who brought it.

    Raises:
        OrderNotFound: not an order of a shop that the actor rides for.
        NotToBeBrought: it goes to no point, or is not on its way.
        PictureNeeded, TooManyPictures: no picture, or too many.
        DeliveryMoved, ParcelMoved: it did not come, or was dropped already.
    """
    shown = sorted(shot.digest.hex() for shot in shots)
    with once(key, verb="delivery.drop", by=by, body={"order": order_id, "shown": shown}, at=at) as turn:
        if turn.earlier:
            return _parcel_of(order_for_shop(by, order_id, roles=RIDERS))
        order = access.order_to_drop(by, order_id)
        parcel = _parcel_of(order)
        if not shots:
            raise PictureNeeded
        turn.remember(order=order_id)
        delivery = _brought_by(order, by=by, at=at)
        move_parcel(parcel, "dropped", at=at)
        move(delivery, "delivered", proof=rules.PHOTO, by=by, at=at)
        keep(shots, delivery, of=Photo.Of.LEFT, at=at)
        _tell(order, parcel, {order.buyer_id: "parcel_dropped", parcel.point.shop.party_id: "parcel_came"}, at=at)
        return parcel


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of one code at a point. ``left`` is how many more tries there are."""

    parcel: Parcel
    right: bool
    left: int


def collect(*, order_id: UUID, code: str, key: str, by: Actor, at: datetime) -> Parcel:
    """The buyer told her code at the point and has the parcel: the order is completed and settled. Not a verb: a wrong try is committed.

    Raises:
        ParcelNotFound, ParcelMoved: not at a point that the actor keeps, or it does not lie there.
        WrongDoorCode, DoorCodeLocked: another code, or too many of them.
        OrderMoved: the order ended meanwhile.
    """
    shown = show_code(order_id=order_id, code=code, key=key, by=by, at=at)
    if shown.right:
        return shown.parcel
    if shown.left == 0:
        raise DoorCodeLocked
    raise WrongDoorCode(left=shown.left, details={"left": shown.left})


@entry
def show_code(*, order_id: UUID, code: str, key: str, by: Actor, at: datetime) -> Shown:
    """Compare, and count what was wrong; once a key where it was right. See ``collect``."""
    with once(key, verb="delivery.collect", by=by, body={"order": order_id}, at=at) as turn:
        parcel = parcel_for_point(by, order_id)
        if turn.earlier:
            return Shown(parcel, right=True, left=0)
        order = _held(order_id)
        # Read again: only now is it settled where the parcel is.
        parcel = parcel_for_point(by, order_id)
        if parcel.status != Parcel.Status.DROPPED:
            raise ParcelMoved(status=str(Parcel.Status(parcel.status).label))
        if parcel.wrong_codes >= MOST_TRIES:
            return Shown(parcel, right=False, left=0)
        if not right_code(order_id, code, at=at):
            wrong = parcel.wrong_codes + 1
            Parcel.objects.filter(pk=parcel.pk).update(wrong_codes=wrong)
            record("delivery.wrong_code", target=f"order/{order_id}", by=by, at=at, after={"tries": wrong}, about=order.shop_id)
            return Shown(parcel, right=False, left=MOST_TRIES - wrong)
        turn.remember(order=order_id)
        complete_and_tell(order=order, by=by, at=at)
        return Shown(_parcel_of(order), right=True, left=0)


def send_overdue_back(*, at: datetime, most: int = 100) -> int:
    """End orders that nobody collected in the days of their points; how many. One order a transaction. Safe to run by several workers."""
    return sum(_each(order_id, at) for order_id in overdue_orders(at=at, most=most))


def _each(order_id: UUID, at: datetime) -> bool:
    """What refuses is left for the next run and for a person who reads the log."""
    try:
        return go_back(order_id=order_id, at=at)
    except DomainError as refusal:
        log.warning("order %s could not go back from its point: %s", order_id, refusal.code)
        return False


@entry
def go_back(*, order_id: UUID, at: datetime) -> bool:
    """A parcel that lay too long: its buyer gets everything back now, its shop fetches it, and the point has it until then."""
    order = _held(order_id)
    parcel = _parcel_of(order)
    if parcel.status != Parcel.Status.DROPPED or parcel.keep_until is None or parcel.keep_until > at:
        return False
    move_parcel(parcel, "overdue", at=at)
    put_back(order=order, by=CLOCK, at=at)
    give_up(order=order, reason=NOT_COLLECTED, by=CLOCK, at=at)
    _tell(order, parcel, {order.shop.party_id: "parcel_to_fetch", parcel.point.shop.party_id: "parcel_overdue"}, at=at)
    return True


@entry
def fetch_back(*, order_id: UUID, by: Actor, at: datetime) -> Parcel:
    """The shop has its parcel back from the point, whose place is free again.

    Raises:
        ParcelNotFound: not a parcel of a shop that the actor keeps.
        ParcelMoved: it does not wait for its shop.
    """
    parcel_for_shop(by, order_id)
    order = _held(order_id)
    parcel = move_parcel(_parcel_of(order), "returned", at=at)
    record("delivery.fetch_back", target=f"order/{order_id}", by=by, at=at, about=order.shop_id)
    return parcel


def _held(order_id: UUID) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=order_id)


def _parcel_of(order: Order) -> Parcel:
    found = parcel_of(order.pk)
    if found is None:
        raise LookupError("an order to a point has its parcel")
    return found


@inner
def _brought_by(order: Order, *, by: Actor, at: datetime) -> Delivery:
    """Who has it to bring; where the shop sent it out without a rider, the actor."""
    found = Delivery.objects.select_related("rider").filter(order=order, status__in=rules.OPEN).first()
    if found is None:
        if Delivery.objects.filter(order=order, status=Delivery.Status.DELIVERED).exists():
            raise ParcelMoved(status=str(Parcel.Status.DROPPED.label))
        if by.person_id is None:
            raise Unauthenticated
        found = Delivery.objects.create(
            order=order, rider_id=by.person_id, status=Delivery.Status.PICKED_UP, assigned_at=at, accepted_at=at, picked_up_at=at
        )
    found.order = order
    return found


def _tell(order: Order, parcel: Parcel, kinds: dict[UUID | None, str], *, at: datetime) -> None:
    values = {"number": order.number, "point": parcel.point.shop.name_zh, "until": f"{parcel.keep_until:%m-%d}" if parcel.keep_until else ""}
    for party_id, kind in kinds.items():
        if party_id:
            notify(party_id, kind, f"{kind}/{order.pk}", values, at=at)
