from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"settlement.release_due": 3600, "settlement.claw_back_due": 3600}


@shared_task(name="settlement.release_shop")
def release_shop(shop_id: str) -> None:
    actions.release_held(shop_id=UUID(shop_id), at=clock.now())


@shared_task(name="settlement.release_due")
def release_due() -> None:
    """Wake one task for each shop with money whose days are over."""
    for shop_id in queries.shops_with_releases(clock.business_date(clock.now())):
        release_shop.delay(str(shop_id))


@shared_task(name="settlement.claw_back_shop")
def claw_back_shop(shop_id: str) -> None:
    actions.claw_back(shop_id=UUID(shop_id), at=clock.now())


@shared_task(name="settlement.claw_back_due")
def claw_back_due() -> None:
    for shop_id in queries.shops_in_debt():
        claw_back_shop.delay(str(shop_id))
