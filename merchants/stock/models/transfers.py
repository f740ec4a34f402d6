"""Goods on their way from one shop of a party to another."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Transfer(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        READY = "ready", _("packed")
        IN_TRANSIT = "in_transit", _("in transit")
        PARTIALLY_RECEIVED = "partially_received", _("partly received")
        RECEIVED = "received", _("received")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("destination")), name="a_transfer_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "ready"], dispatched_at=None, ended_at=None)
                | Q(status__in=["in_transit", "partially_received"], dispatched_at__isnull=False, ended_at=None)
                | Q(status="received", dispatched_at__isnull=False, ended_at__isnull=False)
                | Q(status="cancelled", ended_at__isnull=False),
                name="a_transfer_says_when_it_moved",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-made_at"], name="transfer_by_source"),
            models.Index(fields=["destination", "-made_at"], name="transfer_by_goal"),
        ]


class TransferLine(models.Model):
    """What was sent of one article; received, given back and lost never sum to more.

    ``sent_minor`` is its value as it left, shared out exactly over what arrives, comes back or is lost.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    from_sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    to_sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    sent_minor = models.BigIntegerField(default=0)
    received = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    lost = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "position"], name="transfer_lines_are_numbered"),
            models.UniqueConstraint(fields=["transfer", "from_sku"], name="an_article_is_on_a_transfer_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, sent_minor__gte=0), name="transfer_line_is_of_something"),
            models.CheckConstraint(
                condition=Q(received__gte=0, returned__gte=0, lost__gte=0, quantity__gte=F("received") + F("returned") + F("lost")),
                name="no_more_arrives_than_was_sent",
            ),
            models.CheckConstraint(condition=Q(lost=0) | ~Q(reason=""), name="a_shortage_says_why"),
        ]

    @property
    def settled(self) -> Decimal:
        """What is no longer on its way."""
        return self.received + self.returned + self.lost

    @property
    def in_transit(self) -> Decimal:
        return self.quantity - self.settled
