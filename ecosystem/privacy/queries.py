"""What the pages show; each has a query budget in the tests."""

from __future__ import annotations

from uuid import UUID

from .models import Export, Farewell

MOST = 10


def exports_of(person_id: UUID) -> list[Export]:
    return list(Export.objects.filter(person_id=person_id).order_by("-asked_at", "-pk")[:MOST])


def farewell_of(person_id: UUID) -> Farewell | None:
    """The one that is under way."""
    return Farewell.objects.filter(person_id=person_id, status__in=[Farewell.Status.WAITING, Farewell.Status.CLOSING]).first()
