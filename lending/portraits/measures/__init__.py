"""What is counted about a merchant, written once and run by any engine that Ibis speaks.

Every measure is an integer sum, a count or an order statistic picked by rank, so DuckDB and
PostgreSQL give the same number to the last fen. Ratios are taken afterwards, in ``rules``.

``STAGES`` are tables made one after another, each from those before; ``blocks`` are the answers,
each with a row for every one asked about of whom there is something to say. An engine writes most
stages down, so that what many measures share is worked out once.

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


class Stage(NamedTuple):
    """How it is made, and from which tables.

    Where it is ``written`` down it is worked out once; wide tables of many rows cost more to write than to work out again for the few
    columns that somebody reads, so of those one is.
    """

    make: Callable[..., ir.Table]
    of: tuple[str, ...]
    written: bool = True


STAGES: Mapping[str, Stage] = {
    "moments": Stage(admitted.moments, ("facts", "asked")),
    "judged": Stage(admitted.judged, ("facts", "moments"), written=False),
    "again": Stage(admitted.told_again, ("judged",)),
    "counted": Stage(admitted.counted, ("judged", "again"), written=False),
    "own_orders": Stage(admitted.own_orders, ("counted",)),
    "known": Stage(admitted.known, ("counted", "own_orders")),
    "history": Stage(admitted.history, ("known",)),
    "seen": Stage(admitted.seen, ("known",), written=False),
    "lasting": Stage(admitted.lasting, ("seen", "history"), written=False),
    "returned": Stage(money.returned, ("seen",)),
    "flows": Stage(money.flows, ("seen", "returned"), written=False),
    "months": Stage(money.months, ("flows", "history")),
    "weeks": Stage(weeks.weeks, ("seen", "history")),
    "orders": Stage(guards.orders, ("seen",)),
    "links": Stage(guards.links, ("orders",)),
    "rings": Stage(guards.rings, ("links",)),
    "flags": Stage(guards.flags, ("known", "seen", "orders", "rings")),
}


@cache
def tables() -> dict[str, ir.Table]:
    """Every stage as a table that can be read, and what makes those that are written down, under ``made/<name>``."""
    found = {"facts": ibis.table(FACTS, name="portrait_facts"), "asked": ibis.table(ASKED, name="portrait_asked")}
    for name, stage in STAGES.items():
        made = stage.make(*(found[source] for source in stage.of))
        if stage.written:
            found[f"made/{name}"] = made
        found[name] = ibis.table(made.schema(), name=f"portrait_{name}") if stage.written else made
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
        money.left(admitted.lasting(t["flows"], t["history"])),
        money.active(t["seen"]),
        money.own(t["known"]),
        supply.supply(t["lasting"]),
        customers.buyers(t["seen"].filter(bases()["sales"])),
        customers.channels(t["seen"]),
        guards.suspects(t["flags"]),
        weeks.worst(t["weeks"]),
    )
    ranks = (*money.tickets(t["seen"].filter(bases()["sales"])), money.of_months(t["months"]), *weeks.of_weeks(t["weeks"]))
    return (*(Block(rows) for rows in plain), _sets(t["lasting"]), _ranks(ranks), _ranks([weeks.strays(t["weeks"])]))


def _sets(seen: ir.Table) -> Block:
    rests_on = {name for name in bases() if name not in FLOWS}
    amounts = {of: out for out, of in money.TOTALS.items()}
    names = [
        [*(f"{name}_{part}" if name in rests_on else None for part in PARTS), *(amounts.get((name, amount)) for amount in AMOUNTS)]
        for name in summed()
    ]
    return Block(of_sets(seen, summed().values()), names)


def _ranks(series: Sequence[Series]) -> Block:
    return Block(at_ranks(series), [(*one.out, one.among) for one in series])


def behind(basis: str, *, flagged: bool, most: int) -> ir.Table:
    """The newest facts of a set of facts; with ``flagged``, of those among them that a guard asks about."""
    t = tables()
    among = admitted.lasting(t["flows"], t["history"]) if basis in FLOWS else t["lasting"]
    rows = t["known"].filter(own_90()) if basis == "own_90" else among.filter(bases()[basis])
    if flagged:
        rows = rows.semi_join(t["flags"], [KEY, "fact"])
    return rows.select("us", "fact").distinct().order_by([ibis.desc("us"), ibis.desc("fact")]).limit(most)
