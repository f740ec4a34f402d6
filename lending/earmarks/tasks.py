from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"earmarks.expire": 3600}


@shared_task(name="earmarks.expire")
def expire() -> None:
    """Let go of what was set aside and not drawn in time."""
    actions.expire_earmarks(at=clock.now())
