"""Batches of articles that spoil: what expires first leaves first."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Batch(models.Model):
    """Goods of one label and expiry on one shelf. The batch without a label takes what the counter sold unseen."""

    level = models.ForeignKey("stock.Level", on_delete=models.PROTECT, related_name="batches")
    code = models.TextField(blank=True)
    expires_on = models.DateField(null=True)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "expires_on"], nulls_distinct=False, name="a_batch_is_on_a_shelf_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0) | Q(code="", expires_on=None), name="a_batch_is_never_negative"),
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(on_hand__gt=0, expires_on__isnull=False), name="batch_by_expiry")]


class BatchMovement(models.Model):
    """The batch's part of a movement; without one where tracking began. Append-only."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="movements")
    movement = models.ForeignKey("stock.Movement", on_delete=models.PROTECT, null=True, related_name="batches")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(quantity=0), name="batch_movement_moves_something")]
