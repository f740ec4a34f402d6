from celery import shared_task

from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform

from . import actions

EVERY = {"scoring.read_drift": 86_400}
JOB = platform("scoring.read_drift")


@shared_task(name="scoring.read_drift")
def read_drift() -> None:
    """Once a day: does each scorecard still meet those it was learned from?"""
    actions.read_drift(by=JOB, at=clock.now())
