"""Articles that ran out while an order for them waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .writing import hold, moved, rewrite


@inner
def mark_sold_out(*, shop_id: UUID, sku_ids: Collection[UUID], until: datetime, by: Actor, at: datetime) -> None:
    """Sell none of these until then, at the shop that the caller answers for; an article that waits longer already stays so."""
    changes = []
    for before in hold(sku_ids).values():
        standing = before.standing
        if standing.sold_out_until is None or standing.sold_out_until < until:
            changes.append((before, replace(standing, sold_out_until=until)))
    rewrite(changes, by=by, at=at)
    for before, after in changes:
        was, now = moved(before.standing, after)
        record("catalog.sold_out", target=f"sku/{before.sku_id}", by=by, at=at, before=was, after=now, about=shop_id)
