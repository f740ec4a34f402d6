"""What lies on the shelf, what of it is promised, and every movement that led there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Level(models.Model):
    """On hand and reserved, of one article. Quantities in the article's unit."""

    sku = models.OneToOneField("catalog.Sku", on_delete=models.PROTECT, related_name="level")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=14, decimal_places=3)
    reserved = models.DecimalField(max_digits=14, decimal_places=3, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_never_oversold"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_stock_is_never_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_is_never_negative"),
        ]


class Receipt(models.Model):
    """Goods that came in from a supplier, as one delivery. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="receipts")
    cost_minor = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="receipt_cost_is_not_negative"),
        ]


class Reservation(models.Model):
    """Stock promised to one order line until it is handed over, released or runs out of time."""

    class Status(models.TextChoices):
        HELD = "held"
        COMMITTED = "committed"
        RELEASED = "released"

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="reservations")
    order_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    status = models.TextField(choices=Status.choices, default=Status.HELD)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "position"], name="an_order_line_reserves_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_is_of_something"),
            models.CheckConstraint(condition=Q(status__in=["held", "committed", "released"]), name="reservation_has_a_known_status"),
        ]


class Movement(models.Model):
    """One change of what is on hand. Append-only: a mistake is moved back, never erased."""

    class Kind(models.TextChoices):
        RECEIVED = "received"
        SOLD = "sold"
        RETURNED = "returned"
        COUNTED = "counted"
        DAMAGED = "damaged"

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="movements")
    kind = models.TextField(choices=Kind.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    on_hand_after = models.DecimalField(max_digits=14, decimal_places=3)
    unit_cost_minor = models.BigIntegerField(null=True)
    supplier = models.TextField(blank=True)
    cause = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves_something"),
            models.CheckConstraint(condition=Q(kind__in=["received", "sold", "returned", "counted", "damaged"]), name="movement_has_a_known_kind"),
        ]
        indexes = [models.Index(fields=["level", "at"], name="movement_by_level")]
