"""Short ways to couriers in the tests: let come, sent, and time that goes by."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from ecosystem import ports
from merchants.couriers import actions
from merchants.couriers.models import Dispatch
from merchants.couriers.simulator import NAME, SimulatedCourier
from merchants.orders.models import Order
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import order_in

# What the firm asks for an order whose estate nobody knows; the buyer of the corner's cast paid 300 for the way.
PRICE, PAID = 400, 300
MOST = 500


def firm() -> SimulatedCourier:
    found = ports.couriers.named(NAME)
    assert isinstance(found, SimulatedCourier)
    return found


def let(town: Corner, *, most: int = MOST, money: int = 10_000) -> None:
    cast.party_money(town.shop.party_id, money)
    actions.let_couriers(shop_id=town.shop.pk, most_added_minor=most, by=actor(town.owner), at=MORNING)


def sent(town: Corner, manner: str = "prompt", *, order: Order | None = None, key: str = "", price: int = PRICE) -> Dispatch:
    """A courier for an order that stands ready, given to the firm but not told to it."""
    order = order or order_in("ready", town, channel="delivery")
    firm().manner = manner
    by, key = actor(town.owner), key or uuid4().hex
    return actions.order_courier(order_id=order.pk, courier=NAME, quote="Q1", price_minor=price, key=key, by=by, at=MORNING)


def later(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def go_by(until: float, *, since: float = 0, step: float = 0.5) -> None:
    """Time goes by, half a minute at a time, with the firm's calls and our own work."""
    moment = since
    while moment <= until:
        firm().call_us(at=later(moment))
        actions.work_all(at=later(moment))
        moment += step


def standing_of(dispatch: Dispatch) -> tuple[str, str, str, int | None, str]:
    """Order, delivery, errand, fee, dispute."""
    found = Dispatch.objects.select_related("delivery__order").get(pk=dispatch.pk)
    return found.delivery.order.status, found.delivery.status, found.status, found.fee_minor, found.disputed
