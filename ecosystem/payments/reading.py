"""The CSV in which acquirers and rails tell a day: one line for each thing that they say happened."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.money import from_text

from .errors import FileUnreadable
from .models.reconciliation import KINDS

HEADER = ("kind", "id", "amount", "currency", "state", "reference")
STATES = ("succeeded", "failed", "returned")


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    ours_id: UUID
    amount_minor: int
    state: str
    theirs: str


def lines_of(content: bytes) -> Iterator[Line]:
    """The lines of a file, UTF-8 with or without a byte-order mark.

    Raises:
        FileUnreadable: not such a file; ``line`` says where. Nothing of it is used.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable(line=1) from None
    rows = csv.reader(io.StringIO(text, newline=""))
    if tuple(next(rows, ())) != HEADER:
        raise FileUnreadable(line=1)
    for number, row in enumerate(rows, start=2):
        if row:
            yield _line(row, number)


def _line(row: list[str], number: int) -> Line:
    try:
        kind, ours_id, amount, currency, state, theirs = row
        line = Line(kind, UUID(ours_id), from_text(amount, currency), state, theirs[:100])
    except (ValueError, Invalid):
        raise FileUnreadable(line=number) from None
    if line.kind not in KINDS or line.state not in STATES or line.amount_minor < 0:
        raise FileUnreadable(line=number)
    return line
