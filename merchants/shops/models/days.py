"""Days on which a shop opens otherwise than in every week."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class SpecialHours(models.Model):
    """One opening time of one date, town time, as ``OpeningInterval`` counts it; a day that is closed has one row without times.

    Rows of a date stand instead of its weekday's intervals.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="special_rows", db_index=False)
    on = models.DateField()
    opens_minute = models.SmallIntegerField(null=True)
    closes_minute = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on", "opens_minute"], nulls_distinct=False, name="a_special_day_opens_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(opens_minute=None, closes_minute=None)
                | Q(
                    opens_minute__isnull=False,
                    closes_minute__isnull=False,
                    opens_minute__gte=0,
                    opens_minute__lt=1440,
                    closes_minute__gt=F("opens_minute"),
                    closes_minute__lte=F("opens_minute") + 1440,
                ),
                name="a_special_day_is_closed_or_says_from_and_until_when",
            ),
        ]
