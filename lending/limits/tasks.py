from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"limits.expire": 30}


@shared_task(name="limits.expire")
def expire() -> None:
    """Free what was set aside and not used in time."""
    actions.expire_reservations(at=clock.now())
