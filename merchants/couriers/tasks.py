from uuid import UUID

from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from . import actions
from .simulator import SimulatedCourier

EVERY = {"couriers.work_with_couriers": 5, "couriers.remit": 3600}


@shared_task(name="couriers.work_on")
def work_on(dispatch_id: str) -> None:
    actions.work_on(dispatch_id=UUID(dispatch_id), at=clock.now())


@shared_task(name="couriers.settle")
def settle(dispatch_id: str) -> None:
    actions.settle_dispatch(dispatch_id=UUID(dispatch_id), at=clock.now())


@shared_task(name="couriers.remit")
def remit() -> None:
    """Firms get what they took until yesterday's end; hours later there is nothing left to send."""
    actions.remit_all(at=clock.now())


@shared_task(name="couriers.work_with_couriers")
def work_with_couriers() -> None:
    """Wake one task for each errand whose firm is to be told, asked or paid now; the simulator's calls are made here."""
    at = clock.now()
    actions.call_off_ended(at=at)
    for dispatch_id in actions.due(at=at):
        work_on.delay(str(dispatch_id))
    for dispatch_id in actions.to_settle():
        settle.delay(str(dispatch_id))
    for _name, made in ports.couriers:
        if isinstance(made, SimulatedCourier):
            made.call_us(at=at)
