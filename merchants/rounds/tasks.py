from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"rounds.warn_rounds": 60, "rounds.close_rounds": 10}


@shared_task(name="rounds.warn_rounds")
def warn_rounds() -> None:
    actions.warn_rounds(at=clock.now())


@shared_task(name="rounds.close_rounds")
def close_rounds() -> None:
    actions.close_rounds(at=clock.now())
