"""Limits are seen by whoever lends or watches risk and moved by officers, of the businesses that they see."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from ecosystem.kernel.actor import Actor
from lending.offices.public import sees, sees_all
from lending.policy.public import require_officer

from .errors import LimitNotFound
from .models import LimitNode


def require_business(by: Actor, party_id: UUID, require: Callable[[Actor], None]) -> None:
    """Raises ``LendersOnly``, and ``LimitNotFound`` of a business that she does not see."""
    require(by)
    if not sees(by, party_id):
        raise LimitNotFound


def require_node(by: Actor, node_id: UUID) -> None:
    """An officer who sees the business of a node; a group's belongs to the head office. Raises ``LendersOnly``, ``LimitNotFound``."""
    require_officer(by)
    party_id = LimitNode.objects.filter(pk=node_id).values_list("party", flat=True).first()
    if not (sees(by, party_id) if party_id else sees_all(by)):
        raise LimitNotFound
