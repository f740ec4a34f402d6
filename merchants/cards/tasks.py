from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"cards.lapse_bonus": 3600, "cards.refund_everything_suspended": 600}


@shared_task(name="cards.lapse_bonus")
def lapse_bonus() -> None:
    while actions.lapse_bonus(at=clock.now()):
        continue


@shared_task(name="cards.refund_suspended")
def refund_suspended(shop_id: str) -> None:
    while actions.refund_suspended_cards(shop_id=UUID(shop_id), at=clock.now()):
        continue


@shared_task(name="cards.refund_everything_suspended")
def refund_everything_suspended() -> None:
    """Wake one task for each shop that the bank has stopped while people hold its cards."""
    for shop_id in queries.stopped_with_cards():
        refund_suspended.delay(str(shop_id))
