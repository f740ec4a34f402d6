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
from .schema import KEY, OPENED

REASONS = {name: place for place, name in enumerate(LEFT_OUT, 1)}


def judged(facts: ir.Table, asked: ir.Table) -> ir.Table:
    """Each fact for each moment asked about, with its ``age`` in business days and why it does not count, or 0."""
    all_ = facts.join(asked, "party")
    opened = all_.filter(_.kind == OPENED, _.fault == int(Fault.NONE)).group_by(KEY).aggregate(opened_day=_.day.min())
    seen = all_.filter(_.kind != OPENED).left_join(opened, KEY)
    reason = ibis.cases(
        (_.fault == int(Fault.CURRENCY), REASONS["other_currency"]),
        (_.fault == int(Fault.UNREADABLE), REASONS["unreadable"]),
        (_.us >= _.as_of_us, REASONS["future"]),
        (_.day < _.opened_day.coalesce(_.day), REASONS["before_opening"]),
        else_=0,
    )
    return seen.mutate(reason=reason.cast("int8"), age=_.as_of_day - _.day).drop(
        f"{KEY}_right", "fault", "opened_day", "as_of_day", "as_of_us", "party"
    )


def told_again(judged: ir.Table) -> ir.Table:
    named = judged.filter(_.reason == 0, _.document.notnull())
    document = [KEY, "kind", "document"]
    first = named.group_by(document).aggregate(first=_.fact.min(), times=_.count()).filter(_.times > 1)
    return named.join(first, document).filter(_.fact != _.first).select(KEY, "fact")


def known(judged: ir.Table, again: ir.Table) -> ir.Table:
    return judged.filter(_.reason == 0).drop("reason").anti_join(again, [KEY, "fact"])


def left_out(judged: ir.Table) -> ir.Table:
    counts: dict[str, Any] = {f"left_out_{name}": _.count(where=_.reason == REASONS[name]) for name in LEFT_OUT if name != "told_twice"}
    return judged.filter(_.reason > 0).group_by(KEY).aggregate(**counts)


def without_own(known: ir.Table) -> ir.Table:
    """Take out the orders that the shop's own people placed, and every refund of one."""
    own = known.filter(_.same_owner).select(KEY, "order_ref").distinct()
    return known.filter(~_.same_owner).anti_join(own, [KEY, "order_ref"])
