"""A promotion: what is taken off, of what, for whom, how long, and up to which cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

OFF_BY_RATE = Q(rate__isnull=False, off_minor=None) & Q(rate__gt=0) & Q(rate__lt=1)
OFF_BY_AMOUNT = Q(rate=None, cap_minor=None, off_minor__isnull=False) & Q(off_minor__gt=0)
OFF_BY_NEITHER = Q(rate=None, cap_minor=None, off_minor=None)


class Promotion(models.Model):
    """``rate`` is what is taken off (0.2 is 八折), at most ``cap_minor``; ``off_minor`` a fixed amount; a flash sale has a price.

    ``budget_minor`` is what the shop will spend on it at most, ``given_minor`` what stands against it: promised and given.
    ``points`` is what a coupon costs whoever takes it, ``member_level`` the level from which a member has a price.
    ``taken`` counts coupons that were claimed, ``total`` is how many there are. A used coupon whose order comes back whole is its holder's
    again where ``comes_back`` says so.
    """

    class Kind(models.TextChoices):
        ITEM = "item", _("Money off articles")
        MEMBER = "member", _("Price for customers with a card")
        LADDER = "ladder", _("Spend more, pay less")
        COUPON = "coupon", _("Coupon")
        FLASH = "flash", _("Flash sale")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("running")
        PAUSED = "paused", _("stopped for now")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="promotions")
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    cap_minor = models.BigIntegerField(null=True)
    off_minor = models.BigIntegerField(null=True)
    threshold_minor = models.BigIntegerField(default=0)
    price_minor = models.BigIntegerField(null=True)
    allotted = models.PositiveIntegerField(null=True)
    sold = models.PositiveIntegerField(default=0)
    set_aside_at = models.DateTimeField(null=True)
    brought_back_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    per_person = models.PositiveSmallIntegerField(null=True)
    points = models.PositiveIntegerField(null=True)
    member_level = models.PositiveSmallIntegerField(default=0)
    valid_days = models.PositiveSmallIntegerField(default=30)
    comes_back = models.BooleanField(default=False, db_default=False)
    budget_minor = models.BigIntegerField(null=True)
    given_minor = models.BigIntegerField(default=0)
    platform_budget = models.ForeignKey("promotions.Budget", on_delete=models.PROTECT, null=True, related_name="+")
    supplier_budget = models.ForeignKey("promotions.Budget", on_delete=models.PROTECT, null=True, related_name="+")
    platform_pct = models.PositiveSmallIntegerField(default=0)
    supplier_pct = models.PositiveSmallIntegerField(default=0)
    merchant_pct = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points=None) | Q(kind="coupon", points__gt=0), name="only_a_coupon_costs_points"),
            models.CheckConstraint(condition=Q(comes_back=False) | Q(kind="coupon"), name="only_a_coupon_comes_back"),
            models.CheckConstraint(condition=Q(member_level=0) | Q(kind="member", member_level__lte=3), name="only_a_member_price_asks_for_a_level"),
            models.CheckConstraint(condition=Q(kind__in=["item", "member", "ladder", "coupon", "flash"]), name="promotion_has_a_known_kind"),
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "paused", "ended"]), name="promotion_has_a_known_status"),
            models.CheckConstraint(condition=~Q(name=""), name="promotion_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["item", "member", "coupon"], price_minor=None, allotted=None) & (OFF_BY_RATE | OFF_BY_AMOUNT)
                | Q(kind="ladder", price_minor=None, allotted=None) & OFF_BY_NEITHER
                | Q(kind="flash", price_minor__gt=0, allotted__gt=0) & OFF_BY_NEITHER,
                name="a_promotion_says_what_its_kind_takes_off",
            ),
            models.CheckConstraint(condition=Q(cap_minor=None) | Q(cap_minor__gt=0), name="a_cap_is_of_something"),
            models.CheckConstraint(condition=Q(threshold_minor__gte=0), name="a_threshold_is_not_negative"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="a_promotion_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(merchant_pct=100 - F("platform_pct") - F("supplier_pct")), name="the_bearers_of_a_discount_bear_all_of_it"
            ),
            models.CheckConstraint(
                condition=(Q(platform_pct=0) | Q(platform_budget__isnull=False)) & (Q(supplier_pct=0) | Q(supplier_budget__isnull=False)),
                name="who_bears_a_part_has_a_budget",
            ),
            models.CheckConstraint(condition=Q(total=None) | Q(taken__lte=F("total")), name="no_more_coupons_are_taken_than_there_are"),
            models.CheckConstraint(condition=Q(allotted=None) | Q(sold__lte=F("allotted")), name="a_flash_sale_never_sells_more_than_its_stock"),
            models.CheckConstraint(
                condition=Q(given_minor__gte=0) & (Q(budget_minor=None) | Q(given_minor__lte=F("budget_minor"))),
                name="a_promotion_never_costs_more_than_its_budget",
            ),
            models.CheckConstraint(condition=Q(per_person=None) | Q(per_person__gt=0), name="a_person_may_have_it_at_least_once"),
        ]
        indexes = [models.Index(fields=["shop", "status"], name="promotion_by_shop")]

    @property
    def percent(self) -> Decimal | None:
        """What is taken off, in per cent as people write it."""
        return None if self.rate is None else (self.rate * 100).normalize()

    @property
    def left(self) -> int | None:
        """Coupons that nobody took, or pieces that nobody bought; ``None`` without a limit."""
        if self.kind == self.Kind.FLASH:
            return (self.allotted or 0) - self.sold
        return None if self.total is None else self.total - self.taken

    def runs_at(self, at: datetime) -> bool:
        return self.status == self.Status.PUBLISHED and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class Step(models.Model):
    """One rung of a ladder: from so much on, so much off."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="steps")
    from_minor = models.BigIntegerField()
    off_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "from_minor"], name="a_rung_stands_once"),
            models.CheckConstraint(condition=Q(off_minor__gt=0) & Q(off_minor__lt=F("from_minor")), name="a_rung_takes_off_a_part"),
        ]


class Scope(models.Model):
    """An article that a promotion is about; one without any is about the whole shop."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="scopes")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "sku"], name="an_article_is_in_a_promotion_once")]
