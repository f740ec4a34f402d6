"""Short ways to an order that is brought."""

from __future__ import annotations

from ecosystem.identity.public import Person
from merchants.delivery import actions
from merchants.delivery.models import Delivery
from merchants.delivery.rules import door_code_of
from merchants.orders.models import Order
from tests.cast import MORNING, Corner, actor
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
    return f"{(int(door_code_of(delivery.order_id)) + 1) % 10_000:04d}"
