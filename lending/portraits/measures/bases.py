"""The sets of facts that features rest on."""

from __future__ import annotations

from functools import cache

import ibis
from ibis import _, ir

from .schema import (
    BEFORE,
    BILL_PAID,
    COUNTED,
    HALF_YEAR,
    MONTH,
    MONTHS,
    PAID,
    PAYOUT,
    RECEIVED,
    RECENT,
    REFUNDED,
    SETTLED_SALE,
    WEEK,
    WEEKS,
    YEAR,
)

SEASON, YEAR_DAYS = 4 * WEEK, YEAR * WEEK
# The ages between which a condition may change; besides these they ask for whole weeks, and whether something is known.
EDGES = (SEASON, MONTH, 2 * MONTH, RECENT, WEEKS * WEEK, BEFORE, HALF_YEAR * WEEK, MONTH * MONTHS, YEAR_DAYS, YEAR_DAYS + SEASON)
# Over what sales left after refunds, whose rows are another table.
FLOWS = ("months", "flow_90")


@cache
def bases() -> dict[str, ir.BooleanValue]:
    """The sets of facts, by name; ``history_days`` is known to each row. A feature says which of them it rests on."""
    sale = (_.kind == SETTLED_SALE) & _.standing.isin(COUNTED)
    active = _.kind.isin([PAID, SETTLED_SALE])
    received, refund, recent = _.kind == RECEIVED, _.kind == REFUNDED, _.age < RECENT
    return {
        "sales": sale,
        "active_30": active & (_.age < MONTH),
        "active_90": active & recent,
        "sales_60": sale & (_.age < 2 * MONTH),
        "sales_90": sale & recent,
        "sales_180": sale & (_.age < BEFORE),
        "refunds_90": (sale | refund) & recent,
        "buyers_90": sale & recent & _.buyer.notnull(),
        "buyers_360": sale & (_.age < MONTH * MONTHS) & _.buyer.notnull(),
        "weeks_13": sale & _whole_weeks(WEEKS),
        "weeks_26": sale & _whole_weeks(HALF_YEAR),
        "weeks_52": sale & _whole_weeks(YEAR),
        "year": sale & ((_.age < SEASON) | ((_.age >= YEAR_DAYS) & (_.age < YEAR_DAYS + SEASON))),
        "received_13": received & _whole_weeks(WEEKS),
        "margin_90": (sale | received) & recent,
        "channels_90": (_.kind == PAID) & recent & _.channel.notnull(),
        "bills_180": (_.kind == BILL_PAID) & ~_.sold & (_.age < BEFORE),
        "payouts_90": (_.kind == PAYOUT) & recent,
        "sold_90": (sale | ((_.kind == BILL_PAID) & _.sold)) & recent,
        "months": _.age // MONTH < ibis.least(_.history_days // MONTH, MONTHS),
        "flow_90": recent,
    }


@cache
def summed() -> dict[str, ir.BooleanValue]:
    """The sets of facts whose amounts are added up, by name; those of ``bases`` that count the days of other rows are not among them."""
    sale, refund = bases()["sales"], _.kind == REFUNDED
    return {name: where for name, where in bases().items() if name not in FLOWS} | {
        "sales_30": sale & (_.age < MONTH),
        "sales_30_before": sale & (_.age >= MONTH) & (_.age < 2 * MONTH),
        "season": sale & (_.age < SEASON),
        "season_year_ago": sale & (_.age >= YEAR_DAYS) & (_.age < YEAR_DAYS + SEASON),
        "refunded_30": refund & (_.age < MONTH),
        "refunded_90": refund & (_.age < RECENT),
        "received_90": (_.kind == RECEIVED) & (_.age < RECENT),
    }


def _whole_weeks(most: int) -> ir.BooleanValue:
    return _.age // WEEK < ibis.least(_.history_days // WEEK, most)


def own_90() -> ir.BooleanValue:
    """The one set in which the shop's own purchases are: all of its sales."""
    return (_.kind == SETTLED_SALE) & _.standing.isin(COUNTED) & (_.age < RECENT)
