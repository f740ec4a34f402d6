from datetime import timedelta
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, queries

EVERY = {"reviews.count_ratings": 3600}
# A review grows old by the day, and refunds are seen within one.
STALE = timedelta(hours=20)


@shared_task(name="reviews.count_rating")
def count_rating(shop_id: str) -> None:
    actions.count_rating(shop_id=UUID(shop_id), at=clock.now())


@shared_task(name="reviews.count_ratings")
def count_ratings() -> None:
    """Wake one task for each shop whose rating is a day old."""
    for shop_id in queries.ratings_to_count(before=clock.now() - STALE):
        count_rating.delay(str(shop_id))
