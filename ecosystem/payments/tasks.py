from datetime import timedelta
from uuid import UUID

from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform

from . import actions
from .simulators.acquirer import SimulatedAcquirer

EVERY = {"payments.work_the_rails": 30, "payments.reconcile_lately": 3600, "payments.work_with_acquirers": 5}


@shared_task(name="payments.send")
def send(disbursement_id: str) -> None:
    actions.send(disbursement_id=UUID(disbursement_id), at=clock.now())


@shared_task(name="payments.ask")
def ask(disbursement_id: str) -> None:
    actions.ask(disbursement_id=UUID(disbursement_id), at=clock.now())


@shared_task(name="payments.work_the_rails")
def work_the_rails() -> None:
    """Wake one task for each that waits to be sent, and one for each that the rail was given and may say more of."""
    waiting, given = actions.on_their_way(at=clock.now())
    for disbursement_id in waiting:
        send.delay(str(disbursement_id))
    for disbursement_id in given:
        ask.delay(str(disbursement_id))


@shared_task(name="payments.work_on")
def work_on(payment_id: str) -> None:
    actions.work_on(payment_id=UUID(payment_id), at=clock.now())


@shared_task(name="payments.work_on_refund")
def work_on_refund(refund_id: str) -> None:
    actions.work_on_refund(refund_id=UUID(refund_id), at=clock.now())


@shared_task(name="payments.work_with_acquirers")
def work_with_acquirers() -> None:
    """Wake one task for each payment and refund whose acquirer is to be told or asked now; the simulator's calls are made here."""
    at = clock.now()
    for payment_id in actions.due_charges(at=at):
        work_on.delay(str(payment_id))
    for refund_id in actions.due_refunds(at=at):
        work_on_refund.delay(str(refund_id))
    for name, made in ports.acquirers:
        if isinstance(made, SimulatedAcquirer):
            made.call_us(name=name, at=at)


@shared_task(name="payments.reconcile_lately")
def reconcile_lately() -> None:
    """Fetch and compare the last two days: what crossed midnight is found in the second."""
    at = clock.now()
    for back in (2, 1):
        actions.reconcile_day(on=clock.business_date(at) - timedelta(days=back), by=platform("payments.reconcile"), at=at)
