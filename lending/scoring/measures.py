"""How well a score tells goods from bads, and whether those it meets are still those it was learned from. Plain Python."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, pairwise

MOVED, SHIFTED = Decimal("0.10"), Decimal("0.25")
"""Population stability: up to 0.10 nothing to speak of, above 0.25 another population (Siddiqi 2006, ch. 9)."""
LEAST_SHARE = 1e-4


def auc(scores: Sequence[float], bads: Sequence[int]) -> float:
    """The chance that a good scores higher than a bad; ties count half (Mann and Whitney)."""
    ranked = sorted(zip(scores, bads, strict=True))
    below = won = 0.0
    for _, tied in groupby(ranked, key=lambda row: row[0]):
        group = [bad for _, bad in tied]
        lost = sum(group)
        goods = len(group) - lost
        won += goods * (below + lost / 2)
        below += lost
    goods_in_all = len(bads) - sum(bads)
    return won / (goods_in_all * below) if goods_in_all and below else 0.5


def ks(scores: Sequence[float], bads: Sequence[int]) -> float:
    """The widest gap between the shares of bads and of goods below a score (Kolmogorov and Smirnov)."""
    all_bads = sum(bads)
    all_goods = len(bads) - all_bads
    if not all_bads or not all_goods:
        return 0.0
    widest, bad, good = 0.0, 0, 0
    for _, tied in groupby(sorted(zip(scores, bads, strict=True)), key=lambda row: row[0]):
        group = [row[1] for row in tied]
        bad += sum(group)
        good += len(group) - sum(group)
        widest = max(widest, abs(bad / all_bads - good / all_goods))
    return widest


def brier(probabilities: Sequence[float], bads: Sequence[int]) -> float:
    """The mean square of what a probability was off by: 0 is perfect."""
    return sum((p - bad) ** 2 for p, bad in zip(probabilities, bads, strict=True)) / len(bads)


def psi(expected: Sequence[int], seen: Sequence[int]) -> float:
    """Population stability index of two counts in the same bands: Σ (seen − expected) · ln(seen / expected), in shares."""
    before, after = sum(expected), sum(seen)
    if not before or not after:
        return 0.0
    shares = [(max(one / before, LEAST_SHARE), max(other / after, LEAST_SHARE)) for one, other in zip(expected, seen, strict=True)]
    return sum((now - then) * math.log(now / then) for then, now in shares)


def calibration(probabilities: Sequence[float], bads: Sequence[int], groups: int = 10) -> list[tuple[int, float, float]]:
    """(rows, mean probability, share that turned bad) from the safest group of equal size to the riskiest."""
    ranked = sorted(zip(probabilities, bads, strict=True))
    edges = [len(ranked) * place // groups for place in range(groups + 1)]
    parts = [ranked[low:high] for low, high in pairwise(edges) if high > low]
    return [(len(part), sum(row[0] for row in part) / len(part), sum(row[1] for row in part) / len(part)) for part in parts]


def counted(values: Sequence[int], ends: Sequence[int]) -> list[int]:
    """How many values are in each band; a band holds its lower end and not its upper."""
    counts = [0] * (len(ends) + 1)
    for value in values:
        counts[bisect_right(ends, value)] += 1
    return counts
