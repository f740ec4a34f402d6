"""Short ways to pay by the simulated acquirer in the tests, and to let its hours pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from ecosystem import ports
from ecosystem.identity.public import Person
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.models import Payment
from ecosystem.payments.simulators.acquirer import NAME, SimulatedAcquirer
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from tests.cast import MORNING
from tests.trading import buy


def acquirer() -> SimulatedAcquirer:
    made = ports.acquirers.named(NAME)
    assert isinstance(made, SimulatedAcquirer)
    return made


@contextmanager
def out_of_order(*, away_until: datetime | None = None, clock_off: timedelta = timedelta()) -> Iterator[SimulatedAcquirer]:
    """The acquirer does not answer, or its clock is wrong."""
    made = acquirer()
    made.away_until, made.clock_off = away_until, clock_off
    try:
        yield made
    finally:
        made.away_until, made.clock_off = None, timedelta()


def begun(person: Person, sku: Sku, quantity: str = "2", *, channel: str = "pickup") -> tuple[Order, Payment]:
    """An order whose payment the acquirer was asked for."""
    order = buy(person, sku, quantity, channel=channel, method=NAME)
    passes(timedelta())
    return order, payment_of(order)


def payment_of(order: Order) -> Payment:
    return Payment.objects.filter(shares__document_id=order.pk).order_by("-created_at", "-pk")[0]


def passes(*moments: timedelta) -> None:
    """What our sweep and the acquirer do at these moments after the morning, in their order."""
    for moment in moments:
        at = MORNING + moment
        acquirer().call_us(name=NAME, at=at)
        work_on_all(at=at)


def seconds(*numbers: float) -> list[timedelta]:
    return [timedelta(seconds=number) for number in numbers]


def paid_by(person: Person, sku: Sku, quantity: str = "2", *, manner: str = "prompt", channel: str = "pickup") -> Order:
    """An order that the acquirer's money paid."""
    order, payment = begun(person, sku, quantity, channel=channel)
    acquirer().pay(payment_id=payment.pk, manner=manner, at=MORNING)
    passes(timedelta())
    order.refresh_from_db()
    return order
