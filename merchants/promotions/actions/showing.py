"""Counting that promotions were put before somebody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry

# In one order, so that two who look at the same promotions never wait for each other in a ring.
COUNT = """
INSERT INTO promotions_showing AS s (promotion_id, "on", shown) SELECT id, %(on)s, 1 FROM unnest(%(ids)s::uuid[]) AS w(id) ORDER BY id
ON CONFLICT (promotion_id, "on") DO UPDATE SET shown = s.shown + 1
"""


@entry
def count_shown(*, promotion_ids: Collection[UUID], at: datetime) -> None:
    """Each of these stood once before somebody: in a basket, on a till, or in a list of what runs."""
    if promotion_ids:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"ids": sorted(set(promotion_ids)), "on": business_date(at)})
