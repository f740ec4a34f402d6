"""What a shop earned with an order, and the rules it was worked out with; what came back of it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

SUM = (
    F("goods_minor")
    + F("subsidy_minor")
    + F("delivery_fee_minor")
    + F("recovered_minor")
    - F("commission_minor")
    - F("commission_tax_minor")
    - F("acquiring_fee_minor")
)
NOTHING_SOLD = Q(goods_minor=0, subsidy_minor=0, delivery_fee_minor=0, commission_minor=0, commission_tax_minor=0, acquiring_fee_minor=0)


class Settlement(models.Model):
    """One entry of a shop's statement, frozen but for its way to the payout.

    A ``sale`` is the waterfall of a completed order: ``goods_minor`` is what the buyer paid for goods, ``subsidy_minor`` what
    others put to it. A ``reversal`` is what a refund took back of one, all its amounts at most zero; a ``recovery`` is money
    that came from elsewhere to cover a balance that refunds had made negative. A ``parcel`` is what a pickup point gets out of another
    shop's sale for having kept it, as ``delivery_fee_minor``: it has its transfer in common with that sale, and never comes back.
    """

    class Kind(models.TextChoices):
        SALE = "sale"
        REVERSAL = "reversal"
        RECOVERY = "recovery"
        PARCEL = "parcel"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=Kind.choices, default=Kind.SALE)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="settlements")
    order_id = models.UUIDField(null=True)
    channel = models.TextField()
    goods_minor = models.BigIntegerField()
    subsidy_minor = models.BigIntegerField(default=0)
    delivery_fee_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField()
    commission_tax_minor = models.BigIntegerField(default=0)
    acquiring_fee_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    advanced_minor = models.BigIntegerField(default=0)
    reversed_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")
    key = models.TextField(null=True)  # noqa: DJ001 - a sale has none: its order is its key
    transfer_id = models.UUIDField()
    settled_at = models.DateTimeField()
    available_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    payout_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(net_minor=SUM), name="settlement_sums_to_the_fen"),
            models.CheckConstraint(
                condition=Q(kind="sale", order_id__isnull=False, reversed_from=None, recovered_minor=0, advanced_minor=0)
                & Q(
                    goods_minor__gt=0,
                    subsidy_minor__gte=0,
                    delivery_fee_minor__gte=0,
                    commission_minor__gte=0,
                    commission_tax_minor__gte=0,
                    acquiring_fee_minor__gte=0,
                )
                | Q(kind="reversal", order_id__isnull=False, reversed_from__isnull=False, recovered_minor=0, advanced_minor__gte=0)
                & Q(
                    goods_minor__lte=0,
                    subsidy_minor__lte=0,
                    delivery_fee_minor__lte=0,
                    commission_minor__lte=0,
                    commission_tax_minor__lte=0,
                    acquiring_fee_minor__lte=0,
                )
                | Q(kind="parcel", order_id__isnull=False, reversed_from=None, recovered_minor=0, advanced_minor=0, delivery_fee_minor__gt=0)
                & Q(goods_minor=0, subsidy_minor=0, commission_minor=0, commission_tax_minor=0, acquiring_fee_minor=0)
                | Q(kind="recovery", order_id=None, reversed_from=None, recovered_minor__gt=0, advanced_minor=0) & NOTHING_SOLD,
                name="settlement_parts_have_the_sign_of_their_kind",
            ),
            models.CheckConstraint(condition=Q(advanced_minor__lte=-F("net_minor")) | Q(advanced_minor=0), name="an_advance_is_within_its_reversal"),
            models.CheckConstraint(condition=Q(payout_id=None) | Q(released_at__isnull=False), name="only_what_is_available_is_paid_out"),
            models.CheckConstraint(condition=Q(kind="sale") | Q(key__isnull=False), name="what_is_no_sale_has_a_key"),
            models.UniqueConstraint(fields=["order_id"], condition=Q(kind="sale"), name="an_order_is_settled_once"),
            models.UniqueConstraint(fields=["key"], name="a_reversal_or_recovery_happens_once"),
        ]
        indexes = [
            models.Index(fields=["shop"], condition=Q(payout_id=None), name="settlement_waiting_for_payout"),
            models.Index(fields=["shop", "available_on"], condition=Q(released_at=None), name="settlement_within_its_days"),
            models.Index(fields=["shop"], condition=Q(advanced_minor__gt=0), name="settlement_that_was_advanced"),
            models.Index(fields=["shop", "-settled_at"], name="settlement_by_shop"),
            models.Index(fields=["payout_id"], name="settlement_by_payout"),
        ]

    @property
    def sold_minor(self) -> int:
        return self.goods_minor + self.subsidy_minor + self.delivery_fee_minor + self.recovered_minor

    @property
    def commission_shown(self) -> int:
        """As it changes what the shop gets."""
        return -self.commission_minor

    @property
    def other_fees_shown(self) -> int:
        return -(self.commission_tax_minor + self.acquiring_fee_minor)


class SettlementLine(models.Model):
    """The commission of one line, with the rule and the terms that it was worked out by. Written once, negative in a reversal."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    base_minor = models.BigIntegerField()
    rule = models.ForeignKey("settlement.CommissionRule", on_delete=models.PROTECT, related_name="+")
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    flat_minor = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=9, decimal_places=6)
    commission_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    subsidy_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "position"], name="settlement_lines_are_numbered"),
            models.CheckConstraint(
                condition=Q(base_minor__gte=0, quantity__gte=0, commission_minor__gte=0, tax_minor__gte=0)
                & Q(base_minor__gte=F("commission_minor") + F("tax_minor"))
                | Q(base_minor__lte=0, quantity__lte=0, commission_minor__lte=0, tax_minor__lte=0)
                & Q(base_minor__lte=F("commission_minor") + F("tax_minor")),
                name="a_line_pays_no_more_than_it_brought",
            ),
        ]

    @property
    def rate_bp(self) -> Decimal:
        return self.rate * 10_000
