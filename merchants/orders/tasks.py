from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {
    "orders.close_unpaid": 30,
    "orders.escalate_waiting": 20,
    "orders.time_out_orders": 20,
    "orders.cancel_unanswered": 30,
    "orders.complete_arrived": 600,
    "orders.go_on_with_groups": 5,
    "orders.go_on_with_rounds": 5,
}


@shared_task(name="orders.close_unpaid")
def close_unpaid() -> None:
    actions.close_unpaid(at=clock.now())


@shared_task(name="orders.escalate_waiting")
def escalate_waiting() -> None:
    actions.escalate_waiting(at=clock.now())


@shared_task(name="orders.time_out_orders")
def time_out_orders() -> None:
    actions.time_out_orders(at=clock.now())


@shared_task(name="orders.cancel_unanswered")
def cancel_unanswered() -> None:
    actions.cancel_unanswered(at=clock.now())


@shared_task(name="orders.go_on_with_groups")
def go_on_with_groups() -> None:
    actions.go_on_with_groups(at=clock.now())


@shared_task(name="orders.go_on_with_rounds")
def go_on_with_rounds() -> None:
    actions.go_on_with_rounds(at=clock.now())


@shared_task(name="orders.complete_arrived")
def complete_arrived() -> None:
    actions.complete_arrived(at=clock.now())
