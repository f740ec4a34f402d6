"""A coupon in somebody's hands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Coupon(models.Model):
    """``seq`` counts a person's coupons of one promotion, so that she never has more than she may; who bears it is as it was when she took it."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("can be used")
        LOCKED = "locked", _("in an order")
        USED = "used", _("used")
        EXPIRED = "expired", _("expired")
        VOIDED = "voided", _("void")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    promotion = models.ForeignKey("promotions.Promotion", on_delete=models.PROTECT, related_name="coupons")
    holder = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.ISSUED)
    order_id = models.UUIDField(null=True)
    merchant_pct = models.PositiveSmallIntegerField()
    platform_pct = models.PositiveSmallIntegerField()
    supplier_pct = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "holder", "seq"], name="a_persons_coupons_are_numbered"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="coupons_are_counted_from_one"),
            models.CheckConstraint(condition=Q(status__in=["issued", "locked", "used", "expired", "voided"]), name="coupon_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=["locked", "used"], order_id__isnull=False) | Q(status__in=["issued", "expired", "voided"], order_id=None),
                name="a_coupon_in_an_order_says_which",
            ),
            models.CheckConstraint(condition=~Q(status="used") | Q(used_at__isnull=False), name="a_used_coupon_says_when"),
            models.CheckConstraint(
                condition=Q(merchant_pct=100 - models.F("platform_pct") - models.F("supplier_pct")), name="the_bearers_of_a_coupon_bear_all_of_it"
            ),
            models.UniqueConstraint(fields=["order_id"], condition=Q(order_id__isnull=False), name="an_order_takes_one_coupon_of_its_shop"),
        ]
        indexes = [
            models.Index(fields=["holder", "status"], name="coupon_by_holder"),
            models.Index(fields=["expires_at"], condition=Q(status="issued"), name="coupon_waiting_to_expire"),
        ]
