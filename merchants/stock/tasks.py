"""A count that nobody ended lets go of its goods when its time is over."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task

from ecosystem.kernel import clock

from .actions import let_go_of_count
from .queries import counts_held_until

EVERY = {"stock.let_go_of_counts": 300}


@shared_task(name="stock.let_go_of_counts")
def let_go_of_counts() -> None:
    let_go(at=clock.now())


def let_go(*, at: datetime) -> int:
    """Each in a transaction of its own, safe to run twice; how many."""
    return sum(let_go_of_count(count_id=count_id, at=at) for count_id in counts_held_until(at))
