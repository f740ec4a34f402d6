"""Goods that came in, bills that were paid, money that went out."""

from __future__ import annotations

import ibis
from ibis import _, ir

from .bases import bases
from .schema import BILL_PAID, KEY, PAYOUT, RECEIVED, RECENT, WEEK


def supply(seen: ir.Table) -> ir.Table:
    """Weeks in which goods arrived, among those since the first sale; what goods cost; bills paid in time; what payouts withheld."""
    bill, payout, received = bases()["bills_180"], bases()["payouts_90"], (_.kind == RECEIVED) & (_.age < RECENT)
    few = seen.filter(_.kind.isin([RECEIVED, BILL_PAID, PAYOUT]))
    return few.group_by(KEY).aggregate(
        received_weeks=(_.age // WEEK).nunique(where=bases()["received_13"]),
        cost_90=_.amount_minor.sum(where=received),
        bills=_.count(where=bill),
        bills_in_time=_.count(where=bill & (_.days_late <= 0)),
        bills_minor=_.amount_minor.sum(where=bill),
        bills_late_days=(_.amount_minor * ibis.greatest(_.days_late, 0)).sum(where=bill),
        paid_out_90=_.amount_minor.sum(where=payout),
        withheld_90=_.net_minor.sum(where=payout),
    )
