"""What shops buy of makers in the circle: generated from the weekly deliveries, since the source knows nothing of purchasing.

A maker with a hundred lines or more in the deliveries of the window has a desk in the circle; what it delivers after the
opening comes on an order of its own, asked for two days before, billed the morning after and due two weeks later. What
the others deliver comes as before, with their name on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from ecosystem.kernel.clock import TOWN_TIME

from .shape import Purchase, Receipt, ReceiptLine

LEAST_LINES = 100
PAY_DAYS = 14
ORDERED_BEFORE, BILLED_AFTER, PAID_AT = timedelta(days=2, hours=8), timedelta(hours=16), time(9, 0)


def makers_in_circle(receipts: Iterable[Receipt]) -> frozenset[int]:
    lines = Counter(line.supplier for receipt in receipts for line in receipt.lines)
    return frozenset(maker for maker, count in lines.items() if count >= LEAST_LINES)


def bought(receipts: Sequence[Receipt], makers: Collection[int]) -> tuple[list[Receipt], list[Purchase]]:
    """The deliveries without what comes on orders, and the orders."""
    left: list[Receipt] = []
    purchases: list[Purchase] = []
    for receipt in receipts:
        ordered: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
        others: list[ReceiptLine] = []
        for line in receipt.lines:
            (ordered[line.supplier] if line.supplier in makers and not receipt.is_opening else others).append(line)
        purchases += [_purchase(receipt, maker, lines) for maker, lines in sorted(ordered.items())]
        if others:
            left.append(replace(receipt, lines=tuple(others)))
    return left, purchases


def _purchase(receipt: Receipt, maker: int, lines: Sequence[ReceiptLine]) -> Purchase:
    billed_at = receipt.received_at + BILLED_AFTER
    return Purchase(
        code=f"{receipt.code}-{maker}",
        shop=receipt.shop,
        maker=maker,
        ordered_at=receipt.received_at - ORDERED_BEFORE,
        delivered_at=receipt.received_at,
        billed_at=billed_at,
        paid_at=datetime.combine(billed_at.date() + timedelta(days=PAY_DAYS), PAID_AT, tzinfo=TOWN_TIME),
        lines=tuple(lines),
    )
