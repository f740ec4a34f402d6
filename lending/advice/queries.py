from __future__ import annotations

from uuid import UUID

from .models import MonthlyCost


def costs_of(party_id: UUID) -> dict[str, MonthlyCost]:
    """What a business says it pays each month, by what for."""
    return {cost.what: cost for cost in MonthlyCost.objects.filter(party=party_id)}
