from __future__ import annotations

from datetime import datetime
from uuid import UUID

from .models import Decision

MOST_LISTED = 200
WORK = {"refer": 0, "approve": 1, "decline": 2}


def latest_decision(party_id: UUID, product_code: str) -> Decision | None:
    decisions = Decision.objects.filter(party=party_id, product_code=product_code).select_related("policy", "snapshot")
    return decisions.order_by("-decided_at", "-id").first()


def latest_decisions(outcome: str = "") -> list[Decision]:
    """The newest decision on each party: those waiting for a person first, then the largest."""
    newest = Decision.objects.order_by("party_id", "-decided_at", "-id").distinct("party_id")
    shown = Decision.objects.filter(pk__in=newest.values("pk")).select_related("party", "policy", "snapshot")
    if outcome:
        shown = shown.filter(outcome=outcome)
    return sorted(shown.order_by("-limit_minor", "-decided_at")[:MOST_LISTED], key=lambda decision: WORK[decision.outcome])


def decisions_about(party_id: UUID, *, before: datetime | None = None) -> list[Decision]:
    about = Decision.objects.filter(party=party_id).select_related("policy")
    return list((about.filter(decided_at__lt=before) if before else about).order_by("-decided_at", "-id")[:20])
