"""What the platform takes of a sale, and how long the shop waits for the rest. Dated parameters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import to_text
from merchants.shops.public import Category

CONDITIONS = {
    "channel": _("channel"),
    "category": _("category"),
    "neighbourhood": _("neighbourhood"),
    "party": _("merchant"),
    "from_minor": _("orders from ¥"),
    "below_minor": _("orders below ¥"),
    "from_on": _("from"),
    "until_on": _("through"),
}
CHANNELS = {"code": _("at the counter"), "pickup": _("pickup"), "delivery": _("delivery"), "dine_in": _("at the table")}


class Tariff(models.Model):
    """An ordered list of commission rules, in force from a day until the next tariff's; drafted by one, published by another."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    number = models.PositiveIntegerField()
    from_on = models.DateField()
    tax_rate = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    status = models.TextField(choices=Status.choices)
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    decided_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="tariffs_are_numbered"),
            models.UniqueConstraint(fields=["from_on"], condition=Q(status="published"), name="one_tariff_begins_on_a_day"),
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "discarded"]), name="tariff_has_a_known_status"),
            models.CheckConstraint(condition=Q(tax_rate__gte=0) & Q(tax_rate__lt=1), name="tax_is_a_part_of_the_commission"),
            models.CheckConstraint(condition=Q(status="draft") | Q(decided_at__isnull=False), name="a_decided_tariff_says_when"),
            models.CheckConstraint(condition=~Q(status="published") | ~Q(drafted_by=F("decided_by")), name="a_tariff_is_published_by_another"),
        ]

    @property
    def tax_bp(self) -> Decimal:
        return self.tax_rate * 10_000


class CommissionRule(models.Model):
    """One rule of a tariff: every condition must hold, and the first rule that fits decides. Written once.

    ``conditions`` may name a channel, a shop category, a neighbourhood, a party, a band of the order's goods
    (``from_minor`` inclusive, ``below_minor`` exclusive) and days (``from_on``, ``until_on``, both inclusive).
    ``flat_minor`` is per unit sold; ``min_minor`` and ``max_minor`` clamp the percentage of one line.
    """

    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    conditions = models.JSONField(default=dict)
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    flat_minor = models.BigIntegerField(default=0)
    min_minor = models.BigIntegerField(default=0)
    max_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tariff", "position"], name="rules_of_a_tariff_are_in_order"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lt=1), name="commission_is_a_part_of_the_sale"),
            models.CheckConstraint(
                condition=Q(flat_minor__gte=0) & Q(min_minor__gte=0) & (Q(max_minor=None) | Q(max_minor__gte=F("min_minor"))),
                name="commission_bounds_are_in_order",
            ),
        ]

    @property
    def rate_bp(self) -> Decimal:
        return self.rate * 10_000

    @property
    def told(self) -> list[tuple[str, str]]:
        """Its conditions in words, for a page."""
        words: dict[str, Mapping[str, object]] = {"channel": CHANNELS, "category": {one.value: one.label for one in Category}}
        return [
            (
                str(CONDITIONS.get(name, name)),
                to_text(value) if name.endswith("_minor") and isinstance(value, int) else str(words.get(name, {}).get(value, value)),
            )
            for name, value in self.conditions.items()
        ]


class HoldDays(models.Model):
    """How many days a settled sale waits before it may be paid out: of a category, or of one shop, which goes before."""

    category = models.TextField(null=True)  # noqa: DJ001 - absent, not empty: the row is of a shop
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    days = models.PositiveSmallIntegerField()
    set_by = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category"], condition=Q(shop=None), name="a_category_waits_one_time"),
            models.UniqueConstraint(fields=["shop"], condition=Q(category=None), name="a_shop_waits_one_time"),
            models.CheckConstraint(
                condition=Q(category=None, shop__isnull=False) | Q(category__isnull=False, shop=None), name="waiting_is_of_a_category_or_a_shop"
            ),
            models.CheckConstraint(condition=Q(days__lte=90), name="nobody_waits_longer_than_a_quarter"),
        ]
