from celery import shared_task

from ecosystem.kernel import clock

from .counting import follow

EVERY = {"neighbours.read": 30}


@shared_task(name="neighbours.read")
def read() -> None:
    follow(at=clock.now())
