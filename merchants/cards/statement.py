"""A card's money and its statement change together, under the card's lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner

from .models import CardEntry, PrepaidCard

FIELDS = ["paid_left_minor", "bonus_left_minor", "entry_count"]


@inner
def write(
    card: PrepaidCard,
    kind: CardEntry.Kind,
    *,
    paid_minor: int,
    bonus_minor: int,
    order_id: UUID | None = None,
    also: tuple[str, ...] = (),
    at: datetime,
) -> CardEntry:
    """Change what is left on a card that the caller holds, and write the line; ``also`` are fields that the caller set."""
    card.paid_left_minor += paid_minor
    card.bonus_left_minor += bonus_minor
    card.entry_count += 1
    card.save(update_fields=[*FIELDS, *also])
    return CardEntry.objects.create(
        card=card,
        number=card.entry_count,
        kind=kind,
        paid_minor=paid_minor,
        bonus_minor=bonus_minor,
        left_minor=card.left_minor,
        order_id=order_id,
        at=at,
    )
