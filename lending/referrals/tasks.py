from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"referrals.sweep": 60}


@shared_task(name="referrals.sweep")
def sweep() -> None:
    """Whoever was promised an answer gets it in time, or is told that it takes longer."""
    actions.close_unconsented(at=clock.now())
    actions.remind(at=clock.now())
