"""Keeping a shop's rating beside its reviews."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner

from .. import queries, rules
from ..models import Rating


@inner
def recount(shop_id: UUID, *, at: datetime) -> Rating:
    """Work a shop's rating out from its reviews, after any change of one.

    The rating's row is taken first, after whatever else the caller holds: of two changes at once the second counts the first.
    """
    Rating.objects.bulk_create([Rating(shop_id=shop_id, counted_at=at)], ignore_conflicts=True)
    row = Rating.objects.select_for_update().get(shop=shop_id)
    sums = rules.counted(queries.counting_of(shop_id), today=business_date(at))
    row.published = queries.published_of(shop_id)
    row.counted, row.weight, row.stars, row.counted_at = sums.reviews, sums.weight, sums.stars, at
    row.save()
    return row


@entry
def count_rating(*, shop_id: UUID, at: datetime) -> Rating:
    """The same for the clock: reviews grow old, and the money of a reviewed order may go back in full."""
    return recount(shop_id, at=at)
