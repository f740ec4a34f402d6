"""Reserving, using and giving back headroom; always locked root to leaf."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner

from .errors import LimitExceeded, LimitFrozen, LimitKeyDiffers, LimitNotFound, ReservationResolved
from .models import LimitMove, LimitNode

# What one borrower may owe over all products: a dated policy parameter that the bank must confirm.
OBLIGOR_LIMIT_MINOR = 100_000_000
Act = LimitMove.Act


@inner
def open_line(*, party_id: UUID, family: str, limit_minor: int, at: datetime) -> LimitNode:
    """The facility node of a party in a product family, with what is above it; opened once.

    Opening it again with a higher limit raises it; it is never lowered below what is used.
    """
    top = _node(None, LimitNode.Kind.OBLIGOR, party_id, f"obligor/{party_id}", OBLIGOR_LIMIT_MINOR, at)
    middle = _node(top, LimitNode.Kind.FAMILY, party_id, f"family/{party_id}/{family}", OBLIGOR_LIMIT_MINOR, at)
    leaf = _node(middle, LimitNode.Kind.FACILITY, party_id, f"facility/{party_id}/{family}", limit_minor, at)
    leaf = _locked_path(leaf.pk)[-1]
    leaf.limit_minor = max(limit_minor, leaf.used_minor + leaf.reserved_minor)
    leaf.save(update_fields=["limit_minor"])
    return leaf


def _node(parent: LimitNode | None, kind: str, party_id: UUID, code: str, limit_minor: int, at: datetime) -> LimitNode:
    """Found or made by its code; whoever comes second waits for the first and finds it."""
    new = LimitNode(id=uuid7(), parent=parent, kind=kind, party_id=party_id, code=code, limit_minor=limit_minor, created_at=at)
    new.path, new.depth = ([*parent.path, new.pk], parent.depth + 1) if parent else ([new.pk], 0)
    LimitNode.objects.bulk_create([new], ignore_conflicts=True)
    return LimitNode.objects.get(code=code)


@inner
def reserve(*, node_id: UUID, amount_minor: int, key: str, at: datetime) -> None:
    """Set headroom aside on the node and everything above it, once per key.

    Raises:
        LimitExceeded: a node of the path has less headroom; ``details`` say how much is left.
        LimitFrozen: a node of the path is frozen.
        LimitKeyDiffers: the key reserved something else before.
    """
    nodes = _locked_path(node_id)
    if _happened(Act.RESERVE, key, node_id, amount_minor):
        return
    if any(node.frozen_at for node in nodes):
        raise LimitFrozen
    headroom = min(node.headroom_minor for node in nodes)
    if amount_minor > headroom:
        raise LimitExceeded(details={"headroom_minor": max(headroom, 0)})
    _shift(nodes, reserved=amount_minor)
    _move(Act.RESERVE, key, node_id, amount_minor, at)


@inner
def confirm(*, key: str, at: datetime) -> None:
    """What was reserved under the key is now used. Confirming again changes nothing.

    Raises:
        ReservationResolved: nothing was reserved under it, or it was cancelled.
    """
    _resolve(Act.CONFIRM, key, at)


@inner
def cancel(*, key: str, at: datetime) -> None:
    """What was reserved under the key is free again. Cancelling again changes nothing.

    Raises:
        ReservationResolved: nothing was reserved under it, or it was confirmed.
    """
    _resolve(Act.CANCEL, key, at)


def _resolve(act: LimitMove.Act, key: str, at: datetime) -> None:
    made = LimitMove.objects.filter(act=Act.RESERVE, key=key).first()
    if made is None:
        raise ReservationResolved
    nodes = _locked_path(made.node_id)
    earlier = LimitMove.objects.filter(act__in=[Act.CONFIRM, Act.CANCEL], key=key).first()
    if earlier is not None:
        if earlier.act != act:
            raise ReservationResolved
        return
    _shift(nodes, reserved=-made.amount_minor, used=made.amount_minor if act == Act.CONFIRM else 0)
    _move(act, key, made.node_id, made.amount_minor, at)


@inner
def release(*, node_id: UUID, amount_minor: int, key: str, at: datetime) -> None:
    """Give back what was used: principal was repaid, so the headroom returns. Once per key.

    Raises:
        LimitKeyDiffers: the key released something else before.
    """
    nodes = _locked_path(node_id)
    if not _happened(Act.RELEASE, key, node_id, amount_minor):
        _shift(nodes, used=-amount_minor)
        _move(Act.RELEASE, key, node_id, amount_minor, at)


@inner
def freeze(*, node_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Nothing more is reserved at or below the node; repayments still release."""
    node = _locked_path(node_id)[-1]
    if node.frozen_at is None:
        LimitNode.objects.filter(pk=node_id).update(frozen_at=at, frozen_reason=reason)
        record("lending.limit.freeze", target=node, by=by, at=at, after={"reason": reason})


@inner
def unfreeze(*, node_id: UUID, by: Actor, at: datetime) -> None:
    node = _locked_path(node_id)[-1]
    if node.frozen_at is not None:
        LimitNode.objects.filter(pk=node_id).update(frozen_at=None, frozen_reason="")
        record("lending.limit.unfreeze", target=node, by=by, at=at, before={"reason": node.frozen_reason})


def _locked_path(node_id: UUID) -> list[LimitNode]:
    """A node's path never changes, so it may be read before the locks are taken."""
    path = LimitNode.objects.filter(pk=node_id).values_list("path", flat=True).first()
    if path is None:
        raise LimitNotFound
    return list(LimitNode.objects.locked_path(path))


def _happened(act: LimitMove.Act, key: str, node_id: UUID, amount_minor: int) -> bool:
    earlier = LimitMove.objects.filter(act=act, key=key).first()
    if earlier is not None and (earlier.node_id, earlier.amount_minor) != (node_id, amount_minor):
        raise LimitKeyDiffers
    return earlier is not None


def _shift(nodes: list[LimitNode], *, reserved: int = 0, used: int = 0) -> None:
    LimitNode.objects.filter(pk__in=[node.pk for node in nodes]).update(
        reserved_minor=F("reserved_minor") + reserved, used_minor=F("used_minor") + used
    )


def _move(act: LimitMove.Act, key: str, node_id: UUID, amount_minor: int, at: datetime) -> None:
    LimitMove.objects.create(node_id=node_id, act=act, key=key, amount_minor=amount_minor, at=at)
