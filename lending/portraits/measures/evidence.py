"""What a measure rests on: how many facts, of which standing, and the newest of them.

Many sets of facts overlap, and asking each row about each of them is most of the work, as planning a hundred sums is for a
single merchant. So rows between which no set tells apart are summed first, and the few sums are asked which sets they are in.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import ibis
from ibis import _, ir

from .bases import EDGES
from .schema import ATTESTED, KEY, SETTLED, WEEK

PARTS = ("facts", "settled", "attested", "newest_us")
AMOUNTS = ("amount_minor", "net_minor")


def evidence(name: str, where: ir.BooleanValue) -> dict[str, Any]:
    """The aggregates ``<name>_facts``, ``_settled``, ``_attested`` and ``_newest_us`` over the rows for which ``where`` holds."""
    return {
        f"{name}_facts": _.count(where=where),
        f"{name}_settled": _.count(where=where & (_.standing == SETTLED)),
        f"{name}_attested": _.count(where=where & (_.standing == ATTESTED)),
        f"{name}_newest_us": _.us.max(where=where),
    }


def alike(rows: ir.Table) -> ir.Table:
    """Rows that are in the same sets whatever these are, as one: their sums, under the age of the youngest."""
    between = reduce(add, (ibis.ifelse(_.age >= edge, 1, 0) for edge in EDGES))
    marked = rows.mutate(between=between, whole_week=_.age // WEEK < _.history_days // WEEK, bought=_.buyer.notnull(), way=_.channel.notnull())
    return marked.group_by([KEY, "kind", "standing", "sold", "between", "whole_week", "bought", "way"]).aggregate(
        age=_.age.min(),
        history_days=_.history_days.max(),
        buyer=_.buyer.max(),
        channel=_.channel.max(),
        facts=_.count(),
        newest_us=_.us.max(),
        **{name: _[name].sum().cast("int64") for name in AMOUNTS},
    )


def of_sets(rows: ir.Table, sets: Iterable[ir.BooleanValue]) -> ir.Table:
    """Of each set, by its place among them, what ``evidence`` tells and what its facts come to."""
    # A row of which a condition can't be said is in no set, as it would be for a count.
    places = ibis.array([ibis.ifelse(where, ibis.literal(place, "int32"), ibis.null("int32")) for place, where in enumerate(sets)])
    each = alike(rows).select(KEY, "standing", "facts", "newest_us", *AMOUNTS, series=places.unnest()).filter(_.series.notnull())
    return each.group_by([KEY, "series"]).aggregate(
        facts=_.facts.sum().cast("int64"),
        settled=_.facts.sum(where=_.standing == SETTLED).cast("int64"),
        attested=_.facts.sum(where=_.standing == ATTESTED).cast("int64"),
        newest_us=_.newest_us.max(),
        **{name: _[name].sum().cast("int64") for name in AMOUNTS},
    )
