"""Growing the tree: a line below its product family, below its obligor, and obligors that belong together below a group."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from lending.policy.public import require_officer

from ..access import require_business
from ..errors import AlreadyInGroup, LimitExceeded, LimitNotFound
from ..models import LimitNode
from .moving import locked_path, shift

# What one borrower may owe over all products: a dated policy parameter that the bank must confirm.
OBLIGOR_LIMIT_MINOR = 100_000_000


@inner
def open_line(*, party_id: UUID, family: str, limit_minor: int, at: datetime) -> LimitNode:
    """The facility node of a party in a product family, with what is above it; opened once.

    Opening it again with a higher limit raises it; it is never lowered below what is used.
    """
    top = _node(None, LimitNode.Kind.OBLIGOR, party_id, f"obligor/{party_id}", OBLIGOR_LIMIT_MINOR, at)
    middle = _node(top, LimitNode.Kind.FAMILY, party_id, f"family/{party_id}/{family}", OBLIGOR_LIMIT_MINOR, at)
    leaf = _node(middle, LimitNode.Kind.FACILITY, party_id, f"facility/{party_id}/{family}", limit_minor, at)
    leaf = locked_path(leaf.pk)[-1]
    leaf.limit_minor, leaf.over_at = max(limit_minor, leaf.used_minor + leaf.reserved_minor), None
    leaf.save(update_fields=["limit_minor", "over_at"])
    return leaf


def _node(parent: LimitNode | None, kind: str, party_id: UUID | None, code: str, limit_minor: int, at: datetime) -> LimitNode:
    """Found or made by its code; whoever comes second waits for the first and finds it."""
    if parent is not None:
        # So that nobody moves it below a group while something is hung on it.
        parent = locked_path(parent.pk)[-1]
    new = LimitNode(id=uuid7(), parent=parent, kind=kind, party_id=party_id, code=code, limit_minor=limit_minor, created_at=at)
    new.path, new.depth = ([*parent.path, new.pk], parent.depth + 1) if parent else ([new.pk], 0)
    LimitNode.objects.bulk_create([new], ignore_conflicts=True)
    return LimitNode.objects.get(code=code)


@entry
def open_group(*, name: str, limit_minor: int, by: Actor, at: datetime) -> LimitNode:
    """One limit over businesses that stand or fall together; the same name again is the same group, as it is.

    Raises:
        LendersOnly: the actor is no credit officer.
        LimitExceeded: no limit at all.
    """
    require_officer(by)
    if limit_minor <= 0 or not name.strip():
        raise LimitExceeded(details={"headroom_minor": 0})
    group = _node(None, LimitNode.Kind.GROUP, None, f"group/{name.strip()}", limit_minor, at)
    record("lending.limit.open_group", target=group, by=by, at=at, after={"name": name, "limit_minor": group.limit_minor})
    return group


@entry
def join_group(*, group_id: UUID, party_id: UUID, by: Actor, at: datetime) -> LimitNode:
    """Hang a business below a group: what it uses counts there from now on.

    Raises:
        LimitNotFound: no such group, or the business has no limit yet.
        AlreadyInGroup: it is below another.
        LimitExceeded: the group has less headroom than the business uses.
    """
    require_business(by, party_id, require_officer)
    group = LimitNode.objects.locked_path([group_id]).filter(kind=LimitNode.Kind.GROUP).first()
    obligor = LimitNode.objects.filter(code=f"obligor/{party_id}").first()
    if group is None or obligor is None:
        raise LimitNotFound
    below = _held_below(obligor)
    obligor = below[0]
    if obligor.parent_id is not None:
        raise AlreadyInGroup
    if obligor.used_minor + obligor.reserved_minor > group.headroom_minor:
        raise LimitExceeded(details={"headroom_minor": max(group.headroom_minor, 0)})
    shift([group], reserved=obligor.reserved_minor, used=obligor.used_minor)
    for node in below:
        node.path, node.depth = [group.pk, *node.path], node.depth + 1
    obligor.parent = group
    LimitNode.objects.bulk_update(below, ["path", "depth", "parent"])
    record("lending.limit.join_group", target=group, by=by, at=at, after={"party": party_id})
    return group


@entry
def leave_group(*, party_id: UUID, by: Actor, at: datetime) -> None:
    """The business stands alone again. Raises ``LimitNotFound`` where it is below no group."""
    require_business(by, party_id, require_officer)
    obligor = LimitNode.objects.filter(code=f"obligor/{party_id}").first()
    if obligor is None or obligor.parent_id is None:
        raise LimitNotFound
    group = LimitNode.objects.locked_path([obligor.parent_id]).get()
    below = _held_below(obligor)
    obligor = below[0]
    if obligor.parent_id != group.pk:
        raise LimitNotFound
    shift([group], reserved=-obligor.reserved_minor, used=-obligor.used_minor)
    for node in below:
        node.path, node.depth = node.path[1:], node.depth - 1
    obligor.parent = None
    LimitNode.objects.bulk_update(below, ["path", "depth", "parent"])
    record("lending.limit.leave_group", target=group, by=by, at=at, after={"party": party_id})


def _held_below(obligor: LimitNode) -> list[LimitNode]:
    """A business and everything hung on it, locked from it downwards. The group, if any, is held already."""
    held = list(LimitNode.objects.locked_path([obligor.pk]))
    below = LimitNode.objects.select_for_update(no_key=True).filter(path__contains=[obligor.pk]).exclude(pk=obligor.pk)
    return [*held, *below.order_by("depth", "pk")]
