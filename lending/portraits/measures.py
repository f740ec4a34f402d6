"""What is counted about a merchant, written once and run by any engine that Ibis speaks.

Every measure is an integer sum, a count or an order statistic picked by rank, so DuckDB and
PostgreSQL give the same number to the last fen. Ratios are taken afterwards, in ``rules``.

Two tables go in. ``portrait_facts``: one row a fact, its body flattened (``day`` is the
business day since 1970-01-01 in China, ``us`` the microsecond at which it occurred).
``portrait_asked``: whom we ask about, and as of when; facts at or after that moment do not exist
for the answer. A merchant may be asked about at many moments at once.

Own purchases (``same_owner``) are taken out before anything is counted, and so are their
refunds. Money is what was settled through a ledger; a claim is activity and nothing more.
Trend and swing look at sales before refunds: a refund of last month's sale would otherwise
make this month look like growth.
"""

from __future__ import annotations

from functools import cache

import ibis
from ibis import _, ir

FACTS = ibis.schema(
    {
        "about": "string",
        "kind": "string",
        "standing": "string",
        "day": "int64",
        "us": "int64",
        "order_ref": "string",
        "buyer": "string",
        "same_owner": "boolean",
        "amount_minor": "int64",
        "net_minor": "int64",
    }
)
ASKED = ibis.schema({"about": "string", "as_of_day": "int64", "as_of_us": "int64"})
KEY = ["about", "as_of_us"]
MONTH, MONTHS = 30, 12
WEEK, WEEKS = 7, 13
RECENT = 90
PAID, SETTLED, REFUNDED, RECEIVED = "trade.order_paid", "trade.order_settled", "trade.order_refunded", "trade.stock_received"


@cache
def measures() -> ir.Table:
    """One row of measures for each row asked about, in no particular order."""
    asked = ibis.table(ASKED, name="portrait_asked")
    facts = ibis.table(FACTS, name="portrait_facts")
    known = facts.join(asked, "about").filter(_.us < _.as_of_us).mutate(age=_.as_of_day - _.day)
    outside = _without_own(known)
    sales = outside.filter(_.kind == SETTLED, _.standing == "settled")
    history = sales.group_by(KEY).aggregate(history_days=_.age.max() + 1)
    flows = _net_flows(sales, outside)
    blocks = [
        history,
        _sales(sales),
        _activity(outside),
        _refunds(outside),
        _own(known),
        _buyers(sales),
        _ticket(sales),
        _base(flows, history),
        _months(flows, asked, history),
        _weeks(sales, asked, history),
        _receipts(known, history),
    ]
    answer = asked.select(*KEY)
    for block in blocks:
        answer = answer.left_join(block, KEY).drop(*[f"{name}_right" for name in KEY])
    return answer


def _without_own(known: ir.Table) -> ir.Table:
    """Take out the orders that the shop's own people placed, and every refund of one."""
    own = known.filter(_.same_owner).select(*KEY, "order_ref").distinct()
    return known.filter(~_.same_owner).anti_join(own, [*KEY, "order_ref"])


def _net_flows(sales: ir.Table, outside: ir.Table) -> ir.Table:
    """What settled sales brought after fees, and what refunds of settled sales took back."""
    settled = sales.select(*KEY, "order_ref").distinct()
    back = outside.filter(_.kind == REFUNDED).semi_join(settled, [*KEY, "order_ref"])
    brought = sales.select(*KEY, "age", flow=_.net_minor)
    return brought.union(back.select(*KEY, "age", flow=-_.amount_minor))


def _sum(column: ir.IntegerColumn, where: ir.BooleanValue) -> ir.IntegerScalar:
    return column.sum(where=where).coalesce(0)


def _sales(sales: ir.Table) -> ir.Table:
    return sales.group_by(KEY).aggregate(
        sales_facts=_.count(),
        paid_last_30=_sum(_.amount_minor, _.age < MONTH),
        paid_30_before=_sum(_.amount_minor, (_.age >= MONTH) & (_.age < 2 * MONTH)),
        paid_facts_60=_.count(where=_.age < 2 * MONTH),
        paid_90=_sum(_.amount_minor, _.age < RECENT),
        paid_facts_90=_.count(where=_.age < RECENT),
    )


def _activity(outside: ir.Table) -> ir.Table:
    """Days on which anybody bought; here a platform's claim counts."""
    return (
        outside.filter(_.kind.isin([PAID, SETTLED]), _.age < RECENT)
        .group_by(KEY)
        .aggregate(
            active_30=_.day.nunique(where=_.age < MONTH),
            active_facts_30=_.count(where=_.age < MONTH),
            active_90=_.day.nunique(),
            active_facts_90=_.count(),
        )
    )


