from datetime import timedelta

from celery import shared_task

from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform

from .actions import close_through

EVERY = {"closing.close_yesterday": 600}


@shared_task(name="closing.close_yesterday")
def close_yesterday() -> None:
    """Every day that is over; nothing where all are closed."""
    at = clock.now()
    close_through(on=clock.business_date(at) - timedelta(days=1), by=platform("closing.close_yesterday"), at=at)
