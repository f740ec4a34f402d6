"""Sales, refunds and what was left of them."""

from __future__ import annotations

import ibis
from ibis import _, ir

from ..rules import KNOWN_BP, WHOLE
from .bases import bases, own_90, summed
from .evidence import evidence, inside
from .ranks import at_rank, filled, spine
from .schema import KEY, MONTH, MONTHS, RECENT, REFUNDED, REPORTED


def total(column: ir.IntegerColumn, where: ir.BooleanValue) -> ir.IntegerScalar:
    return column.sum(where=where).coalesce(0).cast("int64")


def totals(sums: ir.Table) -> ir.Table:
    """What was paid, taken back and came in, out of the sums of every set of facts."""
    return sums.group_by(KEY).aggregate(
        paid_last_30=_in("sales_30"),
        paid_30_before=_in("sales_30_before"),
        paid_90=_in("sales_90"),
        net_sales_90=_in("sales_90", "net_minor"),
        paid_season=_in("season"),
        paid_season_year_ago=_in("season_year_ago"),
        refunded_30=_in("refunded_30"),
        refunded_90=_in("refunded_90"),
        cost_90=_in("received_90"),
        bills_minor=_in("bills_180"),
        paid_out_90=_in("payouts_90"),
        withheld_90=_in("payouts_90", "net_minor"),
        # All that was sold, to businesses too.
        sold_90=_in("sold_90"),
    )


def _in(name: str, amount: str = "amount_minor") -> ir.IntegerScalar:
    return total(_[amount], inside(summed(), name))


def active(seen: ir.Table) -> ir.Table:
    days = seen.filter(bases()["active_90"]).select(KEY, "day", "age").distinct()
    return days.group_by(KEY).aggregate(active_30=_.count(where=_.age < MONTH), active_90=_.count())


def own(known: ir.Table) -> ir.Table:
    """How much of what was sold went to the shop's own people; of all sales, theirs among them."""
    settled = known.filter(own_90())
    return settled.group_by(KEY).aggregate(
        own_paid_90=total(_.amount_minor, _.same_owner), all_paid_90=_.amount_minor.sum(), **evidence("own_90", ibis.literal(value=True))
    )


def flows(seen: ir.Table) -> ir.Table:
    """What settled sales brought after fees, and what refunds of settled sales took back, in yuan that count.

    What a platform reports counts for as much as its word is worth: months and days follow from here, and so does how much is lent.
    Ratios do not, nor what a ticket is.
    """
    sales, back = seen.filter(bases()["sales"]), seen.filter(_.kind == REFUNDED)
    # Both sides of the look-up are kept small: few orders are refunded, and only those are looked for.
    settled = sales.semi_join(back.select(KEY, "order_ref").distinct(), [KEY, "order_ref"]).select(KEY, "order_ref").distinct()
    columns = (KEY, "fact", "age", "us", "standing", "history_days")
    worth = ibis.cases((_.standing == REPORTED, KNOWN_BP["claimed"]), else_=WHOLE).cast("int64")
    returned = back.semi_join(settled, [KEY, "order_ref"]).select(*columns, flow=-(_.amount_minor * worth // WHOLE))
    return sales.select(*columns, flow=_.net_minor * worth // WHOLE).union(returned)


def tickets(sales: ir.Table, name: str, when: ir.BooleanValue) -> ir.Table:
    return at_rank(sales.filter(when).select(KEY, "amount_minor"), "amount_minor", f"{name}_median")


def months(flows: ir.Table, history: ir.Table) -> ir.Table:
    """What each whole month of 30 days since the first sale brought."""
    return filled(flows, spine(history, MONTH, MONTHS), "flow", MONTH, MONTHS)


def of_months(months: ir.Table) -> tuple[ir.Table, ...]:
    """How many there are, the weakest, the median, the lower quarter."""
    counted = months.group_by(KEY).aggregate(months=_.count(), month_least=_.amount.min())
    return counted, at_rank(months, "amount", "month_median"), at_rank(months, "amount", "month_p25", 1)


def recent(flows: ir.Table) -> ir.Table:
    return flows.filter(_.age < RECENT).group_by(KEY).aggregate(net_90=_.flow.sum())
