from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"orders.close_unpaid": 30}


@shared_task(name="orders.close_unpaid")
def close_unpaid() -> None:
    actions.close_unpaid(at=clock.now())
