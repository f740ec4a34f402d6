"""Pools whose time is over, and deposits that an order has decided about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from .actions import close_pool, settle_deposit
from .queries import to_close, to_settle

EVERY = {"pools.close_everything_due": 60, "pools.settle_deposits": 600}


@shared_task(name="pools.close_one")
def close_one(pool_id: str) -> None:
    close_pool(pool_id=UUID(pool_id), at=clock.now())


@shared_task(name="pools.close_everything_due")
def close_everything_due() -> None:
    """Wake one task for each pool whose time is over."""
    for pool_id in to_close(clock.now()):
        close_one.delay(str(pool_id))


@shared_task(name="pools.settle_one")
def settle_one(member_id: int) -> None:
    settle_deposit(member_id=member_id, at=clock.now())


@shared_task(name="pools.settle_deposits")
def settle_deposits() -> None:
    for member_id in to_settle(clock.now()):
        settle_one.delay(member_id)


def settle_due(*, at: datetime) -> None:
    """All pools and deposits here and now."""
    for pool_id in to_close(at):
        close_pool(pool_id=pool_id, at=at)
    for member_id in to_settle(at):
        settle_deposit(member_id=member_id, at=at)
