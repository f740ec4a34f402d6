"""Freezing a limit and cutting it: both at once, neither takes anything back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from lending.policy.public import require_reader

from .. import queries
from ..access import require_business, require_node
from ..errors import LimitCutUpwards, LimitReasonMissing
from ..models import LimitFreeze, LimitNode
from .moving import locked_path


@inner
def freeze(*, node_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Nothing more is reserved at or below the node; repayments still release. Again for the same reason changes nothing."""
    node = locked_path(node_id)[-1]
    if node.freezes.filter(reason=reason, lifted_at=None).exists():
        return
    LimitFreeze.objects.create(node=node, reason=reason, frozen_by=by.name, frozen_at=at)
    if node.frozen_at is None:
        LimitNode.objects.filter(pk=node_id).update(frozen_at=at, frozen_reason=reason)
    record("lending.limit.freeze", target=node, by=by, at=at, after={"reason": reason})


@inner
def unfreeze(*, node_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Lift the freeze of that reason; the node stays frozen while another stands."""
    node = locked_path(node_id)[-1]
    if not node.freezes.filter(reason=reason, lifted_at=None).update(lifted_at=at, lifted_by=by.name):
        return
    other = node.freezes.filter(lifted_at=None).order_by("frozen_at", "pk").first()
    LimitNode.objects.filter(pk=node_id).update(
        frozen_at=other.frozen_at if other else None,
        frozen_reason=other.reason if other else "",
    )
    record("lending.limit.unfreeze", target=node, by=by, at=at, before={"reason": reason})


@inner
def cut_limit(*, node_id: UUID, limit_minor: int, why: str, by: Actor, at: datetime) -> LimitNode:
    """A lower limit, at once. Below what is used, the node is over: it takes no reservation and calls nothing back.

    Raises:
        LimitCutUpwards: it isn't lower, or is below nothing.
        LimitReasonMissing: no reason is given.
    """
    node = locked_path(node_id)[-1]
    if not why.strip():
        raise LimitReasonMissing
    if not 0 <= limit_minor < node.limit_minor:
        raise LimitCutUpwards
    before, taken = node.limit_minor, node.used_minor + node.reserved_minor
    node.limit_minor, node.over_at = limit_minor, (node.over_at or at) if taken > limit_minor else None
    node.save(update_fields=["limit_minor", "over_at"])
    after = {"limit_minor": limit_minor, "over": node.over_at is not None}
    record("lending.limit.cut", target=node, by=by, at=at, before={"limit_minor": before}, after=after, reason=why.strip())
    return node


@entry
def cut_by_hand(*, node_id: UUID, limit_minor: int, why: str, by: Actor, at: datetime) -> LimitNode:
    """``cut_limit`` by a credit officer. Raises ``LendersOnly``, ``LimitNotFound`` besides."""
    require_node(by, node_id)
    return cut_limit(node_id=node_id, limit_minor=limit_minor, why=why, by=by, at=at)


@entry
def freeze_by_hand(*, node_id: UUID, why: str, key: str, by: Actor, at: datetime) -> None:
    """``freeze`` by a credit officer, for a reason in her words, once a key.

    Raises:
        LendersOnly: the actor is no credit officer.
        LimitNotFound: no such limit, or of a business that she does not see.
        LimitReasonMissing: no reason is given.
    """
    require_node(by, node_id)
    if not why.strip():
        raise LimitReasonMissing
    with once(key, verb="limits.freeze", by=by, body={"node": node_id, "why": why.strip()}, at=at) as turn:
        if turn.earlier:
            return
        freeze(node_id=node_id, reason=why.strip(), by=by, at=at)
        turn.remember(node=node_id)


@entry
def unfreeze_by_hand(*, node_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """``unfreeze`` by a credit officer. Raises ``LendersOnly``, ``LimitNotFound``."""
    require_node(by, node_id)
    unfreeze(node_id=node_id, reason=reason, by=by, at=at)


@entry
def read_limits(*, party_id: UUID, by: Actor, at: datetime) -> list[queries.Branch]:
    """A business's limits and its group's, root first, for whoever lends or watches risk; that she looked is recorded.

    Raises:
        LendersOnly: the actor does neither.
        LimitNotFound: she does not see that business.
    """
    require_business(by, party_id, require_reader)
    record("lending.limit.read", target=f"party/{party_id}", by=by, at=at)
    return queries.branches_of(party_id)
