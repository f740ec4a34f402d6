"""Orders that follow what somebody else decided, a group or a round: one order a transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ecosystem.kernel.errors import DomainError

log = logging.getLogger(__name__)


class GoOn(Protocol):
    def __call__(self, *, order_id: UUID, at: datetime) -> bool: ...


def follow(ids: Iterable[UUID], go_on: GoOn, what: str, *, at: datetime) -> int:
    """Each order by itself, and how many moved; what refuses is left for the next run and for a person who reads the log."""
    return sum(_follows(order_id, go_on, what, at) for order_id in ids)


def _follows(order_id: UUID, go_on: GoOn, what: str, at: datetime) -> bool:
    try:
        return go_on(order_id=order_id, at=at)
    except DomainError as refusal:
        log.warning("order %s could not follow its %s: %s", order_id, what, refusal.code)
        return False
