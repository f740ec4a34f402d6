"""Money on its way from the shop's settled sales to its bank account."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Payout(models.Model):
    """All settlements that waited, less what others may claim first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="payouts")
    settlements = models.PositiveIntegerField()
    goods_minor = models.BigIntegerField()
    delivery_fee_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    withheld_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    transfer_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_minor=F("goods_minor") + F("delivery_fee_minor") - F("commission_minor")), name="payout_gross_sums_to_the_fen"
            ),
            models.CheckConstraint(condition=Q(net_minor=F("gross_minor") - F("withheld_minor")), name="payout_net_sums_to_the_fen"),
            models.CheckConstraint(
                condition=Q(gross_minor__gt=0) & Q(withheld_minor__gte=0) & Q(net_minor__gte=0), name="payout_parts_are_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["shop", "-made_at"], name="payout_by_shop")]


class Deduction(models.Model):
    """What one claimant took of a payout, with the lines that explain it to the merchant."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="deductions")
    claimant = models.TextField()
    reference = models.UUIDField()
    amount_minor = models.BigIntegerField()
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "claimant", "reference"], name="a_claim_is_met_once_a_payout"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="deduction_is_of_something"),
        ]
