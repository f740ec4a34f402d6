"""How often a promotion was put before a buyer: the first step of its funnel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Showing(models.Model):
    """One promotion on one day of the town. A row of its own, so that who looks never waits for who buys."""

    promotion = models.ForeignKey("promotions.Promotion", on_delete=models.PROTECT, related_name="showings")
    on = models.DateField()
    shown = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "on"], name="a_promotion_is_shown_in_one_row_a_day"),
            models.CheckConstraint(condition=Q(shown__gt=0), name="what_is_shown_was_shown_once"),
        ]
