"""Reserving, using and giving back headroom; always locked root to leaf."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, F, Value, When

from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry, inner

from .. import queries
from ..errors import LimitExceeded, LimitFrozen, LimitKeyDiffers, LimitNotFound, ReleasedTooMuch, ReservationExpired, ReservationResolved
from ..models import LimitMove, LimitNode

Act = LimitMove.Act
RESOLVED = (Act.CONFIRM, Act.CANCEL, Act.EXPIRE)


@inner
def reserve(*, node_id: UUID, amount_minor: int, key: str, at: datetime, expires_at: datetime | None = None) -> None:
    """Set headroom aside on the facility and everything above it, once per key; until ``expires_at``, if given.

    Raises:
        LimitExceeded: a node of the path has less headroom; ``details`` say how much is left.
        LimitFrozen: a node of the path is frozen.
        LimitKeyDiffers: the key reserved something else before.
    """
    nodes = locked_path(node_id)
    if nodes[-1].kind != LimitNode.Kind.FACILITY:
        raise LimitNotFound
    if _happened(Act.RESERVE, key, node_id, amount_minor):
        return
    if any(node.frozen_at for node in nodes):
        raise LimitFrozen
    headroom = min(node.headroom_minor for node in nodes)
    if amount_minor > headroom:
        raise LimitExceeded(details={"headroom_minor": max(headroom, 0)})
    shift(nodes, reserved=amount_minor)
    LimitMove.objects.create(node_id=node_id, act=Act.RESERVE, key=key, amount_minor=amount_minor, at=at, expires_at=expires_at)


@inner
def confirm(*, key: str, at: datetime) -> None:
    """What was reserved under the key is now used. Confirming again changes nothing.

    Raises:
        ReservationResolved: nothing was reserved under it, or it was cancelled or ran out.
        ReservationExpired: its time is over, though nobody has freed it yet.
    """
    _resolve(Act.CONFIRM, key, at)


@inner
def cancel(*, key: str, at: datetime) -> None:
    """What was reserved under the key is free again. Cancelling again changes nothing.

    Raises:
        ReservationResolved: nothing was reserved under it, or it was confirmed or ran out.
    """
    _resolve(Act.CANCEL, key, at)


@inner
def expire(*, key: str, at: datetime) -> None:
    """What was reserved under the key has run out and is free again, by the word of whoever keeps its time. Raises as ``cancel``."""
    _resolve(Act.EXPIRE, key, at)


@inner
def trim(*, key: str, to_key: str, amount_minor: int, at: datetime) -> None:
    """Of what was reserved under ``key``, with no end of its own, so much stays under ``to_key``; the rest is free. Frozen or over, it always works.

    Raises:
        ReservationResolved: nothing is reserved under the key any more.
        LimitKeyDiffers: that would not be less than what is reserved.
    """
    made = LimitMove.objects.filter(act=Act.RESERVE, key=key).first()
    if made is None:
        raise ReservationResolved
    if not 0 < amount_minor < made.amount_minor:
        raise LimitKeyDiffers
    nodes = locked_path(made.node_id)
    if LimitMove.objects.filter(act__in=RESOLVED, key=key).exists():
        raise ReservationResolved
    shift(nodes, reserved=amount_minor - made.amount_minor)
    LimitMove.objects.create(node_id=made.node_id, act=Act.CANCEL, key=key, amount_minor=made.amount_minor, at=at)
    LimitMove.objects.create(node_id=made.node_id, act=Act.RESERVE, key=to_key, amount_minor=amount_minor, at=at)


def expire_reservations(*, at: datetime, limit: int = 200) -> int:
    """Free what was set aside and not used in time, each by itself; answers how many. Safe to run twice, or by two workers."""
    return sum(expire_reservation(key=key, at=at) for key in queries.overdue_reservations(at, limit))


@entry
def expire_reservation(*, key: str, at: datetime) -> bool:
    """Whether it was still set aside. In a transaction of its own, so that nobody holds two borrowers' limits at once."""
    try:
        _resolve(Act.EXPIRE, key, at)
    except ReservationResolved:
        return False
    return True


def _resolve(act: LimitMove.Act, key: str, at: datetime) -> None:
    made = LimitMove.objects.filter(act=Act.RESERVE, key=key).first()
    if made is None:
        raise ReservationResolved
    nodes = locked_path(made.node_id)
    earlier = LimitMove.objects.filter(act__in=RESOLVED, key=key).first()
    if earlier is not None:
        if earlier.act != act:
            raise ReservationResolved
        return
    if act == Act.CONFIRM and made.expires_at is not None and made.expires_at <= at:
        raise ReservationExpired
    shift(nodes, reserved=-made.amount_minor, used=made.amount_minor if act == Act.CONFIRM else 0)
    LimitMove.objects.create(node_id=made.node_id, act=act, key=key, amount_minor=made.amount_minor, at=at)


@inner
def release(*, node_id: UUID, amount_minor: int, key: str, at: datetime) -> None:
    """Give back what was used: principal was repaid, so the headroom returns. Once per key; frozen or over, it always works.

    Raises:
        LimitKeyDiffers: the key released something else before.
        ReleasedTooMuch: less is used there.
    """
    nodes = locked_path(node_id)
    if _happened(Act.RELEASE, key, node_id, amount_minor):
        return
    if amount_minor > nodes[-1].used_minor:
        raise ReleasedTooMuch(details={"used_minor": nodes[-1].used_minor})
    shift(nodes, used=-amount_minor)
    LimitMove.objects.create(node_id=node_id, act=Act.RELEASE, key=key, amount_minor=amount_minor, at=at)


@inner
def locked_path(node_id: UUID) -> list[LimitNode]:
    """The node and all above it, locked root to leaf.

    The path is read before the locks are taken. A business may have joined a group in between, or left it; then whoever
    wanted its path looks again, since taking the group's lock now would turn the order round.
    """
    path = LimitNode.objects.filter(pk=node_id).values_list("path", flat=True).first()
    if path is None:
        raise LimitNotFound
    nodes = list(LimitNode.objects.locked_path(path))
    if nodes[-1].path != path:
        raise Conflict
    return nodes


def _happened(act: LimitMove.Act, key: str, node_id: UUID, amount_minor: int) -> bool:
    earlier = LimitMove.objects.filter(act=act, key=key).first()
    if earlier is not None and (earlier.node_id, earlier.amount_minor) != (node_id, amount_minor):
        raise LimitKeyDiffers
    return earlier is not None


def shift(nodes: list[LimitNode], *, reserved: int = 0, used: int = 0) -> None:
    """Move both figures of locked nodes; a node that was over and is no longer says so in the same statement."""
    LimitNode.objects.filter(pk__in=[node.pk for node in nodes]).update(
        reserved_minor=F("reserved_minor") + reserved,
        used_minor=F("used_minor") + used,
        over_at=Case(
            When(limit_minor__gte=F("used_minor") + F("reserved_minor") + used + reserved, then=Value(None)),
            default=F("over_at"),
            output_field=DateTimeField(null=True),
        ),
    )
