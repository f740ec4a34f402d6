"""What a measure rests on: how many facts, of which standing, and the newest of them.

Many sets of facts overlap, and asking each row about each of them once for every number wanted is most of the work. So a row
is asked once: the sets that it is in are the bits of one number, rows with the same bits are summed, and the few sums are added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import ibis
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


def sums(rows: ir.Table, sets: dict[str, ir.BooleanValue]) -> ir.Table:
    """Rows that are in the same of the sets and have the same standing, as one: how many, what they come to, the newest."""
    # A row of which a condition can't be said is in no set, as it would be for a count.
    nothing = ibis.literal(0, "int64")
    bits = [ibis.ifelse(where, ibis.literal(1 << place, "int64"), nothing) for place, where in enumerate(sets.values())]
    told = rows.select(KEY, "standing", "us", "amount_minor", "net_minor", sets=reduce(add, bits)).filter(_.sets != 0)
    amounts = {name: _[name].sum().cast("int64") for name in ("amount_minor", "net_minor")}
    return told.group_by([KEY, "sets", "standing"]).aggregate(facts=_.count(), newest_us=_.us.max(), **amounts)


def inside(sets: Iterable[str], name: str) -> ir.BooleanValue:
    """Whether a row of ``sums`` is of facts in the set."""
    bit = 1 << list(sets).index(name)
    held: ir.BooleanValue = (_.sets & ibis.literal(bit, "int64")) != 0
    return held


def evidence_of(sums: ir.Table, sets: dict[str, ir.BooleanValue], names: Iterable[str]) -> ir.Table:
    """``evidence`` of the sets named, out of the sums."""
    parts: dict[str, Any] = {}
    for name in names:
        where = inside(sets, name)
        parts[f"{name}_facts"] = _.facts.sum(where=where).coalesce(0).cast("int64")
        parts[f"{name}_settled"] = _.facts.sum(where=where & (_.standing == SETTLED)).coalesce(0).cast("int64")
        parts[f"{name}_attested"] = _.facts.sum(where=where & (_.standing == ATTESTED)).coalesce(0).cast("int64")
        parts[f"{name}_newest_us"] = _.newest_us.max(where=where)
    return sums.group_by(KEY).aggregate(**parts)
