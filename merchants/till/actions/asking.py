"""What a person must still look at is a row of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner
from merchants.shops.public import Shop

from ..models import Todo
from .judging import Found


@inner
def ask_about(shop: Shop, sale_id: UUID, found: Iterable[Found], *, by: Actor, at: datetime) -> None:
    """Open a to-do for each thing that was found about a booked sale."""
    drafts = [
        Todo(
            id=uuid7(),
            shop=shop,
            sale_id=sale_id,
            kind=one.kind,
            code=one.code,
            details=one.details,
            booked=True,
            opened_at=at,
            opened_by_id=person_of(by),
        )
        for one in found
    ]
    if drafts:
        Todo.objects.bulk_create(drafts)
