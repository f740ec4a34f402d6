"""What a platform may tell of a business's trade: the kinds, their fields, and what is wrong with a row.

Money is a decimal string with its currency and becomes ``<name>_minor``. What names a person or a thing is a code of the platform's own
(``CODED``): it is named anew under a key of ours, so that not even a digest of a phone number is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from ecosystem.kernel import money
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Invalid

MOST, MOST_SHOWN = 1_000, 20
CLOCKS_DIFFER = timedelta(minutes=5)
OPENED = "trade.shop_opened"
CODE = re.compile(r"[A-Za-z0-9._:/#-]{1,64}")
# A mobile number, an identity card's: somebody sent the thing itself.
TELLING = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


class Shape(NamedTuple):
    """``amounts`` must be there, ``may`` may; ``names`` are the platform's own names of its documents, the last ones optional (``?``)."""

    amounts: tuple[str, ...]
    names: tuple[str, ...]
    may: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


WHO = ("buyer", "device", "payer", "door")
KINDS: Mapping[str, Shape] = {
    "trade.order_paid": Shape(("paid",), ("order",), ("gross", "discount"), WHO, ("channel", "same_owner")),
    "trade.order_settled": Shape(("paid", "net"), ("order",), ("gross", "fee"), WHO, ("same_owner",)),
    "trade.order_refunded": Shape(("amount",), ("order", "refund"), (), ("buyer",)),
    "trade.stock_received": Shape(("cost",), ("receipt",)),
    "trade.purchase_paid": Shape(("amount",), ("invoice",), (), ("counterpart",), ("side", "days_late")),
    "trade.payout_made": Shape(("gross", "withheld"), ("payout",), ("net",), ("account",)),
    OPENED: Shape((), ("shop",), (), (), ("opened_on",)),
}
# What is compared with each other is named alike: who buys with who is bought from, what pays with what is paid out to.
CODED: Mapping[str, str] = {"buyer": "buyer", "counterpart": "buyer", "device": "device", "payer": "money", "account": "money", "door": "door"}
ZERO_ALLOWED = frozenset({"discount", "fee", "withheld", "net"})


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as a platform tells it; ``id`` is its own name for it."""

    id: str
    kind: str
    occurred_at: datetime
    data: Mapping[str, Any]
    corrects: int | None = None


class Fault(NamedTuple):
    row: int
    id: str
    code: str
    field: str = ""


def read(row: Row) -> dict[str, Any]:
    """The body of the fact, codes still as they were sent. Raises ``ValueError`` with (code, field)."""
    shape = KINDS.get(row.kind)
    if shape is None:
        raise ValueError("unknown_kind", "kind")
    known = {*shape.amounts, *shape.may, *shape.names, *shape.coded, *shape.plain}
    for name in row.data:
        if name not in known:
            raise ValueError("unknown_field", name)
    body: dict[str, Any] = {name: _code(row.data.get(name), name) for name in shape.names}
    for name in (*shape.amounts, *(name for name in shape.may if name in row.data)):
        body[f"{name}_minor"] = _minor(row.data.get(name), name)
    if shape.amounts:
        body["currency"] = money.CNY
    body |= {name: _code(row.data[name], name) for name in shape.coded if row.data.get(name)}
    return body | {name: _plain(row.data[name], name) for name in shape.plain if name in row.data}


def faults(rows: Sequence[Row], *, opened_on: date | None, at: datetime) -> Iterator[Fault]:
    """Every row that can't be taken, with why. ``opened_on`` is the day that an earlier batch told."""
    told = [opening for row in rows if row.kind == OPENED and (opening := _opening(row))]
    first = min([*told, *([opened_on] if opened_on else [])], default=None)
    seen: dict[str, Row] = {}
    for place, row in enumerate(rows):
        if not CODE.fullmatch(row.id):
            yield Fault(place, row.id[:64], "bad_id", "id")
        elif seen.setdefault(row.id, row) != row:
            yield Fault(place, row.id, "told_otherwise", "id")
        else:
            yield from _faults(place, row, first, at)


def _faults(place: int, row: Row, opened_on: date | None, at: datetime) -> Iterator[Fault]:
    try:
        read(row)
    except ValueError as error:
        code, field = error.args
        yield Fault(place, row.id, code, field)
        return
    if row.occurred_at > at + CLOCKS_DIFFER:
        yield Fault(place, row.id, "from_the_future", "occurred_at")
    elif row.kind == OPENED:
        if (_opening(row) or date.max) > business_date(at):
            yield Fault(place, row.id, "from_the_future", "opened_on")
    elif opened_on is None:
        yield Fault(place, row.id, "opening_unknown")
    elif business_date(row.occurred_at) < opened_on:
        yield Fault(place, row.id, "before_opening", "occurred_at")


def _opening(row: Row) -> date | None:
    try:
        return date.fromisoformat(str(row.data.get("opened_on")))
    except ValueError:
        return None


def _minor(told: Any, name: str) -> int:
    if not isinstance(told, dict) or set(told) != {"amount", "currency"} or not all(isinstance(part, str) for part in told.values()):
        raise ValueError("not_an_amount", name)
    if told["currency"] != money.CNY:
        raise ValueError("other_currency", name)
    try:
        minor = money.from_text(told["amount"], told["currency"])
    except Invalid:
        raise ValueError("not_an_amount", name) from None
    if minor < 0 or (minor == 0 and name not in ZERO_ALLOWED):
        raise ValueError("not_an_amount", name)
    return minor


def _code(told: Any, name: str) -> str:
    if not isinstance(told, str) or not CODE.fullmatch(told):
        raise ValueError("bad_code", name)
    if TELLING.fullmatch(told):
        raise ValueError("names_a_person", name)
    return told


def _plain(told: Any, name: str) -> Any:
    if name == "same_owner" and isinstance(told, bool):
        return told
    if name == "days_late" and isinstance(told, int) and not isinstance(told, bool) and abs(told) < 10_000:
        return told
    if name == "side" and told in {"buyer", "supplier"}:
        return told
    if name == "opened_on" and isinstance(told, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", told):
        return told
    if name == "channel":
        return _code(told, name)
    raise ValueError("bad_value", name)
