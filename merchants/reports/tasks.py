from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"reports.fold": 15, "reports.score": 3600}


@shared_task(name="reports.fold")
def fold() -> None:
    actions.fold()


@shared_task(name="reports.score")
def score() -> None:
    """Keep the day's score of every shop that trades, one transaction a shop."""
    at = clock.now()
    for shop_id in queries.shops_to_score(clock.business_date(at)):
        actions.score_shop(shop_id=shop_id, at=at)
