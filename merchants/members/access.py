"""Memberships, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor

from .errors import NotAMember
from .models import Member


def member_for(actor: Actor, shop_id: UUID, *, lock: bool = False) -> Member:
    """The actor's own membership of a shop. Raises ``NotAMember``."""
    found = Member.objects.filter(shop=shop_id, party=actor.party_id, party__isnull=False, left_at=None)
    if lock:
        found = found.select_for_update(no_key=True)
    member = found.first()
    if member is None:
        raise NotAMember
    return member
