"""A shop's membership: what it gives for what is spent, who has joined, and every point that was earned, spent or lost."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7


class Programme(models.Model):
    """``points_per_yuan`` for each whole yuan of a sale, good for ``points_days``."""

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, primary_key=True, related_name="programme")
    points_per_yuan = models.PositiveSmallIntegerField()
    points_days = models.PositiveSmallIntegerField()
    open = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points_per_yuan__lte=100), name="a_yuan_earns_a_hundred_points_at_most"),
            models.CheckConstraint(condition=Q(points_days__gte=30, points_days__lte=1095), name="points_are_good_for_a_month_at_least"),
        ]


class Level(models.Model):
    """From so much spent within a year on. Rank 0 is everybody's, and no row."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    name = models.TextField()
    from_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "rank"], name="levels_of_a_shop_are_ranked"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=3) & ~Q(name="") & Q(from_minor__gt=0), name="a_level_has_a_name_and_begins_somewhere"
            ),
        ]


class Member(models.Model):
    """One person's membership, by her own switch, until she leaves. ``points`` is what her lots still hold; its row lock guards them.

    ``spent_minor`` is what her sales of the last 365 days came to, and ``level`` follows from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="members")
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    points = models.BigIntegerField(default=0)
    entry_count = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "party"], condition=Q(left_at=None), name="one_joins_a_shop_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="points_are_never_negative"),
            models.CheckConstraint(condition=Q(left_at=None) | Q(points=0, level=0), name="who_left_holds_nothing"),
        ]
        indexes = [
            models.Index(fields=["shop", "-spent_minor"], condition=Q(left_at=None), name="member_by_shop"),
            models.Index(fields=["party"], condition=Q(left_at=None), name="member_by_party"),
            models.Index(fields=["counted_at"], condition=Q(left_at=None), name="member_to_count_anew"),
        ]


class PointLot(models.Model):
    """What one sale earned and what of it is left. ``net_minor`` is what the sale came to after all refunds."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="lots")
    order_id = models.UUIDField()
    net_minor = models.BigIntegerField()
    points = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    earned_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="a_sale_earns_once"),
            models.CheckConstraint(condition=Q(left__lte=F("points")) & Q(net_minor__gte=0), name="no_more_is_left_of_a_lot_than_was_earned"),
        ]
        indexes = [
            models.Index(fields=["member", "expires_at"], name="lot_by_member"),
            models.Index(fields=["expires_at"], condition=Q(left__gt=0), name="lot_waiting_to_expire"),
        ]


class PointEntry(models.Model):
    """One line of a member's points. Written once."""

    class Kind(models.TextChoices):
        EARNED = "earned", pgettext_lazy("points", "earned")
        SPENT = "spent", pgettext_lazy("points", "spent")
        REVERSED = "reversed", _("sale came back")
        EXPIRED = "expired", pgettext_lazy("points", "expired")
        LEFT = "left", _("membership ended")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=Kind.choices)
    points = models.BigIntegerField()
    balance = models.BigIntegerField()
    cause = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="a_members_entries_are_numbered"),
            models.UniqueConstraint(fields=["cause"], condition=Q(kind="spent"), name="points_are_spent_once_for_a_thing"),
            models.CheckConstraint(condition=Q(kind__in=["earned", "spent", "reversed", "expired", "left"]), name="a_point_entry_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(kind="earned", points__gt=0) | ~Q(kind="earned") & Q(points__lt=0), name="a_point_entry_has_the_sign_of_its_kind"
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="a_balance_of_points_is_never_negative"),
        ]
