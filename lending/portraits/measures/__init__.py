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

from collections.abc import Callable, Mapping
from functools import cache

import ibis
from ibis import _, ir

from . import admitted, customers, guards, money, supply, weeks
from .bases import bases, own_90
from .evidence import evidence_of
from .schema import ASKED, FACTS, KEY, RECENT

FLOWS = ("months", "flow_90")


def seen(known: ir.Table) -> ir.Table:
    """What others than the shop's own people did, with the days since its first settled sale."""
    outside = admitted.without_own(known)
    history = outside.filter(bases()["sales"]).group_by(KEY).aggregate(history_days=_.age.max() + 1)
    return outside.left_join(history, KEY).drop(f"{KEY}_right")


def history(seen: ir.Table) -> ir.Table:
    return seen.filter(bases()["sales"]).group_by(KEY).aggregate(history_days=_.history_days.max())


# Each names the stages that it is made from.
STAGES: Mapping[str, tuple[Callable[..., ir.Table], tuple[str, ...]]] = {
    "judged": (admitted.judged, ("facts", "asked")),
    "again": (admitted.told_again, ("judged",)),
    "known": (admitted.known, ("judged", "again")),
    "seen": (seen, ("known",)),
    "history": (history, ("seen",)),
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


@cache
def blocks() -> tuple[ir.Table, ...]:
    t = tables()
    sales = t["seen"].filter(bases()["sales"])
    return (
        t["facts"].join(t["asked"], "party").group_by(KEY).aggregate(facts_until=_.fact.max(), facts_read=_.count()),
        t["history"],
        admitted.left_out(t["judged"]),
        t["again"].group_by(KEY).aggregate(left_out_told_twice=_.count()),
        evidence_of(t["seen"], {name: where for name, where in bases().items() if name not in FLOWS}),
        evidence_of(t["flows"], {name: bases()[name] for name in FLOWS}),
        money.totals(t["seen"]),
        money.own(t["known"]),
        money.recent(t["flows"]),
        supply.supply(t["seen"]),
        customers.buyers(sales),
        customers.channels(t["seen"]),
        money.tickets(sales, "ticket", _.age < RECENT),
        money.tickets(sales, "ticket_before", (_.age >= RECENT) & (_.age < 2 * RECENT)),
        guards.sold(t["seen"]),
        guards.suspects(t["flags"]),
        *money.of_months(t["months"]),
        *weeks.of_weeks(t["weeks"]),
    )


def behind(basis: str, *, flagged: bool, most: int) -> ir.Table:
    """The newest facts of a set of facts; with ``flagged``, of those among them that a guard asks about."""
    t = tables()
    rows = t["known"].filter(own_90()) if basis == "own_90" else t["flows" if basis in FLOWS else "seen"].filter(bases()[basis])
    if flagged:
        rows = rows.semi_join(t["flags"], [KEY, "fact"])
    return rows.select("us", "fact").distinct().order_by([ibis.desc("us"), ibis.desc("fact")]).limit(most)
