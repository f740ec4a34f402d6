from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"complaints.remind": 3_600}


@shared_task(name="complaints.remind")
def remind() -> None:
    """Whoever complained is answered in time, or told that it takes longer."""
    actions.remind(at=clock.now())
