"""A trade fact flattened into the columns that the measures read.

The columns are the same whether a fact was read as a row of the feed (``flatten``) or many were read at once
(``reading``). What can't be counted at all keeps its place, with the reason in ``fault``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from ecosystem.feed.public import REPORTED
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1970, 1, 1)
LARGEST = 2**53 // 10_000
"""Beyond this many minor units a share in basis points would no longer be exact: 900 billion yuan in one fact is none."""


class Kind(IntEnum):
    PAID = 1
    SETTLED = 2
    REFUNDED = 3
    RECEIVED = 4
    BILL_PAID = 5
    PAYOUT = 6
    OPENED = 7


class Standing(IntEnum):
    """A claim is the word of the shop itself, who takes cash at her own till; ``REPORTED`` is one that a platform signed that the bank let in."""

    SETTLED = 1
    ATTESTED = 2
    CLAIMED = 3
    REPORTED = 4


class Fault(IntEnum):
    """Why a fact is not counted; ``FUTURE`` and what follows depends on what else is known, so the measures find it."""

    NONE = 0
    CURRENCY = 1
    UNREADABLE = 2


class Shape(NamedTuple):
    """Which field of a body is what: the amount, what is left of it, and the document's own name."""

    kind: Kind
    amount: str
    document: str
    net: str = ""


SHAPES: Mapping[str, Shape] = {
    "trade.order_paid": Shape(Kind.PAID, "paid_minor", "order"),
    "trade.order_settled": Shape(Kind.SETTLED, "paid_minor", "order", "net_minor"),
    "trade.order_refunded": Shape(Kind.REFUNDED, "amount_minor", "refund"),
    "trade.stock_received": Shape(Kind.RECEIVED, "cost_minor", "receipt"),
    "trade.purchase_paid": Shape(Kind.BILL_PAID, "amount_minor", "invoice"),
    "trade.payout_made": Shape(Kind.PAYOUT, "gross_minor", "payout", "withheld_minor"),
    "trade.shop_opened": Shape(Kind.OPENED, "", "shop"),
}
STANDINGS = {"settled": Standing.SETTLED, "attested": Standing.ATTESTED, "claimed": Standing.CLAIMED}
# Code names: only whether two are the same is ever asked of them.
NAMED = ("document", "order_ref", "buyer", "device", "payer", "door", "other", "channel")
COLUMNS: Mapping[str, str] = {
    "party": "int64",
    "fact": "int64",
    "kind": "int8",
    "standing": "int8",
    "fault": "int8",
    "day": "int64",
    "us": "int64",
    "same_owner": "bool",
    "sold": "bool",
    "amount_minor": "int64",
    "net_minor": "int64",
    "days_late": "int64",
    **dict.fromkeys(NAMED, "int64"),
}
ASKED_COLUMNS: Mapping[str, str] = {"ask": "int64", "party": "int64", "as_of_day": "int64", "as_of_us": "int64"}


class TradeFact(Protocol):
    """What a portrait needs of a row of the feed."""

    @property
    def about(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def standing(self) -> str: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


class Line(NamedTuple):
    """One fact; code names still as the feed has them. ``sold`` tells the seller's side of a bill from the buyer's."""

    about: str
    fact: int
    kind: int
    standing: int
    fault: int
    day: int
    us: int
    same_owner: bool
    sold: bool
    amount_minor: int
    net_minor: int
    days_late: int
    document: str | None
    order_ref: str | None
    buyer: str | None
    device: str | None
    payer: str | None
    door: str | None
    other: str | None
    channel: str | None


def day_number(at: datetime) -> int:
    """Days from 1970-01-01 to the business day (in China) of an instant."""
    return (business_date(at) - FIRST_DAY).days


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def flatten(facts: Iterable[TradeFact]) -> list[Line]:
    """Facts of kinds that no measure reads are left out; facts of those kinds keep a line, whatever is wrong with them."""
    return [_line(fact, SHAPES[fact.kind], place) for place, fact in enumerate(facts, 1) if fact.kind in SHAPES]


def _line(fact: TradeFact, shape: Shape, place: int) -> Line:
    body, source = fact.body, getattr(fact, "source", "")
    amount, net = _whole(body.get(shape.amount, 0) if shape.amount else 0), _whole(body.get(shape.net, 0) if shape.net else 0)
    day = day_number(fact.occurred_at) if shape.kind is not Kind.OPENED else _opened(body)
    fault = Fault.NONE
    if (body.get("currency") or CNY) != CNY:
        fault = Fault.CURRENCY
    elif amount is None or net is None or day is None or (shape.amount and shape.amount not in body):
        fault = Fault.UNREADABLE
    return Line(
        str(fact.about),
        getattr(fact, "pk", None) or place,
        shape.kind,
        Standing.REPORTED if fact.standing == "claimed" and source.startswith(REPORTED) else STANDINGS[fact.standing],
        fault,
        day or 0,
        microseconds(fact.occurred_at),
        body.get("same_owner") is True,
        body.get("side") == "supplier",
        amount or 0,
        net or 0,
        _whole(body.get("days_late", 0)) or 0,
        _of(source, body.get(shape.document)),
        _of(source, body.get("order")),
        _text(body.get("buyer")),
        _text(body.get("device")),
        _text(body.get("payer")) or _text(body.get("account")),
        _text(body.get("door")),
        _text(body.get("counterpart")),
        _text(body.get("channel")),
    )


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST else None


def _opened(body: Mapping[str, Any]) -> int | None:
    try:
        return (date.fromisoformat(str(body.get("opened_on"))) - FIRST_DAY).days
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _of(source: str, value: Any) -> str | None:
    """A document's name is its source's own: two platforms may both have an order 17."""
    return f"{source}/{value}" if isinstance(value, str) and value else None
