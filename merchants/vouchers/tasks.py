from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"vouchers.expire": 600}


@shared_task(name="vouchers.expire")
def expire_vouchers() -> None:
    actions.expire_vouchers(at=clock.now())
