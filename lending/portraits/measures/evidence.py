"""What a measure rests on: how many facts, of which standing, and the newest of them."""

from __future__ import annotations

from typing import Any

from ibis import _, ir

from .schema import ATTESTED, KEY, SETTLED

PARTS = ("facts", "settled", "attested", "newest_us")


def evidence(name: str, where: ir.BooleanValue) -> dict[str, Any]:
    """The aggregates ``<name>_facts``, ``_settled``, ``_attested`` and ``_newest_us`` over the rows for which ``where`` holds."""
    return {
        f"{name}_facts": _.count(where=where),
        f"{name}_settled": _.count(where=where & (_.standing == SETTLED)),
        f"{name}_attested": _.count(where=where & (_.standing == ATTESTED)),
        f"{name}_newest_us": _.us.max(where=where),
    }


def evidence_of(bases: ir.Table, sets: dict[str, ir.BooleanValue]) -> ir.Table:
    """One row for each row asked about, whose facts are in ``bases``, for several sets of facts in one pass."""
    return bases.group_by(KEY).aggregate(**{part: value for name, where in sets.items() for part, value in evidence(name, where).items()})
