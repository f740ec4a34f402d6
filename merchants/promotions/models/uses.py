"""What an order got of a promotion, frozen at its placement."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Use(models.Model):
    """``shares`` are what each line of the order got, by position; the three parts say who bears it.

    ``held`` while the order is open, ``kept`` once its goods are handed over, ``let_go`` if it ends without.
    ``turnover_minor`` is what the order's goods cost after all discounts; what funders got back when goods came back is ``…_returned_minor``.
    """

    class Status(models.TextChoices):
        HELD = "held"
        KEPT = "kept"
        LET_GO = "let_go"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order_id = models.UUIDField()
    promotion = models.ForeignKey("promotions.Promotion", on_delete=models.PROTECT, related_name="uses")
    coupon = models.ForeignKey("promotions.Coupon", on_delete=models.PROTECT, null=True, related_name="uses")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.PositiveSmallIntegerField(null=True)
    pieces = models.PositiveIntegerField(default=0)
    turnover_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    shares = ArrayField(models.BigIntegerField())
    merchant_minor = models.BigIntegerField()
    platform_minor = models.BigIntegerField(default=0)
    supplier_minor = models.BigIntegerField(default=0)
    platform_budget = models.ForeignKey("promotions.Budget", on_delete=models.PROTECT, null=True, related_name="+")
    supplier_budget = models.ForeignKey("promotions.Budget", on_delete=models.PROTECT, null=True, related_name="+")
    platform_returned_minor = models.BigIntegerField(default=0)
    supplier_returned_minor = models.BigIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.HELD)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "promotion"], name="an_order_uses_a_promotion_once"),
            models.UniqueConstraint(
                fields=["promotion", "buyer", "seq"], condition=Q(seq__isnull=False) & ~Q(status="let_go"), name="a_persons_uses_are_numbered"
            ),
            models.CheckConstraint(condition=Q(status__in=["held", "kept", "let_go"]), name="use_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(discount_minor=F("merchant_minor") + F("platform_minor") + F("supplier_minor")),
                name="the_bearers_parts_sum_to_the_discount",
            ),
            models.CheckConstraint(
                condition=Q(discount_minor__gt=0, merchant_minor__gte=0, platform_minor__gte=0, supplier_minor__gte=0), name="use_is_of_something"
            ),
            models.CheckConstraint(
                condition=(Q(platform_minor=0) | Q(platform_budget__isnull=False)) & (Q(supplier_minor=0) | Q(supplier_budget__isnull=False)),
                name="what_a_funder_bears_is_of_a_budget",
            ),
            models.CheckConstraint(
                condition=Q(platform_returned_minor__gte=0, platform_returned_minor__lte=F("platform_minor"))
                & Q(supplier_returned_minor__gte=0, supplier_returned_minor__lte=F("supplier_minor")),
                name="a_funder_gets_back_no_more_than_it_bore",
            ),
        ]
        indexes = [models.Index(fields=["promotion", "status"], name="use_by_promotion")]
