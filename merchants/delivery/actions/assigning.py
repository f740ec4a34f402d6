"""Who brings it: the shop gives an order to a rider, or a rider takes one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from merchants.orders.public import Order
from merchants.shops.public import RIDERS, Shop, held_at

from .. import access, rules
from ..errors import AlreadyTaken, CourierHasIt, NoRider
from ..models import Delivery
from .moving import move, wake


@entry
def assign(*, order_id: UUID, rider_id: UUID, by: Actor, at: datetime) -> Delivery:
    """Give an order to somebody who rides for the shop; it is taken from whoever has not picked it up. Saying it twice is saying it once.

    Raises:
        OrderNotFound: not an order of a shop that the actor keeps.
        NotToBeBrought: it is not one to bring now, or is on its way.
        NoRider: the person does not ride for the shop.
        CourierHasIt: a courier is to bring it, and must be called back first.
    """
    order = access.order_to_bring(by, order_id, riding=False)
    rider = _rider_at(order.shop, rider_id)
    former = _under_way(order)
    if former is not None:
        if former.rider_id == rider_id:
            return former
        if former.rider is None:
            raise CourierHasIt
        move(former, "withdrawn", by=by, at=at)
        _tell_withdrawn(former, at)
    made = _begin(order, rider, Delivery.Status.ASSIGNED, by=by, at=at)
    notify(rider.party_id, "delivery_assigned", f"delivery/{made.pk}/assigned", {"number": order.number}, at=at)
    return made


@entry
def claim(*, order_id: UUID, by: Actor, at: datetime) -> Delivery:
    """A rider takes an order that nobody brings. Saying it twice is saying it once.

    Raises:
        OrderNotFound: not an order of a shop that the actor rides for.
        NotToBeBrought: it is not one to bring now.
        AlreadyTaken: somebody else has it.
    """
    if by.person_id is None:
        raise Unauthenticated
    order = access.order_to_bring(by, order_id, riding=True)
    former = _under_way(order)
    if former is not None:
        if former.rider_id != by.person_id:
            raise AlreadyTaken
        return former
    return _begin(order, _rider_at(order.shop, by.person_id), Delivery.Status.ACCEPTED, by=by, at=at)


@entry
def withdraw_ended(*, order_id: UUID, at: datetime) -> int:
    """Take a delivery from its rider whose order ended without her: the shop handed it over, or it was cancelled. How many: 0 or 1."""
    order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=order_id)
    left = _under_way(order)
    if left is None or left.rider is None or order.status not in {Order.Status.COMPLETED, Order.Status.CANCELLED}:
        return 0
    move(left, "withdrawn", by=platform("delivery"), at=at)
    _tell_withdrawn(left, at)
    return 1


def _tell_withdrawn(delivery: Delivery, at: datetime) -> None:
    if delivery.rider:
        notify(delivery.rider.party_id, "delivery_withdrawn", f"delivery/{delivery.pk}/withdrawn", {"number": delivery.order.number}, at=at)


def _under_way(order: Order) -> Delivery | None:
    found = Delivery.objects.select_related("rider").filter(order=order, status__in=rules.OPEN).first()
    if found is not None:
        found.order = order
    return found


def _rider_at(shop: Shop, person_id: UUID) -> Person:
    if not held_at(shop).filter(person=person_id, role__in=list(RIDERS)).exists():
        raise NoRider
    return Person.objects.select_related("party").get(pk=person_id)


@inner
def _begin(order: Order, rider: Person, status: str, *, by: Actor, at: datetime) -> Delivery:
    accepted_at = at if status == Delivery.Status.ACCEPTED else None
    made = Delivery.objects.create(order=order, rider=rider, status=status, assigned_at=at, accepted_at=accepted_at)
    record(
        f"delivery.{status}", target=f"delivery/{made.pk}", by=by, at=at, after={"order": str(order.pk), "rider": str(rider.pk)}, about=order.shop_id
    )
    wake(made)
    return made
