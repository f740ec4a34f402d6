"""When a shop wants more of something, and whether it is put on a draft by itself."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class ReorderRule(models.Model):
    """Below ``minimum`` fill up to ``maximum``, both in the SKU's own unit; ``review_days`` is how long an order must last.

    ``lead_days`` overrides the supplier's, and ``trigger``, where it says something, how goods of its supplier are reordered. Between
    ``season_from`` and ``season_until`` expected sales are ``season_bp`` of the usual (15,000: half as much again), as far as the goods ordered
    now are for those days. A SKU without a rule is judged by its sales alone.
    """

    class Trigger(models.TextChoices):
        AS_SUPPLIER = "", pgettext_lazy("reordering", "As all of this supplier")
        SUGGEST = "suggest", pgettext_lazy("reordering", "Only shown")
        AUTO = "auto", pgettext_lazy("reordering", "Put on a draft each night")

    sku = models.OneToOneField("catalog.Sku", on_delete=models.PROTECT, related_name="reorder_rule")
    minimum = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    maximum = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    review_days = models.PositiveSmallIntegerField(default=7)
    snoozed_until = models.DateField(null=True)
    lead_days = models.PositiveSmallIntegerField(null=True)
    season_from = models.DateField(null=True)
    season_until = models.DateField(null=True)
    season_bp = models.PositiveIntegerField(default=10_000)
    trigger = models.TextField(choices=Trigger.choices, default=Trigger.AS_SUPPLIER, db_default=Trigger.AS_SUPPLIER, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(trigger__in=["", "suggest", "auto"]), name="a_rule_has_a_known_trigger"),
            models.CheckConstraint(condition=Q(minimum__gte=0, maximum__gte=F("minimum")), name="a_shelf_is_filled_from_least_to_most"),
            models.CheckConstraint(condition=Q(review_days__gte=1, review_days__lte=90), name="a_shelf_is_looked_at_within_a_quarter"),
            models.CheckConstraint(condition=Q(lead_days=None) | Q(lead_days__lte=365), name="goods_come_within_a_year"),
            models.CheckConstraint(
                condition=Q(season_from=None, season_until=None)
                | Q(season_from__isnull=False, season_until__isnull=False, season_until__gte=F("season_from")),
                name="a_season_begins_and_ends",
            ),
            models.CheckConstraint(condition=Q(season_bp__gte=1_000, season_bp__lte=100_000), name="a_season_is_a_tenth_to_tenfold"),
        ]
        indexes = [models.Index(fields=["sku"], condition=Q(trigger="auto"), name="reorder_rule_by_itself")]


class Reordering(models.Model):
    """How a shop's goods of one supplier are ordered once they run low: shown (as without a row), or put on a draft each night.

    ``drafted_on`` is the business day of the last night's look, whatever it found.
    """

    class Trigger(models.TextChoices):
        SUGGEST = "suggest", pgettext_lazy("reordering", "Only shown")
        AUTO = "auto", pgettext_lazy("reordering", "Put on a draft each night")

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey("procurement.Supplier", on_delete=models.PROTECT, related_name="+")
    trigger = models.TextField(choices=Trigger.choices, default=Trigger.SUGGEST)
    drafted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "supplier"], name="a_shop_reorders_from_a_supplier_in_one_way"),
            models.CheckConstraint(condition=Q(trigger__in=["suggest", "auto"]), name="reordering_has_a_known_trigger"),
        ]
        indexes = [models.Index(fields=["drafted_on"], condition=Q(trigger="auto"), name="reordering_by_itself")]
