"""A trade fact flattened into the columns that the measures read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import pyarrow as pa

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ARROW = pa.schema(
    [
        ("about", pa.string()),
        ("kind", pa.string()),
        ("standing", pa.string()),
        ("day", pa.int64()),
        ("us", pa.int64()),
        ("order_ref", pa.string()),
        ("buyer", pa.string()),
        ("same_owner", pa.bool_()),
        ("amount_minor", pa.int64()),
        ("net_minor", pa.int64()),
    ]
)
ASKED = pa.schema([("about", pa.string()), ("as_of_day", pa.int64()), ("as_of_us", pa.int64())])
AMOUNT_OF = {
    "trade.order_paid": "paid_minor",
    "trade.order_settled": "paid_minor",
    "trade.order_refunded": "amount_minor",
    "trade.stock_received": "cost_minor",
}


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
    about: str
    kind: str
    standing: str
    day: int
    us: int
    order_ref: str | None
    buyer: str | None
    same_owner: bool
    amount_minor: int
    net_minor: int


def day_number(at: datetime) -> int:
    """Days from 1970-01-01 to the business day (in China) of an instant."""
    return (business_date(at) - date(1970, 1, 1)).days


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def flatten(facts: Iterable[TradeFact]) -> list[Line]:
    """Facts of other kinds and other currencies are left out: nothing here is counted in them."""
    return [_line(fact) for fact in facts if fact.kind in AMOUNT_OF and fact.body.get("currency", CNY) == CNY]


def _line(fact: TradeFact) -> Line:
    body = fact.body
    order = body.get("order")
    return Line(
        str(fact.about),
        fact.kind,
        fact.standing,
        day_number(fact.occurred_at),
        microseconds(fact.occurred_at),
        None if order is None else str(order),
        body.get("buyer") or None,
        bool(body.get("same_owner", False)),
        int(body[AMOUNT_OF[fact.kind]]),
        int(body.get("net_minor", 0)),
    )


def as_arrow(lines: Iterable[Line]) -> pa.Table:
    columns = list(zip(*lines, strict=True)) or [()] * len(ARROW)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, ARROW, strict=True)], schema=ARROW)


def asked_of(parties: Iterable[tuple[UUID, datetime]]) -> list[tuple[str, int, int]]:
    return [(str(party), day_number(at), microseconds(at)) for party, at in parties]
