"""Months of a shop whose books are closed, and how its merchant is taxed from a month on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.taxes import MOST_TAX_BP


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


class Taxpayer(models.Model):
    """How a merchant is taxed from a month on; of two that say the same month the later counts. Append-only.

    A general taxpayer takes the tax of what it buys out of what it owes; everybody else is a small-scale one. ``rate_bp`` is held by the
    prices of what has no rate of its own; a small-scale taxpayer without one is taxed as the platform's terms of the month say.
    ``delivery_bp`` is held by delivery fees; without one they are taxed as the rest.
    """

    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    is_general = models.BooleanField()
    rate_bp = models.PositiveSmallIntegerField(null=True)
    delivery_bp = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="a_merchant_is_taxed_otherwise_from_a_month_on"),
            models.CheckConstraint(condition=Q(rate_bp=None) | Q(rate_bp__lte=MOST_TAX_BP), name="a_merchants_usual_tax_is_less_than_half"),
            models.CheckConstraint(condition=Q(delivery_bp=None) | Q(delivery_bp__lte=MOST_TAX_BP), name="tax_on_delivery_is_less_than_half"),
            models.CheckConstraint(condition=Q(is_general=False) | Q(rate_bp__isnull=False), name="a_general_taxpayer_has_a_usual_rate"),
        ]
        indexes = [models.Index(fields=["party", "-from_on", "-id"], name="taxpayer_by_merchant")]
