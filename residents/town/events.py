"""Everything that happened in the town, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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


@dataclass(frozen=True, slots=True)
class Turn:
    """An hour at which other wings act through their verbs; shops that may owe something are paid through ours."""

    at: datetime
    payouts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """A shop asks a maker in the circle, which confirms at once."""

    at: datetime
    purchase: shape.Purchase


@dataclass(frozen=True, slots=True)
class Delivered:
    at: datetime
    purchase: shape.Purchase


@dataclass(frozen=True, slots=True)
class Billed:
    """The maker bills what it delivered; the shop approves it for its due day."""

    at: datetime
    purchase: shape.Purchase


@dataclass(frozen=True, slots=True)
class Due:
    """The morning on which the shop's account pays the bill."""

    at: datetime
    purchase: shape.Purchase


Event = Ordered | Delivered | Billed | Due | Received | Repriced | Bought | Stepped | PaidOut | Turn
# At one moment goods and prices come before buyers, and the shop's buttons after them.
ORDER = {Received: 0, Delivered: 0, Repriced: 1, PaidOut: 2, Ordered: 2, Billed: 2, Due: 2, Turn: 3, Bought: 4, Stepped: 5}


def events_of(town: Town) -> Iterator[Event]:
    found: list[Event] = [Received(receipt.received_at, receipt) for receipt in town.receipts]
    found += _purchases(town)
    found += _price_changes(town)
    for errand in town.errands:
        found.append(Bought(errand.placed_at, errand))
        if errand.channel != "code":
            for order in errand.orders:
                found += _steps(order, delivered=errand.channel == "delivery")
    found += _payouts(town)
    found += _turns(town)
    return iter(sorted(found, key=lambda event: (event.at, ORDER[type(event)])))


def _purchases(town: Town) -> Iterator[Event]:
    """Each step of each order that falls into the town's days."""
    for one in town.purchases:
        steps = (Ordered(one.ordered_at, one), Delivered(one.delivered_at, one), Billed(one.billed_at, one), Due(one.paid_at, one))
        yield from (step for step in steps if step.at.date() <= town.ends_on)


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
    """Shops that owe nothing are paid each morning; the others at the turn of that morning."""
    since = {one.shop: one.taken_at for one in town.borrowings}
    for morning, shops in _due(town).items():
        yield from (PaidOut(morning, shop) for shop in shops if shop not in since or morning < since[shop])


def _turns(town: Town) -> Iterator[Turn]:
    """Every morning from the first loan on, and whenever a loan is taken or settled."""
    since = {one.shop: one.taken_at for one in town.borrowings}
    if not since:
        return
    yield from (Turn(at) for at in {moment for one in town.borrowings for moment in (one.taken_at, one.settled_at) if moment})
    due, first = _due(town), min(since.values())
    day = first.date() + timedelta(days=1)
    while day <= town.ends_on:
        morning = datetime.combine(day, PAID_OUT_AT, tzinfo=TOWN_TIME)
        yield Turn(morning, tuple(shop for shop in due.get(morning, ()) if shop in since and morning > since[shop]))
        day += timedelta(days=1)


def _due(town: Town) -> dict[datetime, list[str]]:
    """Each shop is paid on the morning after a day on which it settled something."""
    days = {(order.handed_over_at.date(), order.shop) for errand in town.errands for order in errand.orders}
    due: dict[datetime, list[str]] = {}
    for day, shop in sorted(days):
        if day < town.ends_on:
            due.setdefault(datetime.combine(day + timedelta(days=1), PAID_OUT_AT, tzinfo=TOWN_TIME), []).append(shop)
    return due
