"""Sales that somebody should ask about, each with the reason: trade that may have been made to look like trade.

A guard never takes a sale away and never says that anybody cheated: it flags a fact, and the policy
says from which share on a person looks. Every threshold is argued here, from how people buy, and from
nothing that a generator makes; the bank confirms them as it does every parameter.

* ``device``, ``card``: five people on one phone, or on one card or account, at one shop. A couple
  shares a card, parents pay for a child and a grandparent: four. A fifth account is not a household's.
* ``ring``: eight people who are linked through phones and cards that they share by twos and threes, so
  that none of them carries five. Two such households that lent each other a phone are eight as well: rare
  enough to be asked about. Links are followed for four hops.
* ``door``: six people at one door who have at most half as many phones. An office has many
  colleagues at one door, and each brings a phone of his own; where no phone is known, it counts as one of his own.
* ``owner``: the phone or card with which the shop's own people buy, or the account that the shop is paid out to, buys
  under another name.
* ``fast_refund``: four fifths of a sale went back within a day of it, five times or more in 90 days. Mistakes at a till
  do too, one or two in a hundred: in a small shop less than five, in a large one a share below any that matters.
* ``returns``: one customer, five sales or more, four fifths of the money back in the end. A shop for clothes gets a third
  back, from people who keep the rest.
* ``edge``: twenty sales or more in the last two per cent under a round amount, four times as many as in the
  two per cent beside it on either side, and five or more by each buyer. 99 yuan is a price that many pay once; few who pay just
  under a line again and again are after the line.
* ``reciprocal``: what was sold to a business and what was bought from it differ by less than two fifths. Neighbours buy
  from each other, but one is the other's supplier: the two sides are seldom even.
* ``burst``: six sales to one buyer within an hour of the clock. Somebody who forgot something comes back twice.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _, ir

from ..rules import GUARDS as NAMES
from .bases import bases
from .schema import BILL_PAID, KEY, PAID, PAYOUT, RECENT, REFUNDED, SETTLED_SALE

GUARDS: Mapping[str, int] = {name: place for place, name in enumerate(NAMES, 1)}
SHARED_BY, RING_OF, HOPS = 5, 8, 4
AT_A_DOOR = 6
DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000
RETURNING_SALES = 5
FAST_REFUNDS = 5
LINES_MINOR = (10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
EDGE_SALES, EDGE_OVER_BESIDE, EDGE_BY_EACH = 20, 4, 5
BURST = 6


def orders(seen: ir.Table) -> ir.Table:
    """One row an order of 90 days that was settled: who bought and how, as the telling of payment or of settlement knows it."""
    told = seen.filter(_.kind.isin([PAID, SETTLED_SALE]), _.age < RECENT, _.order_ref.notnull())
    sale = bases()["sales"]
    each = told.group_by([KEY, "order_ref"]).aggregate(
        buyer=_.buyer.max(),
        device=_.device.max(),
        payer=_.payer.max(),
        door=_.door.max(),
        at_us=_.us.min(),
        fact=_.fact.max(where=sale),
        amount=_.amount_minor.max(where=sale),
    )
    return each.filter(_.fact.notnull())


def links(orders: ir.Table) -> ir.Table:
    """Buyers and the phones and cards that at least two of them share."""
    by = [orders.filter(_[name].notnull(), _.buyer.notnull()).select(KEY, "buyer", via=_[name]) for name in ("device", "payer")]
    both = ibis.union(*by, distinct=True)
    shared = both.group_by([KEY, "via"]).aggregate(people=_.count()).filter(_.people > 1).select(KEY, "via")
    return both.semi_join(shared, [KEY, "via"])


def rings(links: ir.Table) -> ir.Table:
    """Each linked buyer under the least name that reaches her in four hops."""
    named = links.mutate(least=_.buyer)
    for _hop in range(HOPS):
        by_via = named.group_by([KEY, "via"]).aggregate(least=_.least.min())
        by_buyer = links.join(by_via, [KEY, "via"]).group_by([KEY, "buyer"]).aggregate(least=_.least.min())
        named = links.join(by_buyer, [KEY, "buyer"]).select(KEY, "buyer", "via", "least")
    return named.select(KEY, "buyer", "least").distinct()


def flags(known: ir.Table, seen: ir.Table, orders: ir.Table, rings: ir.Table) -> ir.Table:
    """Facts of sales, each with a guard that asks about it; a fact may be there under several."""
    found = (
        _shared(orders, "device"),
        _shared(orders, "payer"),
        _ring(orders, rings),
        _door(orders),
        _owner(known, orders),
        *_refunds(seen, orders),
        _edge(orders),
        _reciprocal(seen, orders),
        _burst(orders),
    )
    return ibis.union(*found, distinct=True)


def _flag(rows: ir.Table, guard: str) -> ir.Table:
    return rows.select(KEY, "fact", "amount", guard=ibis.literal(GUARDS[guard], "int8"))


def _shared(orders: ir.Table, name: str) -> ir.Table:
    many = orders.group_by([KEY, name]).aggregate(people=_.buyer.nunique()).filter(_.people >= SHARED_BY, _[name].notnull())
    return _flag(orders.semi_join(many, [KEY, name]), "device" if name == "device" else "card")


def _ring(orders: ir.Table, rings: ir.Table) -> ir.Table:
    large = rings.group_by([KEY, "least"]).aggregate(people=_.count()).filter(_.people >= RING_OF)
    return _flag(orders.semi_join(rings.semi_join(large, [KEY, "least"]), [KEY, "buyer"]), "ring")


def _door(orders: ir.Table) -> ir.Table:
    to = orders.filter(_.door.notnull(), _.buyer.notnull()).mutate(phone=_.device.coalesce(_.buyer))
    at = to.group_by([KEY, "door"]).aggregate(people=_.buyer.nunique(), phones=_.phone.nunique())
    return _flag(orders.semi_join(at.filter(_.people >= AT_A_DOOR, _.phones * 2 <= _.people), [KEY, "door"]), "door")


def _owner(known: ir.Table, orders: ir.Table) -> ir.Table:
    own = known.filter(_.same_owner | (_.kind == PAYOUT))
    names = ibis.union(*(own.filter(_[name].notnull()).select(KEY, name=_[name]) for name in ("device", "payer")), distinct=True)
    by = [orders.join(names, [orders[KEY] == names[KEY], orders[name] == names["name"]]).select(*orders.columns) for name in ("device", "payer")]
    return _flag(ibis.union(*by), "owner")


def _refunds(seen: ir.Table, orders: ir.Table) -> tuple[ir.Table, ir.Table]:
    back = seen.filter(_.kind == REFUNDED, _.age < RECENT).select(KEY, "order_ref", back_us=_.us, back=_.amount_minor)
    each = orders.join(back, [KEY, "order_ref"])
    soon = each.filter(_.back_us - _.at_us < DAY_US).group_by([KEY, "fact", "amount"]).aggregate(back=_.back.sum())
    by_buyer = each.group_by([KEY, "buyer"]).aggregate(back=_.back.sum())
    whole = orders.group_by([KEY, "buyer"]).aggregate(sales=_.count(), spent=_.amount.sum())
    returning = whole.join(by_buyer, [KEY, "buyer"]).filter(_.sales >= RETURNING_SALES, _.back * 5 >= _.spent * 4)
    fast = soon.filter(_.back * 5 >= _.amount * 4)
    often = fast.group_by(KEY).aggregate(times=_.count()).filter(_.times >= FAST_REFUNDS)
    return _flag(fast.semi_join(often, KEY), "fast_refund"), _flag(orders.semi_join(returning, [KEY, "buyer"]), "returns")


def _edge(orders: ir.Table) -> ir.Table:
    near = ibis.cases(*(((_.amount >= line * 96 // 100) & (_.amount < line * 102 // 100), line) for line in LINES_MINOR))
    beside = orders.filter(_.buyer.notnull()).mutate(line=near.cast("int64")).filter(_.line.notnull())
    under = (_.amount >= _.line - _.line // 50) & (_.amount < _.line)
    counted = beside.group_by([KEY, "line"]).aggregate(
        under=_.count(where=under),
        below=_.count(where=_.amount < _.line - _.line // 50),
        above=_.count(where=_.amount >= _.line),
        people=_.buyer.nunique(where=under),
    )
    many = counted.filter(_.under >= EDGE_SALES, _.under >= EDGE_OVER_BESIDE * ibis.greatest(_.below, _.above), _.under >= EDGE_BY_EACH * _.people)
    return _flag(beside.filter(under).semi_join(many, [KEY, "line"]), "edge")


def _reciprocal(seen: ir.Table, orders: ir.Table) -> ir.Table:
    bills = seen.filter(_.kind == BILL_PAID, _.age < RECENT, _.other.notnull()).select(KEY, "other", "sold", "fact", amount=_.amount_minor)
    bought = bills.filter(~_.sold).group_by([KEY, "other"]).aggregate(bought=_.amount.sum())
    over_counter = orders.filter(_.buyer.notnull()).select(KEY, "fact", "amount", other=_.buyer)
    sales = bills.filter(_.sold).select(KEY, "fact", "amount", "other").union(over_counter)
    even = sales.semi_join(bought, [KEY, "other"]).group_by([KEY, "other"]).aggregate(sold=_.amount.sum()).join(bought, [KEY, "other"])
    partners = even.filter(_.sold * 5 >= _.bought * 3, _.bought * 5 >= _.sold * 3)
    return _flag(sales.semi_join(partners, [KEY, "other"]), "reciprocal")


def _burst(orders: ir.Table) -> ir.Table:
    timed = orders.filter(_.buyer.notnull()).mutate(hour=_.at_us // HOUR_US)
    many = timed.group_by([KEY, "buyer", "hour"]).aggregate(times=_.count()).filter(_.times >= BURST)
    return _flag(timed.semi_join(many, [KEY, "buyer", "hour"]), "burst")


def suspects(flags: ir.Table) -> ir.Table:
    """What is asked about, each sale once, and how many facts each guard flagged."""
    once = flags.select(KEY, "fact", "amount").distinct().group_by(KEY).aggregate(suspect_minor=_.amount.sum(), suspect_facts=_.count())
    guards = {f"guard_{name}": _.count(where=_.guard == code) for name, code in GUARDS.items()}
    return flags.group_by(KEY).aggregate(**guards).join(once, KEY)
