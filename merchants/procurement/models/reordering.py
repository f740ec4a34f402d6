"""When a shop wants more of something."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q


class ReorderRule(models.Model):
    """Below ``minimum`` fill up to ``maximum``, both in the SKU's own unit; ``review_days`` is how long an order must last.

    A SKU without a rule is judged by its sales alone.
    """

    sku = models.OneToOneField("catalog.Sku", on_delete=models.PROTECT, related_name="reorder_rule")
    minimum = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    maximum = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    review_days = models.PositiveSmallIntegerField(default=7)
    snoozed_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minimum__gte=0, maximum__gte=F("minimum")), name="a_shelf_is_filled_from_least_to_most"),
            models.CheckConstraint(condition=Q(review_days__gte=1, review_days__lte=90), name="a_shelf_is_looked_at_within_a_quarter"),
        ]
