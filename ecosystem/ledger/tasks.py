from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"ledger.prove_books": 300, "ledger.expire_holds": 60}


@shared_task(name="ledger.prove_books")
def prove_books() -> None:
    actions.prove_books(at=clock.now())


@shared_task(name="ledger.expire_holds")
def expire_holds() -> None:
    actions.expire_holds(at=clock.now())
