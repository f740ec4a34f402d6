"""What lies on the shelf, what it is worth, and what of it is promised."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q


class Level(models.Model):
    """One article's shelf. Quantities in the article's unit; ``value_minor`` is what lies there at moving-average cost.

    The value is kept, not a rate: what leaves takes its share of it, the last unit the rest. ``unit_cost`` is what
    a unit of the last receipt cost, in minor units: it prices goods only where there is no value to share.
    While ``frozen_by`` a count nothing comes or goes; what is promised may change.
    """

    sku = models.OneToOneField("catalog.Sku", on_delete=models.PROTECT, related_name="level")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=14, decimal_places=3)
    reserved = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    safety = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    backorder_limit = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    value_minor = models.BigIntegerField(default=0)
    unit_cost = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    allow_negative = models.BooleanField(default=False)
    tracks_batches = models.BooleanField(default=False)
    frozen_by = models.ForeignKey("stock.Count", on_delete=models.PROTECT, null=True, related_name="frozen")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand") + F("backorder_limit")) | Q(allow_negative=True), name="stock_never_oversold"
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_stock_is_never_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=0) | Q(allow_negative=True), name="stock_on_hand_is_never_negative"),
            models.CheckConstraint(condition=Q(safety__gte=0, backorder_limit__gte=0), name="shelf_limits_are_not_negative"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="unit_cost_is_not_negative"),
            models.CheckConstraint(
                condition=Q(on_hand__gt=0, value_minor__gte=0) | Q(on_hand=0, value_minor=0) | Q(on_hand__lt=0, value_minor__lte=0),
                name="an_empty_shelf_is_worth_nothing",
            ),
        ]

    @property
    def available(self) -> Decimal:
        """What can still be promised online."""
        return self.on_hand - self.reserved - self.safety + self.backorder_limit

    @property
    def free(self) -> Decimal:
        """What lies there and is promised to nobody."""
        return self.on_hand - self.reserved

    @property
    def gap(self) -> Decimal:
        """How much more left it, or is promised of it, than came: a delivery was not written down."""
        return max(Decimal(0), -self.on_hand, self.reserved - self.on_hand - self.backorder_limit)

    @property
    def has_gap(self) -> bool:
        return self.gap > 0

    def bears(self, difference: Decimal) -> bool:
        """Whether the shelf may hold so much more (or less) with all promises kept."""
        after = self.on_hand + difference
        return self.allow_negative or (after >= 0 and self.reserved <= after + self.backorder_limit)

    @property
    def is_low(self) -> bool:
        return self.free <= self.safety


class Setting(models.Model):
    """How a shop keeps its stock. Each shelf carries the rule itself, so that the database holds it there."""

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+")
    counter_may_go_below = models.BooleanField(default=False)


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
