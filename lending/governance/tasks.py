from celery import shared_task

from ecosystem.kernel import clock

from . import actions, picture

EVERY = {"governance.draw_fairness": 7 * 86_400, "governance.draw_picture": 86_400}


@shared_task(name="governance.draw_fairness")
def draw_fairness() -> None:
    """Once a week: are shops of all kinds treated alike?"""
    actions.draw_fairness(by=actions.READER, at=clock.now())


@shared_task(name="governance.draw_picture")
def draw_picture() -> None:
    """Once a day: how does what was lent stand?"""
    picture.draw_picture(by=picture.READER, at=clock.now())
