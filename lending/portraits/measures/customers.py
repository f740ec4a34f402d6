"""Who buys and by which way. Known buyers only: a sale over the counter may have none."""

from __future__ import annotations

import ibis
from ibis import _, ir

from .money import total
from .schema import BEFORE, KEY, MONTH, MONTHS, PAID, RECENT
from .weeks import WHOLE

TOP = 5


def buyers(sales: ir.Table) -> ir.Table:
    known = sales.filter(_.age < MONTH * MONTHS, _.buyer.notnull())
    recent = _.age < RECENT
    each = known.group_by([KEY, "buyer"]).aggregate(
        spent=total(_.amount_minor, recent).cast("int64"),
        orders=_.count(where=recent),
        earlier=_.count(where=(_.age >= RECENT) & (_.age < BEFORE)),
        first=_.age.max(),
    )
    place = ibis.row_number().over(group_by=KEY, order_by=[ibis.desc("spent"), "buyer"])
    all_spent = _.spent.sum().over(ibis.window(group_by=KEY)).cast("int64")
    placed = each.mutate(place=place, all_spent=all_spent)
    shared = placed.mutate(share=ibis.ifelse(_.all_spent > 0, _.spent * WHOLE // ibis.greatest(_.all_spent, 1), 0))
    return shared.group_by(KEY).aggregate(
        buyers=_.count(where=_.orders > 0),
        repeat_buyers=_.count(where=_.orders >= 2),
        earlier_buyers=_.count(where=_.earlier > 0),
        retained_buyers=_.count(where=(_.earlier > 0) & (_.orders > 0)),
        new_buyers=_.count(where=(_.orders > 0) & (_.first < RECENT)),
        top_5_spent=total(_.spent, _.place < TOP),
        buyers_spent=_.spent.sum(),
        buyer_squares=(_.share * _.share).sum(),
    )


def channels(seen: ir.Table) -> ir.Table:
    """Sums of squared shares of the ways in which buyers ordered, of what they paid."""
    paid = seen.filter(_.kind == PAID, _.age < RECENT, _.channel.notnull())
    each = paid.group_by([KEY, "channel"]).aggregate(paid=_.amount_minor.sum().cast("int64"))
    placed = each.mutate(all_paid=_.paid.sum().over(ibis.window(group_by=KEY)).cast("int64"))
    shared = placed.mutate(share=ibis.ifelse(_.all_paid > 0, _.paid * WHOLE // ibis.greatest(_.all_paid, 1), 0))
    return shared.group_by(KEY).aggregate(channel_paid=_.paid.sum(), channel_squares=(_.share * _.share).sum())
