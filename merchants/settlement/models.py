"""What a shop earned with an order, and the rates it was worked out with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class CommissionRate(models.Model):
    """What the platform takes of a line, by channel, from a day on. A dated parameter."""

    channel = models.TextField()
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    from_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "from_on"], name="one_commission_rate_a_channel_and_day"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lt=1), name="commission_is_a_part_of_the_sale"),
        ]


class Settlement(models.Model):
    """The waterfall of one completed order, frozen: what was sold, what was kept, what is hers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="settlements")
    order_id = models.UUIDField(unique=True)
    channel = models.TextField()
    goods_minor = models.BigIntegerField()
    delivery_fee_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    transfer_id = models.UUIDField()
    settled_at = models.DateTimeField()
    payout_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(net_minor=F("goods_minor") + F("delivery_fee_minor") - F("commission_minor")),
                name="settlement_sums_to_the_fen",
            ),
            models.CheckConstraint(condition=Q(goods_minor__gt=0) & Q(commission_minor__gte=0), name="settlement_parts_are_not_negative"),
        ]
        indexes = [
            models.Index(fields=["shop"], condition=Q(payout_id=None), name="settlement_waiting_for_payout"),
            models.Index(fields=["shop", "-settled_at"], name="settlement_by_shop"),
            models.Index(fields=["payout_id"], name="settlement_by_payout"),
        ]
