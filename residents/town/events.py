"""Everything that happened in the town, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from ecosystem.demo.public import Town, shape
from ecosystem.kernel.clock import TOWN_TIME

SENT_AFTER_READY = timedelta(minutes=5)
PAID_OUT_AT = time(6, 0)


@dataclass(frozen=True, slots=True)
class Received:
    at: datetime
    receipt: shape.Receipt


@dataclass(frozen=True, slots=True)
class Repriced:
    at: datetime
    price: shape.Price


@dataclass(frozen=True, slots=True)
class Bought:
    """An errand: checked out by the resident, or paid code by code at the counters."""

    at: datetime
    errand: shape.Errand


@dataclass(frozen=True, slots=True)
class Stepped:
    """A shop's button: ``accepted``, ``ready``, ``out_for_delivery`` or ``completed``."""

    at: datetime
    step: str
    order: shape.ShopOrder


@dataclass(frozen=True, slots=True)
class PaidOut:
    """The morning's payout of one shop."""

    at: datetime
    shop: str
    day: date


Event = Received | Repriced | Bought | Stepped | PaidOut
# At one moment goods and prices come before buyers, and the shop's buttons after them.
TURN = {Received: 0, Repriced: 1, PaidOut: 2, Bought: 3, Stepped: 4}


def events_of(town: Town) -> Iterator[Event]:
    found: list[Event] = [Received(receipt.received_at, receipt) for receipt in town.receipts]
    found += _price_changes(town)
    for errand in town.errands:
        found.append(Bought(errand.placed_at, errand))
        if errand.channel != "code":
            for order in errand.orders:
                found += _steps(order, delivered=errand.channel == "delivery")
    found += _payouts(town)
    return iter(sorted(found, key=lambda event: (event.at, TURN[type(event)])))


def _price_changes(town: Town) -> Iterator[Repriced]:
    """Every price but each article's first, which it went on sale with."""
    by_sku = sorted(town.prices, key=lambda price: (price.shop, price.sku, price.from_at))
    for _sku, prices in groupby(by_sku, key=lambda price: (price.shop, price.sku)):
        yield from (Repriced(price.from_at, price) for price in list(prices)[1:])


def _steps(order: shape.ShopOrder, *, delivered: bool) -> Iterator[Stepped]:
    yield Stepped(order.accepted_at, "accepted", order)
    yield Stepped(order.ready_at, "ready", order)
    if delivered:
        yield Stepped(order.ready_at + SENT_AFTER_READY, "out_for_delivery", order)
    yield Stepped(order.handed_over_at, "completed", order)


def _payouts(town: Town) -> Iterator[PaidOut]:
    """Each shop is paid on the morning after a day on which it settled something."""
    days = {(order.shop, order.handed_over_at.date()) for errand in town.errands for order in errand.orders}
    for shop, day in sorted(days):
        morning = day + timedelta(days=1)
        if morning <= town.ends_on:
            yield PaidOut(datetime.combine(morning, PAID_OUT_AT, tzinfo=TOWN_TIME), shop, day)
