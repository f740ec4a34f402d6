from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock
from merchants.members.public import shops_with_members

from . import actions, queries

EVERY = {"aftersale.keep_time": 60, "aftersale.reward_everybody": 3600}


@shared_task(name="aftersale.time_out")
def time_out(case_id: str) -> None:
    actions.time_out(case_id=UUID(case_id), at=clock.now())


@shared_task(name="aftersale.keep_time")
def keep_time() -> None:
    """Wake one task for each case whose deadline has passed."""
    for case_id in queries.due(clock.now()):
        time_out.delay(str(case_id))


@shared_task(name="aftersale.reward_members")
def reward_members(shop_id: str) -> None:
    while actions.reward_members(shop_id=UUID(shop_id), at=clock.now()):
        continue


@shared_task(name="aftersale.reward_everybody")
def reward_everybody() -> None:
    """Wake one task for each shop that has members."""
    for shop_id in shops_with_members():
        reward_members.delay(str(shop_id))
