from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"payouts.pay_everyone": 3600}


@shared_task(name="payouts.pay_shop")
def pay_shop(shop_id: str) -> None:
    actions.pay_out_by_schedule(shop_id=UUID(shop_id), at=clock.now())


@shared_task(name="payouts.pay_everyone")
def pay_everyone() -> None:
    """Wake one task for each shop whose schedule says now, or whose refunds the bank has put up for."""
    for shop_id in queries.shops_due(clock.now()):
        pay_shop.delay(str(shop_id))
