from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"delivery.withdraw_ended": 30}


@shared_task(name="delivery.withdraw_ended")
def withdraw_ended() -> None:
    """Riders lose what ended without them."""
    for order_id in queries.orders_that_ended():
        actions.withdraw_ended(order_id=order_id, at=clock.now())
