"""When goods are fetched or brought: a shop's weekly slots, its special days, and what is booked of each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

CHANNELS = ("pickup", "delivery")


class SlotRow(models.Model):
    """A slot of every week (``weekday``, Monday is 0) or of one day (``on``), town time, with what it holds.

    Rows of a day stand instead of the weekday's, for their channel; a day without slots has one row that takes no order.
    Capacity is in orders; in items (pieces or kilograms of all lines) where ``max_items`` says so, and in minutes of making them where
    ``max_minutes`` does.
    ``cutoff_minutes`` before it begins it is closed.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="slot_rows")
    channel = models.TextField()
    weekday = models.SmallIntegerField(null=True)
    on = models.DateField(null=True)
    begins_minute = models.SmallIntegerField()
    ends_minute = models.SmallIntegerField()
    max_orders = models.IntegerField()
    max_items = models.IntegerField(null=True)
    cutoff_minutes = models.SmallIntegerField(default=0)
    max_minutes = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "channel", "weekday", "begins_minute"], condition=Q(on=None), name="a_weekly_slot_begins_once"),
            models.UniqueConstraint(fields=["shop", "channel", "on", "begins_minute"], condition=Q(weekday=None), name="a_days_slot_begins_once"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="a_slot_is_of_a_known_channel"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, weekday__gte=0, weekday__lte=6, on=None) | Q(weekday=None, on__isnull=False),
                name="a_slot_is_weekly_or_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(begins_minute__gte=0, begins_minute__lt=1440)
                & Q(ends_minute__gt=F("begins_minute"), ends_minute__lte=F("begins_minute") + 1440),
                name="a_slot_ends_within_a_day_of_its_begin",
            ),
            models.CheckConstraint(
                condition=Q(max_orders__gte=0) & (Q(max_items=None) | Q(max_items__gte=1)) & (Q(max_minutes=None) | Q(max_minutes__gte=1)),
                name="a_slot_holds_something",
            ),
            models.CheckConstraint(condition=Q(cutoff_minutes__gte=0, cutoff_minutes__lte=10080), name="a_cut_off_is_within_a_week"),
        ]


class Slot(models.Model):
    """One slot of one day that somebody booked: how full it is. Unpaid orders count until they are let go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="slots")
    channel = models.TextField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    max_orders = models.IntegerField()
    max_items = models.IntegerField(null=True)
    orders = models.IntegerField(default=0)
    items = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    max_minutes = models.IntegerField(null=True)
    minutes = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "channel", "begins_at"], name="a_slot_is_there_once"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="a_booked_slot_is_of_a_known_channel"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="a_booked_slot_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(orders__gte=0, items__gte=0, minutes__gte=0), name="a_slot_is_never_less_than_empty"),
        ]


class Booking(models.Model):
    """An order's place in a slot, held until the order ends without its goods."""

    order_id = models.UUIDField(primary_key=True)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    items = models.DecimalField(max_digits=14, decimal_places=3)
    minutes = models.IntegerField(default=0, db_default=0)
    booked_at = models.DateTimeField()
    released = models.BooleanField(default=False)
