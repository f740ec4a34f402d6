"""What a shop's reviews come to, kept beside them so that a list of shops reads it by its key."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from .. import rules


class Rating(models.Model):
    """``published`` reviews are shown, ``counted`` make the rating: ``weight`` and ``stars`` are their sums in eighths (``rules.Counted``)."""

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, primary_key=True, related_name="rating")
    published = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(counted__lte=F("published")), name="no_review_counts_that_is_not_shown"),
            models.CheckConstraint(condition=Q(weight__lte=F("counted") * rules.WHOLE), name="no_review_counts_more_than_once"),
            models.CheckConstraint(condition=Q(stars__gte=F("weight"), stars__lte=F("weight") * 5), name="a_rating_is_of_one_to_five_stars"),
        ]

    @property
    def shown(self) -> Decimal | None:
        """One to five with one decimal, nothing while nothing counts."""
        return rules.rating(self.weight, self.stars) if self.counted else None
