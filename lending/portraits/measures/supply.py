"""Goods that came in and bills that were paid, and when."""

from __future__ import annotations

import ibis
from ibis import _, ir

from .bases import bases
from .schema import BILL_PAID, KEY, RECEIVED, WEEK


def supply(seen: ir.Table) -> ir.Table:
    """Weeks in which goods arrived, among those since the first sale; bills paid in time, and how late the others."""
    bill = bases()["bills_180"]
    few = seen.filter(_.kind.isin([RECEIVED, BILL_PAID]))
    return few.group_by(KEY).aggregate(
        received_weeks=(_.age // WEEK).nunique(where=bases()["received_13"]),
        bills=_.count(where=bill),
        bills_in_time=_.count(where=bill & (_.days_late <= 0)),
        bills_late_days=(_.amount_minor * ibis.greatest(_.days_late, 0)).sum(where=bill),
    )
