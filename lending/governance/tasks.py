from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"governance.draw_fairness": 7 * 86_400}


@shared_task(name="governance.draw_fairness")
def draw_fairness() -> None:
    """Once a week: are shops of all kinds treated alike?"""
    actions.draw_fairness(by=actions.READER, at=clock.now())
