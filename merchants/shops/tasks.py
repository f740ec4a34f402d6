from celery import shared_task

from ecosystem.kernel import clock

from . import pacing

EVERY = {"shops.end_modes": 15}


@shared_task(name="shops.end_modes")
def end_modes() -> None:
    pacing.end_modes(at=clock.now())
