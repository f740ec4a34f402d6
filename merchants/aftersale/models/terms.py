"""How long one may ask for money back, and how long each side may think. Dated parameters."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Terms(models.Model):
    """In force from a day for the goods of one category of shops; without a category, for all that have none of their own.

    ``unwanted`` says whether goods may come back for no other reason than that they are no longer wanted.
    """

    category = models.TextField(blank=True)
    from_on = models.DateField()
    window_hours = models.PositiveIntegerField()
    unwanted = models.BooleanField()
    answer_hours = models.PositiveIntegerField(default=48)
    return_hours = models.PositiveIntegerField(default=168)
    escalate_hours = models.PositiveIntegerField(default=168)
    second_from_minor = models.BigIntegerField(default=50_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "from_on"], name="one_set_of_terms_a_category_and_day"),
            models.CheckConstraint(
                condition=Q(window_hours__gte=1, answer_hours__gte=1, return_hours__gte=1, escalate_hours__gte=1, second_from_minor__gt=0),
                name="everybody_has_time_to_answer",
            ),
        ]