def _refunds(outside: ir.Table) -> ir.Table:
    return (
        outside.filter(_.kind == REFUNDED, _.age < RECENT)
        .group_by(KEY)
        .aggregate(
            refunded_90=_.amount_minor.sum().coalesce(0),
            refund_facts_90=_.count(),
        )
    )


def _own(known: ir.Table) -> ir.Table:
    settled = known.filter(_.kind == SETTLED, _.standing == "settled", _.age < RECENT)
    return settled.group_by(KEY).aggregate(own_paid_90=_sum(_.amount_minor, _.same_owner), all_paid_90=_.amount_minor.sum(), all_facts_90=_.count())


def _buyers(sales: ir.Table) -> ir.Table:
    """Known buyers only: a sale over the counter may have none."""
    known = sales.filter(_.age < RECENT, _.buyer.notnull())
    each = known.group_by([*KEY, "buyer"]).aggregate(spent=_.amount_minor.sum(), orders=_.count())
    place = ibis.row_number().over(group_by=KEY, order_by=[ibis.desc("spent"), "buyer"])
    return (
        each.mutate(place=place)
        .group_by(KEY)
        .aggregate(
            buyers=_.count(),
            repeat_buyers=_.count(where=_.orders >= 2),
            top_5_spent=_sum(_.spent, _.place < 5),
            buyers_spent=_.spent.sum(),
            buyer_facts=_.orders.sum(),
        )
    )


def _at_rank(rows: ir.Table, value: str, out: str, quarter: int) -> ir.Table:
    """The lower quantile by rank (``quarter`` fourths): always a value that occurred, never between two."""
    window = ibis.window(group_by=KEY)
    ranked = rows.mutate(place=ibis.row_number().over(group_by=KEY, order_by=value), among=rows.count().over(window))
    return ranked.filter(_.place == (_.among - 1) * quarter // 4).select(*KEY, **{out: _[value]})


def _ticket(sales: ir.Table) -> ir.Table:
    return _at_rank(sales.filter(_.age < RECENT), "amount_minor", "ticket_median", 2)


def _base(flows: ir.Table, history: ir.Table) -> ir.Table:
    recent = flows.filter(_.age < RECENT).group_by(KEY).aggregate(net_90=_.flow.sum(), flow_facts_90=_.count())
    return recent.join(history.select(*KEY, base_days=ibis.least(_.history_days, RECENT)), KEY)


def _spine(asked: ir.Table, history: ir.Table, length: int, most: int) -> ir.Table:
    """Every whole window of ``length`` days since the first sale, newest 0, those without sales too."""
    numbered = asked.select(*KEY, slot=ibis.range(0, most).unnest().cast("int64"))
    return numbered.join(history, KEY).filter(_.slot < _.history_days // length).select(*KEY, "slot")


def _filled(rows: ir.Table, spine: ir.Table, value: str, length: int) -> ir.Table:
    sums = rows.mutate(slot=_.age // length).group_by([*KEY, "slot"]).aggregate(brought=_[value].sum(), found=_.count())
    filled = spine.left_join(sums, [*KEY, "slot"])
    return filled.select(*KEY, "slot", amount=_.brought.coalesce(0), found=_.found.coalesce(0))


def _months(flows: ir.Table, asked: ir.Table, history: ir.Table) -> ir.Table:
    months = _filled(flows, _spine(asked, history, MONTH, MONTHS), "flow", MONTH)
    counted = months.group_by(KEY).aggregate(months=_.count(), month_facts=_.found.sum())
    median, quarter = _at_rank(months, "amount", "month_median", 2), _at_rank(months, "amount", "month_p25", 1)
    return counted.join(median, KEY).join(quarter, KEY)


def _weeks(sales: ir.Table, asked: ir.Table, history: ir.Table) -> ir.Table:
    weeks = _filled(sales, _spine(asked, history, WEEK, WEEKS), "amount_minor", WEEK)
    counted = weeks.group_by(KEY).aggregate(weeks=_.count(), week_facts=_.found.sum())
    median = _at_rank(weeks, "amount", "week_median", 2)
    apart = weeks.join(median, KEY).mutate(apart=(_.amount - _.week_median).abs())
    return counted.join(median, KEY).join(_at_rank(apart, "apart", "week_mad", 2), KEY)


def _receipts(known: ir.Table, history: ir.Table) -> ir.Table:
    """Weeks in which goods arrived, among the weeks since the first sale."""
    goods = known.filter(_.kind == RECEIVED).join(history, KEY).filter(_.age // WEEK < ibis.least(_.history_days // WEEK, WEEKS))
    return goods.group_by(KEY).aggregate(received_weeks=(_.age // WEEK).nunique(), receipt_facts=_.count())
