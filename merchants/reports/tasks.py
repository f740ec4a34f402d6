from celery import shared_task

from . import actions

EVERY = {"reports.fold": 15}


@shared_task(name="reports.fold")
def fold() -> None:
    actions.fold()
