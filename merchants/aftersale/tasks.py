from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"aftersale.keep_time": 60}


@shared_task(name="aftersale.time_out")
def time_out(case_id: str) -> None:
    actions.time_out(case_id=UUID(case_id), at=clock.now())


@shared_task(name="aftersale.keep_time")
def keep_time() -> None:
    """Wake one task for each case whose deadline has passed."""
    for case_id in queries.due(clock.now()):
        time_out.delay(str(case_id))
