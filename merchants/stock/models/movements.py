"""Every change of what lies on a shelf and of what it is worth. Append-only: a mistake is moved back, never erased."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Receipt(models.Model):
    """Goods that came in as one delivery. ``landed_minor`` is freight and the like, shared over its lines."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="receipts")
    cost_minor = models.BigIntegerField()
    landed_minor = models.BigIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="receipt_cost_is_not_negative"),
            models.CheckConstraint(condition=Q(landed_minor__gte=0), name="landed_cost_is_not_negative"),
        ]


class Reversal(models.Model):
    """A receipt taken back whole; a receipt itself is never changed."""

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, primary_key=True, related_name="reversal")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_receipt_is_taken_back_for_a_reason")]


class Movement(models.Model):
    """Goods in (+) or out (−) of one shelf, with their value in minor units.

    A ``revalued`` movement moves value alone: a later invoice, or the true cost of what the counter sold before it
    was received. ``cause`` is the document, ``by_id`` the person, none for the platform.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening stock")
        RECEIVED = "received", _("Received")
        PURCHASE_RETURN = "purchase_return", _("Returned to supplier")
        SOLD = "sold", _("Sold")
        SALE_RETURN = "sale_return", _("Customer return")
        TRANSFER_OUT = "transfer_out", _("Sent to another shop")
        TRANSFER_IN = "transfer_in", _("From another shop")
        COUNT_GAIN = "count_gain", _("Found in a count")
        COUNT_LOSS = "count_loss", _("Missing in a count")
        DAMAGED = "damaged", _("Damaged")
        ADJUSTED = "adjusted", _("Adjusted")
        REVALUED = "revalued", _("Revalued")

    level = models.ForeignKey("stock.Level", on_delete=models.PROTECT, related_name="movements")
    kind = models.TextField(choices=Kind.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    on_hand_after = models.DecimalField(max_digits=14, decimal_places=3)
    value_minor = models.BigIntegerField()
    value_after_minor = models.BigIntegerField()
    unit_cost_minor = models.BigIntegerField(null=True)
    supplier = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    cause = models.UUIDField()
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0) | Q(kind="revalued") & ~Q(value_minor=0), name="movement_moves_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["opening", "received", "sale_return", "transfer_in", "count_gain"], quantity__gt=0, value_minor__gte=0)
                | Q(kind__in=["sold", "purchase_return", "transfer_out", "count_loss", "damaged"], quantity__lt=0, value_minor__lte=0)
                | Q(kind="adjusted", quantity__gt=0, value_minor__gte=0)
                | Q(kind="adjusted", quantity__lt=0, value_minor__lte=0)
                | Q(kind="revalued", quantity=0),
                name="movement_goes_the_way_of_its_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="adjusted") | ~Q(reason=""), name="an_adjustment_says_why"),
        ]
        indexes = [
            models.Index(fields=["level", "at"], name="movement_by_level"),
            models.Index(fields=["cause"], name="movement_by_cause"),
        ]

    @property
    def on_hand_before(self) -> Decimal:
        return self.on_hand_after - self.quantity

    @property
    def unit_value(self) -> Decimal | None:
        """Minor units a unit, to six places; none where value moved alone."""
        return (Decimal(self.value_minor) / self.quantity).quantize(Decimal("0.000001")) if self.quantity else None
