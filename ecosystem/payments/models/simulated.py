"""The simulated acquirer's own book. Nothing of ours reads it but the simulator and its daily file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class SimulatedCharge(models.Model):
    """What a real acquirer would know of an order that it was handed. ``manner`` is how it treats it."""

    class Status(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        REFUSED = "refused"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, editable=False)
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    manner = models.TextField(default="prompt")
    paid_minor = models.BigIntegerField(default=0)
    pay_until = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "paid", "refused", "closed"]), name="a_simulated_charge_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="paid", paid_minor__gt=0) | ~Q(status="paid") & Q(paid_minor=0), name="only_what_is_paid_brought_something"
            ),
        ]


class SimulatedRefund(models.Model):
    id = models.UUIDField(primary_key=True, editable=False)
    charge = models.ForeignKey(SimulatedCharge, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    status = models.TextField()
    reason = models.TextField(default="")
    tries = models.PositiveSmallIntegerField(default=1)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "succeeded", "failed"]), name="a_simulated_refund_has_a_known_status"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_simulated_refund_is_of_something"),
        ]


class SimulatedCall(models.Model):
    """A call that the simulator owes us: what it will say, and when; said again until it is taken, as often as ``tries`` allows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    said = models.JSONField()
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taken_at=None) | Q(due_at=None), name="a_call_that_was_taken_is_not_due")]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="simulated_call_to_make")]
