"""What is counted about a merchant, written once and run by any engine that Ibis speaks.

Every measure is an integer sum, a count or an order statistic picked by rank, so DuckDB and
PostgreSQL give the same number to the last fen. Ratios are taken afterwards, in ``rules``.

``STAGES`` are tables made one after another, each from those before; ``blocks`` are the answers,
each with a row for every one asked about of whom there is something to say. An engine writes each
stage down, so that what many measures share is worked out once.

Own purchases (``same_owner``) are taken out before anything is counted, and so are their
refunds. Money is what was settled through a ledger; a claim is activity and nothing more.
Trend and swing look at sales before refunds: a refund of last month's sale would otherwise
make this month look like growth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import ibis
from ibis import _, ir

from . import admitted, customers, guards, money, supply, weeks
from .bases import FLOWS, bases, own_90, summed
from .evidence import AMOUNTS, PARTS, of_sets
from .ranks import Series, at_ranks
from .schema import ASKED, FACTS, KEY

# Each names the stages that it is made from.
STAGES: Mapping[str, tuple[Callable[..., ir.Table], tuple[str, ...]]] = {
    "moments": (admitted.moments, ("facts", "asked")),
    "judged": (admitted.judged, ("facts", "moments")),
    "again": (admitted.told_again, ("judged",)),
    "known": (admitted.known, ("judged", "again")),
    "own_orders": (admitted.own_orders, ("known",)),
    "history": (admitted.history, ("known", "own_orders")),
    "seen": (admitted.seen, ("known", "own_orders", "history")),
    "flows": (money.flows, ("seen",)),
    "months": (money.months, ("flows", "history")),
    "weeks": (weeks.weeks, ("seen", "history")),
    "orders": (guards.orders, ("seen",)),
    "links": (guards.links, ("orders",)),
    "rings": (guards.rings, ("links",)),
    "flags": (guards.flags, ("known", "seen", "orders", "rings")),
}


@cache
def tables() -> dict[str, ir.Table]:
    """Every stage as a table that can be read, and what makes it, under ``made/<name>``."""
    found = {"facts": ibis.table(FACTS, name="portrait_facts"), "asked": ibis.table(ASKED, name="portrait_asked")}
    for name, (make, of) in STAGES.items():
        made = make(*(found[source] for source in of))
        found[f"made/{name}"] = made
        found[name] = ibis.table(made.schema(), name=f"portrait_{name}")
    return found


class Block(NamedTuple):
    """A table of answers, its columns named as measures are.

    With ``names`` it has several rows for one asked about, each of a ``series``, and the columns after that are named as the names at
    the place of the series say; those without a name nobody asks for.
    """

    rows: ir.Table
    names: Sequence[Sequence[str | None]] = ()


@cache
def blocks() -> tuple[Block, ...]:
    t = tables()
    plain = (
        t["facts"].join(t["asked"], "party").group_by(KEY).aggregate(facts_until=_.fact.max(), facts_read=_.count()),
        t["history"],
        admitted.left_out(t["judged"]),
        t["again"].group_by(KEY).aggregate(left_out_told_twice=_.count()),
        money.left(t["flows"]),
        money.active(t["seen"]),
        money.own(t["known"]),
        supply.supply(t["seen"]),
        customers.buyers(t["seen"].filter(bases()["sales"])),
        customers.channels(t["seen"]),
        guards.suspects(t["flags"]),
        weeks.worst(t["weeks"]),
    )
    ranks = (*money.tickets(t["seen"].filter(bases()["sales"])), *money.of_months(t["months"]), *weeks.of_weeks(t["weeks"]))
    return (*(Block(rows) for rows in plain), _sets(t["seen"]), _ranks(ranks), _ranks([weeks.strays(t["weeks"])]))


def _sets(seen: ir.Table) -> Block:
    rests_on = {name for name in bases() if name not in FLOWS}
    amounts = {of: out for out, of in money.TOTALS.items()}
    names = [
        [*(f"{name}_{part}" if name in rests_on else None for part in PARTS), *(amounts.get((name, amount)) for amount in AMOUNTS)]
        for name in summed()
    ]
    return Block(of_sets(seen, summed().values()), names)


def _ranks(series: Sequence[Series]) -> Block:
    return Block(at_ranks(series), [(one.out, one.among) for one in series])


def behind(basis: str, *, flagged: bool, most: int) -> ir.Table:
    """The newest facts of a set of facts; with ``flagged``, of those among them that a guard asks about."""
    t = tables()
    rows = t["known"].filter(own_90()) if basis == "own_90" else t["flows" if basis in FLOWS else "seen"].filter(bases()[basis])
    if flagged:
        rows = rows.semi_join(t["flags"], [KEY, "fact"])
    return rows.select("us", "fact").distinct().order_by([ibis.desc("us"), ibis.desc("fact")]).limit(most)
