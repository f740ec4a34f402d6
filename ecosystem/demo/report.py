"""What the town is made of, in figures.

python -m ecosystem.demo.report [YYYY-MM-DD]        the day on which the data ends; yesterday when left out
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from ecosystem.kernel.clock import business_date, now

from .shape import Share, Town
from .town import read_town

REASONS = {
    "outside_window": "another day of the year",
    "other_store": "a store that is no neighbourhood here",
    "other_household": "a household that is no resident here",
    "no_quantity": "quantity is 0, can't be sold",
    "no_value": "value is 0, can't be sold",
    "unknown_product": "the product table doesn't know it",
    "no_category": "a product without a category",
    "fuel": "petrol: no street shop sells it",
    "not_goods": "coupons, gift cards and deposits are not goods",
    "services": "prints, tickets and phone credit are not goods",
    "restricted": "tobacco, fireworks, gas and prescriptions may not be ordered here",
    "counter_too_small": "a department in too few baskets for a shop",
    "no_such_shop": "a department that no kind of shop here sells",
}


# What the source itself says can't have been sold.
UNSELLABLE = ("no_quantity", "no_value")


def left_out(town: Town) -> str:
    """One line for whoever loads the town: nothing of the source is dropped without being counted."""
    told = town.report.left_out
    unsellable = sum(told[reason].lines for reason in UNSELLABLE if reason in told)
    return f"{unsellable:,} lines of those days and stores can't be sold (quantity or value 0); python -m ecosystem.demo.report counts every reason"


def report(town: Town) -> Iterator[str]:
    """Lines of plain text: counts, what was left out and why, and how the rest was told."""
    told = town.report
    yield f"The town from {town.starts_on} to {town.ends_on}; in the source {told.source_starts_on} to {told.source_ends_on}, to the same weekdays."
    yield ""
    yield from _counts(town)
    yield ""
    yield f"{'Lines of the source':<28}{_share(told.source)}"
    for reason, share in sorted(told.left_out.items(), key=lambda item: -item[1].lines):
        yield f"  - {reason:<24}{_share(share)}   {REASONS[reason]}"
    yield f"{'Lines kept':<28}{_share(told.kept)}"
    yield ""
    yield from _trade(town)


def _share(share: Share) -> str:
    return f"{share.lines:>10,} lines {share.value_minor // 100:>10,}.{share.value_minor % 100:02d}"


def _counts(town: Town) -> Iterator[str]:
    with_history = sum(shop.has_history for shop in town.shops)
    without = len(town.shops) - with_history
    yield f"{len(town.neighbourhoods)} neighbourhoods, {with_history} shops and {without} without history, {len(town.residents)} residents"
    kinds = Counter(shop.kind for shop in town.shops)
    yield "Shops: " + ", ".join(f"{kind.name.en} {kinds[kind.code]}" for kind in town.kinds)
    orders = sum(len(errand.orders) for errand in town.errands)
    yield f"{len(town.errands):,} errands, {orders:,} orders, {town.report.kept.lines:,} lines"
    yield f"{len(town.skus):,} SKUs of {len(town.suppliers):,} makers, {len(town.receipts):,} deliveries"
    makers = sum(maker.in_circle for maker in town.suppliers)
    yield f"{len(town.purchases):,} orders from {makers} makers in the circle, {sum(len(one.lines) for one in town.purchases):,} lines"


def _trade(town: Town) -> Iterator[str]:
    told = town.report
    shops_touched = sorted(len(errand.orders) for errand in town.errands)
    two_or_more = sum(touched >= 2 for touched in shops_touched)
    middle, upper = shops_touched[len(shops_touched) // 2], shops_touched[len(shops_touched) * 3 // 4]
    yield f"Errands at two shops or more: {_percent(two_or_more, len(town.errands))} (median {middle}, upper quartile {upper})"
    yield "Handed over: " + ", ".join(f"{channel} {_percent(count, len(town.errands))}" for channel, count in told.channels.items())
    yield f"Price changes: {told.price_changes:,}, of them within a day of trade {told.price_changes_in_a_day:,}"
    yield f"Bundles, where cents don't divide by quantity: {told.bundles:,} lines"
    yield f"Baskets moved so that no two of a store share a second: {told.moved_one_second}"
    yield f"Orders rung up outside opening hours: {told.orders_out_of_hours}"
    yield f"Lines named by type, not only by category: {_percent(told.lines_named_by_type, told.kept.lines)}"


def _percent(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f} %"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    ends_on = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else business_date(now()) - timedelta(days=1)
    sys.stdout.writelines(f"{line}\n" for line in report(read_town(ends_on=ends_on)))
