"""The source's whole year: every basket of every store, and nothing left out but what was in the baskets.

The town tells ninety days of eight stores as streets, with goods, prices and residents. Here a store is one business and a basket one
sale: enough for what lending reads, and all of it.
"""

from __future__ import annotations

from datetime import date, timedelta

from ecosystem.kernel.clock import TOWN_TIME

from .baskets import Basket, Year
from .source import FIRST_DAY, LAST_DAY, data_folder, duckdb

WEEK = timedelta(days=7)
# Timestamps are US-Eastern as UTC; a basket is in one store, of one household, at one moment.
BASKETS = """
SELECT basket_id, min(store_id), min(household_id), min(transaction_timestamp) - INTERVAL 5 HOUR AS sold_at,
    sum(CAST(round(sales_value * 100) AS BIGINT))::BIGINT, count(*)
FROM read_parquet(?) GROUP BY basket_id ORDER BY sold_at, basket_id
"""


def read_year(*, ends_on: date, one_store_of: int = 1) -> Year:
    """The year moved so that it ends on ``ends_on`` or up to six days before; ``one_store_of`` a few takes that share of the stores.

    Raises:
        SourceMissing: the package with the purchases is not installed.
    """
    moved = (ends_on - LAST_DAY) // WEEK * WEEK
    with duckdb().connect(config={"threads": 2, "memory_limit": "600MB"}) as opened:
        told = opened.execute(BASKETS, [str(data_folder() / "transactions.parquet")]).fetchall()
    baskets = tuple(
        Basket(number, store, household, (at + moved).replace(tzinfo=TOWN_TIME), paid_minor, lines)
        for number, store, household, at, paid_minor, lines in told
        if store % one_store_of == 0
    )
    return Year(FIRST_DAY + moved, LAST_DAY + moved, moved, baskets)
