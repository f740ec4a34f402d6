"""A task that keeps a worker's only child busy for longer than a sign of life lasts."""

import time

from celery import shared_task


@shared_task(name="tests.long_work")
def work() -> None:
    time.sleep(600)
