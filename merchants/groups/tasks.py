from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"groups.fail_late_groups": 20}


@shared_task(name="groups.fail_late_groups")
def fail_late_groups() -> None:
    actions.fail_late_groups(at=clock.now())
