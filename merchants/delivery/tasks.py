from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"delivery.withdraw_ended": 30, "delivery.send_overdue_back": 600}


@shared_task(name="delivery.withdraw_ended")
def withdraw_ended() -> None:
    """Riders lose what ended without them."""
    for order_id in queries.orders_that_ended():
        actions.withdraw_ended(order_id=order_id, at=clock.now())


@shared_task(name="delivery.send_overdue_back")
def send_overdue_back() -> None:
    """Parcels that nobody collected go back to their shops, and the money to their buyers."""
    actions.send_overdue_back(at=clock.now())
