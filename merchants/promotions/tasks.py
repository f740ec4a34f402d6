from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"promotions.turn": 60, "promotions.expire_coupons": 300}


@shared_task(name="promotions.turn")
def turn() -> None:
    while actions.turn_promotion(at=clock.now()):
        pass


@shared_task(name="promotions.expire_coupons")
def expire_coupons() -> None:
    actions.expire_coupons(at=clock.now())
