"""Decisions that were stored, made again from what they rest on."""

from __future__ import annotations

from lending.policy.public import Decision, replay
from lending.portraits.public import canonical, digest


def differences(most: int) -> tuple[int, int]:
    """How many of the newest were decided again, and how many of them do not say the same to the byte."""
    told = Decision.objects.select_related("policy").order_by("-decided_at", "-id")[:most]
    count = differ = 0
    for decision in told.iterator(chunk_size=500):
        again = replay(decision)
        count += 1
        differ += again != canonical(decision.verdict) or digest(decision.verdict) != decision.verdict_sha256
    return count, differ
