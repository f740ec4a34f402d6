"""Requests and quotes whose time is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from .actions import expire_rfq
from .queries import to_expire

EVERY = {"sourcing.expire_everything": 300}


@shared_task(name="sourcing.expire_one")
def expire_one(rfq_id: str) -> None:
    expire_rfq(rfq_id=UUID(rfq_id), at=clock.now())


@shared_task(name="sourcing.expire_everything")
def expire_everything() -> None:
    """Wake one task for each request of which something may be over."""
    at = clock.now()
    for rfq_id in to_expire(at, today=clock.business_date(at)):
        expire_one.delay(str(rfq_id))


def expire_due(*, at: datetime) -> None:
    """All of them here and now."""
    for rfq_id in to_expire(at, today=clock.business_date(at)):
        expire_rfq(rfq_id=rfq_id, at=at)
