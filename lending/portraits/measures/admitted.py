"""Which facts count, and how many do not, by reason.

Left out are facts at or after the moment asked about, before the day the shop says it opened, in
another currency, unreadable, and those that tell again, as a fact of its own, of a document that
was told before: the first telling stands, whatever the second says. (Told again under its own key
with other content a fact is refused by the feed; put right it is a correction, and the wrong one
is not among the facts at all.)
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _, ir

from ..lines import Fault
from ..rules import LEFT_OUT
from .bases import bases
from .schema import KEY, OPENED

REASONS = {name: place for place, name in enumerate(LEFT_OUT, 1)}


def moments(facts: ir.Table, asked: ir.Table) -> ir.Table:
    """Those asked about, each with the day on which the shop says it opened."""
    opened = facts.filter(_.kind == OPENED, _.fault == int(Fault.NONE)).group_by("party").aggregate(opened_day=_.day.min())
    return asked.left_join(opened, "party").drop("party_right")


def judged(facts: ir.Table, moments: ir.Table) -> ir.Table:
    """Each fact for each moment asked about, with its ``age`` in business days and why it does not count, or 0."""
    reason = ibis.cases(
        (_.fault == int(Fault.CURRENCY), REASONS["other_currency"]),
        (_.fault == int(Fault.UNREADABLE), REASONS["unreadable"]),
        (_.us >= _.as_of_us, REASONS["future"]),
        (_.day < _.opened_day.coalesce(_.day), REASONS["before_opening"]),
        else_=0,
    )
    seen = facts.filter(_.kind != OPENED).join(moments, "party")
    return seen.mutate(reason=reason.cast("int8"), age=_.as_of_day - _.day).drop("fault", "opened_day", "as_of_day", "as_of_us", "party", "day")


def told_again(judged: ir.Table) -> ir.Table:
    named = judged.filter(_.reason == 0, _.document.notnull())
    document = [KEY, "kind", "document"]
    first = named.group_by(document).aggregate(first=_.fact.min(), times=_.count()).filter(_.times > 1)
    return named.join(first, document).filter(_.fact != _.first).select(KEY, "fact")


def counted(judged: ir.Table, again: ir.Table) -> ir.Table:
    return judged.filter(_.reason == 0).anti_join(again, [KEY, "fact"]).drop("reason", "document")


def left_out(judged: ir.Table) -> ir.Table:
    counts: dict[str, Any] = {f"left_out_{name}": _.count(where=_.reason == REASONS[name]) for name in LEFT_OUT if name != "told_twice"}
    return judged.filter(_.reason > 0).group_by(KEY).aggregate(**counts)


def own_orders(counted: ir.Table) -> ir.Table:
    return counted.filter(_.same_owner, _.order_ref.notnull()).select(KEY, "order_ref").distinct()


def known(counted: ir.Table, own_orders: ir.Table) -> ir.Table:
    """What counts, each row with whether the shop's own people did it: their purchases, and every refund of one."""
    ours = own_orders.select(KEY, own_order="order_ref")
    told = counted.left_join(ours, [counted[KEY] == ours[KEY], counted.order_ref == ours.own_order])
    return told.mutate(own=_.same_owner | _.own_order.notnull()).drop(f"{KEY}_right", "own_order")


def history(known: ir.Table) -> ir.Table:
    """Days since the first settled sale to somebody else."""
    return known.filter(bases()["sales"], ~_.own).group_by(KEY).aggregate(history_days=_.age.max() + 1)


def seen(known: ir.Table) -> ir.Table:
    """What others than the shop's own people did."""
    return known.filter(~_.own).drop("own", "same_owner")


def lasting(seen: ir.Table, history: ir.Table) -> ir.Table:
    """The same, each row with how long the shop has sold; of ``flows`` as well."""
    return seen.left_join(history, KEY).drop(f"{KEY}_right")
