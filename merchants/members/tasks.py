from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"members.expire_points": 3600, "members.recount_levels": 3600}


@shared_task(name="members.expire_points")
def expire_points() -> None:
    while actions.expire_points(at=clock.now()):
        continue


@shared_task(name="members.recount_levels")
def recount_levels() -> None:
    while actions.recount_levels(at=clock.now()):
        continue
