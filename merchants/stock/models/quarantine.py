"""Goods that came back and wait to be looked at: here, and not for sale."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class Quarantine(models.Model):
    """``cause`` is the sale they came back from; ``cost_minor`` what they cost when they left."""

    class Status(models.TextChoices):
        HELD = "held"
        RESTOCKED = "restocked"
        SCRAPPED = "scrapped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    level = models.ForeignKey("stock.Level", on_delete=models.PROTECT, related_name="quarantined")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    cost_minor = models.BigIntegerField()
    cause = models.UUIDField()
    reason = models.TextField(blank=True)
    status = models.TextField(choices=Status.choices, default=Status.HELD)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, cost_minor__gte=0), name="quarantine_is_of_something"),
            models.CheckConstraint(
                condition=Q(status="held", decided_at=None) | Q(status__in=["restocked", "scrapped"], decided_at__isnull=False),
                name="quarantine_ends_by_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["cause"], name="quarantine_by_cause")]
