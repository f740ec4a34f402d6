from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from .models import Earmark


def overdue(on: date, limit: int) -> list[UUID]:
    """Earmarks that still hold something and whose time is over, the oldest first."""
    held = Earmark.objects.filter(aside_minor__gt=0, hold_until__lte=on)
    return list(held.order_by("hold_until", "pk").values_list("pk", flat=True)[:limit])


def aside_of(document_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What is set aside for documents; those with nothing are left out."""
    held = Earmark.objects.filter(document_id__in=list(document_ids), aside_minor__gt=0)
    return dict(held.values_list("document_id", "aside_minor"))


def aside_of_borrower(party_id: UUID) -> list[Earmark]:
    """What a borrower has set aside, the oldest first."""
    return list(Earmark.objects.filter(borrower=party_id, aside_minor__gt=0).order_by("made_at"))
