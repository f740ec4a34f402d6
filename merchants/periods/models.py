"""Months of a shop whose books are closed: nothing is dated into them any more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class ClosedMonth(models.Model):
    """A month as it stood when somebody closed it: ``figures`` are minor units by name. Opened again, the row stays and another may follow."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    figures = models.JSONField()
    closed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    opened_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "first"], condition=Q(opened_at=None), name="a_month_is_closed_once"),
            models.CheckConstraint(condition=Q(first__day=1), name="a_month_begins_on_its_first_day"),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, reason="") | Q(opened_at__isnull=False, opened_by__isnull=False) & ~Q(reason=""),
                name="a_month_is_opened_again_by_somebody_for_a_reason",
            ),
        ]
