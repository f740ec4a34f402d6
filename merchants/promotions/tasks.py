from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"promotions.turn": 60, "promotions.expire_coupons": 300}


@shared_task(name="promotions.turn")
def turn_promotions() -> None:
    actions.turn_promotions(at=clock.now())


@shared_task(name="promotions.expire_coupons")
def expire_coupons() -> None:
    actions.expire_coupons(at=clock.now())
