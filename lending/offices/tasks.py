from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"offices.place": 60, "offices.follow": 3_600}


@shared_task(name="offices.place")
def place() -> None:
    """Whoever let the bank look has a home, so that her office sees her cases."""
    actions.place_businesses(at=clock.now())


@shared_task(name="offices.follow")
def follow() -> None:
    """Whoever opened a newer shop is at home there."""
    actions.follow_shops(at=clock.now())
