"""A day's file made from our own rows, which may lose, double and alter lines on purpose.

``faults`` maps a line's number to what is done to it: ``lose``, ``double``, ``alter`` (a fen less) or ``deny`` (the other state).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from ecosystem.kernel.money import to_text

from .. import queries
from ..reading import HEADER


class SimulatedStatements:
    """Joined to the port ``StatementFile``; faithful unless told otherwise."""

    def __init__(self, source: str, faults: Mapping[int, str] | None = None) -> None:
        self._source = source
        self._faults = dict(faults or {})

    def fetch(self, *, on: date) -> bytes | None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(HEADER)
        for number, (kind, ours_id, amount_minor, state) in enumerate(queries.expected_of(self._source, on), start=1):
            fault = self._faults.get(number, "")
            if fault == "lose":
                continue
            said = amount_minor - 1 if fault == "alter" else amount_minor
            told = ("failed" if state == "succeeded" else "succeeded") if fault == "deny" else state
            row = [kind, ours_id, to_text(said), "CNY", told, f"{self._source.upper()}-{ours_id.hex[-8:]}"]
            writer.writerows([row, row] if fault == "double" else [row])
        return text.getvalue().encode()
