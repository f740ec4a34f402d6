"""Short ways to an order that is brought."""

from __future__ import annotations

from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.kernel.photos import Shot, taken
from merchants.delivery import actions
from merchants.delivery.models import Delivery
from merchants.orders.models import Order
from merchants.orders.public import code_of
from tests.cast import MORNING, Corner, actor
from tests.pictures import drawn
from tests.trading import order_in

STEPS = {"accepted": actions.accept, "at_store": actions.arrive, "picked_up": actions.pick_up}


def given(town: Corner, rider: Person, order: Order | None = None) -> Delivery:
    order = order or order_in("ready", town, channel="delivery")
    return actions.assign(order_id=order.pk, rider_id=rider.pk, by=actor(town.owner), at=MORNING)


def on_its_way(town: Corner, rider: Person) -> Delivery:
    delivery = given(town, rider)
    for step in STEPS.values():
        step(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    return Delivery.objects.get(pk=delivery.pk)


def wrong_code(delivery: Delivery) -> str:
    """Four digits that are not the buyer's."""
    return f"{(int(code_of(delivery.order_id)) + 1) % 10_000:04d}"


def failed_for(town: Corner, rider: Person, reason: str, *shots: Shot) -> Delivery:
    delivery = on_its_way(town, rider)
    return actions.fail(delivery_id=delivery.pk, reason=reason, shots=shots, by=actor(rider), at=MORNING)


def brought_back(delivery: Delivery, keeper: Person, key: str = "") -> Delivery:
    return actions.bring_back(delivery_id=delivery.pk, key=key or uuid4().hex, by=actor(keeper), at=MORNING)


def left(delivery: Delivery, rider: Person, *shots: Shot, key: str = "") -> Delivery:
    return actions.leave_at_door(delivery_id=delivery.pk, shots=shots, key=key or uuid4().hex, by=actor(rider), at=MORNING)


def doormat(size: int = 32) -> Shot:
    return taken(drawn(size))
