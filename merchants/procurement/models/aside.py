"""Goods that are here and on no shelf: counted and not accepted yet, or refused and not gone yet. Quantities in the supplier's unit."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7

from .orders import Line, Order
from .receipts import Receipt, ReceiptLine, Shipment


class DoorCount(models.Model):
    """A delivery as somebody counted it at the door, before anybody accepted it. It becomes a receipt of as much, or is dropped and made anew."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("count at the door", "Waits to be accepted")
        ACCEPTED = "accepted", pgettext_lazy("count at the door", "Taken in")
        DROPPED = "dropped", pgettext_lazy("count at the door", "Dropped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="counts")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, null=True, related_name="count")
    counted_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(status="waiting"), name="one_delivery_of_an_order_waits_to_be_accepted"),
            models.CheckConstraint(
                condition=Q(status="waiting", receipt=None, decided_at=None)
                | Q(status="accepted", receipt__isnull=False, decided_at__isnull=False)
                | (Q(status="dropped", receipt=None, decided_at__isnull=False) & ~Q(reason="")),
                name="a_count_is_accepted_or_dropped_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["order"], name="door_count_by_order")]


class DoorCountLine(models.Model):
    """What was delivered of a line, good or not. Append-only."""

    count = models.ForeignKey(DoorCount, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    delivered = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "line"], name="a_count_names_a_line_once"),
            models.CheckConstraint(condition=Q(delivered__gt=0), name="a_counted_line_is_of_something"),
        ]


class Refused(models.Model):
    """Goods that a receipt refused. They were never the shop's: they lie apart from what is sold until they are sent back or thrown away.

    A decision on a part of them makes a row of its own of that part; the rows of a receipt's line add up to what it refused.
    """

    class Status(models.TextChoices):
        HELD = "held", pgettext_lazy("refused goods", "Here, set aside")
        SENT_BACK = "sent_back", pgettext_lazy("refused goods", "Sent back")
        SCRAPPED = "scrapped", pgettext_lazy("refused goods", "Thrown away")
        REVERSED = "reversed", pgettext_lazy("refused goods", "Receipt reversed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    of = models.ForeignKey(ReceiptLine, on_delete=models.PROTECT, related_name="aside")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    status = models.TextField(choices=Status.choices, default=Status.HELD)
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="held", decided_at=None) | Q(status__in=["sent_back", "scrapped", "reversed"], decided_at__isnull=False),
                name="refused_goods_end_by_a_decision",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=Decimal(0)), name="refused_goods_are_something"),
            models.UniqueConstraint(fields=["of"], condition=Q(status="held"), name="what_lies_aside_of_a_line_is_one_heap"),
        ]
        indexes = [models.Index(fields=["of"], condition=Q(status="held"), name="refused_that_lies_here")]
