from datetime import timedelta
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform

from . import actions

EVERY = {"payments.work_the_rails": 30, "payments.reconcile_lately": 3600}


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


@shared_task(name="payments.reconcile_lately")
def reconcile_lately() -> None:
    """Fetch and compare the last two days: what crossed midnight is found in the second."""
    at = clock.now()
    for back in (2, 1):
        actions.reconcile_day(on=clock.business_date(at) - timedelta(days=back), by=platform("payments.reconcile"), at=at)
