"""Neighbour pickup points (邻里代收点): a shop that receives parcels of other shops, for a fee a parcel.

A parcel is one order that its buyer collects there. Its place is counted before it is paid for.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.names import in_language

from . import rules


class Point(models.Model):
    """``fee_minor`` is what the shop gets for each parcel that is collected; ``taken`` how many places are promised or filled.

    People come in the opening hours of the shop.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, related_name="point")
    fee_minor = models.BigIntegerField()
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fee_minor__gt=0, fee_minor__lte=rules.MOST_FEE_MINOR), name="a_point_asks_something_and_not_too_much"),
            models.CheckConstraint(condition=Q(capacity__gt=0, capacity__lte=rules.MOST_PARCELS), name="a_point_has_room_for_something"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="a_point_never_holds_more_than_it_has_room_for"),
        ]

    @property
    def fee_text(self) -> str:
        """The fee as one types it."""
        return to_text(self.fee_minor)

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def name(self) -> str:
        return self.shop.name

    @property
    def deliver_to(self) -> str:
        """What stands on its orders; in Chinese, as labels do."""
        return f"{self.shop.name_zh} {self.shop.address_zh}".strip()

    @property
    def told(self) -> str:
        """Its name and where it is, in the reader's language."""
        return in_language(self.deliver_to, f"{self.shop.name_en} {self.shop.address_en}".strip())


class Bringing(models.Model):
    """A shop that brings what it sells to a point, for ``fee_minor`` an order; nothing where it is on its way."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="bringings")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="points_served")
    fee_minor = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "shop"], name="a_shop_brings_to_a_point_by_one_fee"),
            models.CheckConstraint(
                condition=Q(fee_minor__gte=0, fee_minor__lte=rules.MOST_FEE_MINOR), name="bringing_to_a_point_does_not_cost_too_much"
            ),
        ]

    @property
    def fee_text(self) -> str:
        """The fee as one types it."""
        return to_text(self.fee_minor)


class Parcel(models.Model):
    """One order on its way to a point, or there. ``fee_minor`` is what the point gets when it is collected, frozen when it was ordered."""

    class Status(models.TextChoices):
        EXPECTED = "expected", _("expected")
        DROPPED = "dropped", _("lies there")
        COLLECTED = "collected", _("collected")
        OVERDUE = "overdue", _("not collected, waits for its shop")
        RETURNED = "returned", _("back with its shop")
        LEFT = "left", _("does not come any more")

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="parcels")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField()
    fee_minor = models.BigIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.EXPECTED)
    wrong_codes = models.SmallIntegerField(default=0)
    booked_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="a_parcel_is_one_order"),
            models.CheckConstraint(condition=Q(status__in=["expected", *rules.BEFORE]), name="a_parcel_has_a_known_status"),
            models.CheckConstraint(condition=Q(fee_minor__gt=0), name="keeping_a_parcel_is_paid"),
            models.CheckConstraint(condition=Q(wrong_codes__gte=0, wrong_codes__lte=rules.MOST_TRIES), name="a_parcels_code_has_few_tries"),
            models.CheckConstraint(
                condition=Q(status__in=["expected", "left"], dropped_at=None, keep_until=None)
                | ~Q(status__in=["expected", "left"]) & Q(dropped_at__isnull=False, keep_until__gt=F("dropped_at")),
                name="a_parcel_lies_there_after_it_was_dropped_and_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.THERE, ended_at=None) | ~Q(status__in=rules.THERE) & Q(ended_at__isnull=False),
                name="a_parcel_that_is_gone_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "booked_at"], condition=Q(status__in=rules.THERE), name="parcel_at_its_point"),
            models.Index(fields=["shop", "overdue_at"], condition=Q(status="overdue"), name="parcel_that_waits_for_its_shop"),
            models.Index(fields=["keep_until"], condition=Q(status="dropped"), name="parcel_by_how_long_it_lies"),
        ]
