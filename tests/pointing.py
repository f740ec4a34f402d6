"""Short ways to pickup points in the tests: the rival's shop receives, the corner's shop brings, and a parcel as far as wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.kernel.photos import Shot, taken
from merchants.catalog.public import Sku
from merchants.delivery import actions
from merchants.orders.models import Order
from merchants.orders.public import accept_order, code_of, mark_ready, send_out
from merchants.points.access import point_shown
from merchants.points.actions import Terms, bring_to_point, offer_point
from merchants.points.models import Parcel, Point
from merchants.points.queries import way_to
from residents.baskets.actions import Wish, checkout
from residents.baskets.queries import quote_for
from residents.baskets.rules import to_point
from tests.cast import MORNING, Corner, actor
from tests.pictures import drawn
from tests.trading import put

# What the point gets for a parcel, and what the corner's shop asks for the way there.
KEPT, WAY = 80, 120


def offered(town: Corner, *, fee: int = KEPT, capacity: int = 5) -> Point:
    return offer_point(shop_id=town.rival_shop.pk, terms=Terms(fee, capacity), by=actor(town.rival), at=MORNING)


def served(town: Corner, *, fee: int = WAY, capacity: int = 5) -> Point:
    point = offered(town, capacity=capacity)
    bring_to_point(point_id=point.pk, shop_id=town.shop.pk, fee_minor=fee, by=actor(town.owner), at=MORNING)
    return point


def wish_to(point: Point, person: Person, *, at: datetime = MORNING, **other: object) -> Wish:
    """What the basket's page would send."""
    quote = quote_for(person.party_id, at=at)
    way = way_to(point_shown(point.pk), [part.shop_id for part in quote.parts])
    shown = to_point(quote, {part.shop_id: way.fee_of(part.shop_id) for part in quote.parts})
    return replace(Wish(quote=shown.digest, channel="delivery", method="bank_account", point_id=point.pk), **other)  # type: ignore[arg-type]


def ordered(point: Point, person: Person, sku: Sku, **other: object) -> Order:
    put(person, sku, "2")
    return Order.objects.get(errand_id=checkout(wish=wish_to(point, person, **other), key=uuid4().hex, by=actor(person), at=MORNING))


def sent(point: Point, town: Corner) -> Order:
    """On its way to the point, sent out by the shop's own button."""
    order, by = ordered(point, town.resident, town.milk), {"by": actor(town.owner), "at": MORNING}
    accept_order(order_id=order.pk, **by)
    mark_ready(order_id=order.pk, **by)
    send_out(order_id=order.pk, **by)
    return Order.objects.get(pk=order.pk)


def shelf_of_the_point() -> Shot:
    return taken(drawn(24))


def dropped(point: Point, town: Corner, *, key: str = "") -> Parcel:
    return drop(sent(point, town), town.owner, key=key)


def drop(order: Order, person: Person, *shots: Shot, key: str = "") -> Parcel:
    return actions.drop(order_id=order.pk, shots=shots or (shelf_of_the_point(),), key=key or uuid4().hex, by=actor(person), at=MORNING)


def collect(parcel: Parcel, person: Person, code: str = "", *, key: str = "", at: datetime = MORNING) -> Parcel:
    return actions.collect(order_id=parcel.order_id, code=code or code_of(parcel.order_id), key=key or uuid4().hex, by=actor(person), at=at)
