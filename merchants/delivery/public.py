"""What other rooms and wings may take from delivery."""

from .access import delivery_for_shop, order_to_bring
from .actions import begin_with_courier, go_on, take_from_courier
from .errors import AlreadyTaken, CourierHasIt
from .models import Delivery, courier_label
from .queries import Door, door_of, latest_of
from .rules import BEFORE_PICKING_UP, OPEN, REASONS, TO_BRING

__all__ = [
    "BEFORE_PICKING_UP",
    "OPEN",
    "REASONS",
    "TO_BRING",
    "AlreadyTaken",
    "CourierHasIt",
    "Delivery",
    "Door",
    "begin_with_courier",
    "courier_label",
    "delivery_for_shop",
    "door_of",
    "go_on",
    "latest_of",
    "order_to_bring",
    "take_from_courier",
]
