from __future__ import annotations

from uuid import UUID

from .models import LimitNode


def headroom_of(node_id: UUID) -> int:
    """What may still be reserved at a node: the least along its path, and nothing while one is frozen."""
    path = LimitNode.objects.values_list("path", flat=True).get(pk=node_id)
    nodes = list(LimitNode.objects.filter(pk__in=path))
    return 0 if any(node.frozen_at for node in nodes) else min(node.headroom_minor for node in nodes)


def owed_by(party_id: UUID) -> int:
    """Principal that a party owes or has been promised, over all products."""
    found = LimitNode.objects.filter(code=f"obligor/{party_id}").first()
    return found.used_minor + found.reserved_minor if found else 0
