from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"vouchers.expire": 600, "vouchers.refund_everything_suspended": 600}


@shared_task(name="vouchers.expire")
def expire_vouchers() -> None:
    actions.expire_vouchers(at=clock.now())


@shared_task(name="vouchers.refund_suspended")
def refund_suspended(shop_id: str) -> None:
    while actions.refund_suspended(shop_id=UUID(shop_id), at=clock.now()):
        continue


@shared_task(name="vouchers.refund_everything_suspended")
def refund_everything_suspended() -> None:
    """Wake one task for each shop that the bank has stopped while people hold its vouchers."""
    for shop_id in queries.stopped_with_vouchers():
        refund_suspended.delay(str(shop_id))
