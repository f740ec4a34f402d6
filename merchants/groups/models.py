"""Group-buys (拼团): what a shop sells cheaper to people who come together, the groups that form, and who sits in them.

A seat is an order of the orders room: placed and reserved before it is paid, and waiting, once paid, until its group has filled.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class GroupBuy(models.Model):
    """One article at prices that fall with the number of people. Its terms never change: groups were begun by them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="group_buys")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=72), name="a_group_has_an_hour_to_three_days_to_fill"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_group_buy_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["shop", "-created_at"], name="group_buy_by_shop")]

    def state(self, at: datetime) -> str:
        """``scheduled``, ``running`` or ``ended``: whether new groups may begin; those that have begun run on to their own end."""
        if self.ended_at is not None or at >= self.ends_at:
            return "ended"
        return "running" if at >= self.starts_at else "scheduled"


class Step(models.Model):
    """A rung of the ladder: so many people pay so much each."""

    group_buy = models.ForeignKey(GroupBuy, on_delete=models.PROTECT, related_name="steps")
    size = models.PositiveSmallIntegerField()
    price_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group_buy", "size"], name="each_size_of_a_group_has_one_price"),
            models.CheckConstraint(condition=Q(size__gte=2, size__lte=200), name="a_group_is_of_two_people_or_more"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="a_group_price_is_something"),
        ]


class Group(models.Model):
    """People who come together for one rung: ``size`` of them at ``price_minor`` each, or nobody.

    ``seats_taken`` counts who sits in it, paid or not; ``seats_paid`` who has paid. A group succeeds in the moment in which
    all its seats are paid, or because the shop gives the price to those who have (``completed_by_shop``, which everybody sees).
    """

    class Status(models.TextChoices):
        FORMING = "forming", _("forming")
        SUCCEEDED = "succeeded", _("filled")
        FAILED = "failed", _("not filled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group_buy = models.ForeignKey(GroupBuy, on_delete=models.PROTECT, related_name="groups")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    size = models.PositiveSmallIntegerField()
    price_minor = models.BigIntegerField()
    seats_taken = models.PositiveSmallIntegerField(default=0)
    seats_paid = models.PositiveSmallIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.FORMING)
    completed_by_shop = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="a_group_code_is_given_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{8}$"), name="a_group_code_is_eight_letters"),
            models.CheckConstraint(condition=Q(size__gte=2) & Q(price_minor__gt=0), name="a_group_is_of_several_for_something"),
            models.CheckConstraint(condition=Q(seats_taken__lte=F("size")), name="group_seats_never_oversold"),
            models.CheckConstraint(condition=Q(seats_paid__lte=F("seats_taken")), name="nobody_pays_for_a_seat_she_has_not"),
            models.CheckConstraint(condition=Q(status__in=["forming", "succeeded", "failed"]), name="group_has_a_known_status"),
            models.CheckConstraint(
                condition=~Q(status="succeeded") | Q(seats_paid=F("size")) | Q(completed_by_shop=True, seats_paid__gte=1),
                name="a_group_succeeds_by_people_who_paid",
            ),
            models.CheckConstraint(
                condition=Q(status="forming", decided_at=None, completed_by_shop=False) | ~Q(status="forming") & Q(decided_at__isnull=False),
                name="a_decided_group_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["group_buy", "-started_at"], name="group_by_group_buy"),
            models.Index(fields=["shop", "-started_at"], name="group_by_shop"),
            models.Index(fields=["expires_at"], condition=Q(status="forming"), name="group_waiting_to_fill"),
        ]

    @property
    def seats_left(self) -> int:
        return self.size - self.seats_taken

    @property
    def seats_waiting(self) -> int:
        """Kept for people who are paying."""
        return self.seats_taken - self.seats_paid

    @property
    def people_missing(self) -> int:
        """How many must still pay."""
        return self.size - self.seats_paid


class Seat(models.Model):
    """One person in a group, by her order. ``left`` once she is out of it, so that somebody else may sit there.

    Who gets her money back after the group is decided keeps her seat: the group does not come apart.
    """

    class Status(models.TextChoices):
        HELD = "held", _("waiting for payment")
        PAID = "paid", _("paid")
        LEFT = "left", _("given up")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField()
    status = models.TextField(choices=Status.choices, default=Status.HELD)
    taken_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="a_seat_is_one_order"),
            models.UniqueConstraint(fields=["group", "buyer"], condition=~Q(status="left"), name="nobody_sits_twice_in_a_group"),
            models.CheckConstraint(condition=Q(status__in=["held", "paid", "left"]), name="seat_has_a_known_status"),
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid_at__isnull=False), name="a_paid_seat_says_when"),
            models.CheckConstraint(condition=Q(status="left") ^ Q(left_at=None), name="a_seat_given_up_says_when"),
        ]
        indexes = [models.Index(fields=["buyer", "-taken_at"], name="seat_by_buyer")]
