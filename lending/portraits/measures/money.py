"""Sales, refunds and what was left of them."""

from __future__ import annotations

import ibis
from ibis import _, ir

from ..rules import KNOWN_BP, WHOLE
from .bases import FLOWS, bases, own_90
from .evidence import evidence
from .ranks import Series, filled, median, spine
from .schema import KEY, MONTH, MONTHS, RECENT, REFUNDED, REPORTED


def total(column: ir.IntegerColumn, where: ir.BooleanValue) -> ir.IntegerScalar:
    return column.sum(where=where).coalesce(0).cast("int64")


IN_FLOWS = (KEY, "fact", "age", "us", "standing")
# What was paid, taken back and came in: of which set of facts, and which of its amounts.
TOTALS = {
    "paid_last_30": ("sales_30", "amount_minor"),
    "paid_30_before": ("sales_30_before", "amount_minor"),
    "paid_90": ("sales_90", "amount_minor"),
    "net_sales_90": ("sales_90", "net_minor"),
    "paid_season": ("season", "amount_minor"),
    "paid_season_year_ago": ("season_year_ago", "amount_minor"),
    "refunded_30": ("refunded_30", "amount_minor"),
    "refunded_90": ("refunded_90", "amount_minor"),
    "cost_90": ("received_90", "amount_minor"),
    "bills_minor": ("bills_180", "amount_minor"),
    "paid_out_90": ("payouts_90", "amount_minor"),
    "withheld_90": ("payouts_90", "net_minor"),
    # All that was sold, to businesses too.
    "sold_90": ("sold_90", "amount_minor"),
}


def active(seen: ir.Table) -> ir.Table:
    days = seen.filter(bases()["active_90"]).select(KEY, "age").distinct()
    return days.group_by(KEY).aggregate(active_30=_.count(where=_.age < MONTH), active_90=_.count())


def own(known: ir.Table) -> ir.Table:
    """How much of what was sold went to the shop's own people; of all sales, theirs among them."""
    settled = known.filter(own_90())
    return settled.group_by(KEY).aggregate(
        own_paid_90=total(_.amount_minor, _.same_owner), all_paid_90=_.amount_minor.sum(), **evidence("own_90", ibis.literal(value=True))
    )


def returned(seen: ir.Table) -> ir.Table:
    """What refunds of settled sales took back."""
    sales, back = seen.filter(bases()["sales"]), seen.filter(_.kind == REFUNDED)
    return back.semi_join(sales, [KEY, "order_ref"]).select(*IN_FLOWS, flow=-(_.amount_minor * _worth() // WHOLE))


def flows(seen: ir.Table, returned: ir.Table) -> ir.Table:
    """What settled sales brought after fees, and what refunds of settled sales took back, in yuan that count.

    What a platform reports counts for as much as its word is worth: months and days follow from here, and so does how much is lent.
    Ratios do not, nor what a ticket is.
    """
    return seen.filter(bases()["sales"]).select(*IN_FLOWS, flow=_.net_minor * _worth() // WHOLE).union(returned)


def _worth() -> ir.IntegerValue:
    return ibis.cases((_.standing == REPORTED, KNOWN_BP["claimed"]), else_=WHOLE).cast("int64")


def tickets(sales: ir.Table) -> tuple[Series, Series]:
    before = sales.filter(_.age >= RECENT, _.age < 2 * RECENT)
    recent = sales.filter(_.age < RECENT)
    return median(recent, "amount_minor", "ticket_median"), median(before, "amount_minor", "ticket_before_median")


def months(flows: ir.Table, history: ir.Table) -> ir.Table:
    """What each whole month of 30 days since the first sale brought."""
    return filled(flows, spine(history, MONTH, MONTHS), "flow", MONTH, MONTHS)


def of_months(months: ir.Table) -> Series:
    return Series(months, "amount", ("month_least", "month_p25", "month_median"), "months")


def left(flows: ir.Table) -> ir.Table:
    """What sales left in 90 days, and what that and the months rest on."""
    parts = {part: value for name in FLOWS for part, value in evidence(name, bases()[name]).items()}
    return flows.group_by(KEY).aggregate(net_90=_.flow.sum(where=_.age < RECENT), **parts)
