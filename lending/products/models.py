"""What can be borrowed, on which terms, from which day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class ProductQuerySet(models.QuerySet["Product"]):
    def in_force(self, code: str, on: date) -> ProductQuerySet:
        return self.filter(code=code, valid_from__lte=on).order_by("-valid_from")


class Product(models.Model):
    """One version of a product's terms. Terms change by a new version with its own first day.

    ``apr_cap_bp`` is the highest effective yearly cost at which an offer may be made: a dated
    policy parameter that the bank must confirm, not a quotation of law.
    """

    code = models.TextField()
    version = models.PositiveIntegerField()
    name_zh = models.TextField()
    name_en = models.TextField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    day_count = models.TextField(default="ACT/360")
    withhold_bp = models.PositiveIntegerField()
    withhold_day_cap_minor = models.BigIntegerField(null=True)
    min_principal_minor = models.BigIntegerField()
    max_principal_minor = models.BigIntegerField()
    term_days = models.PositiveIntegerField()
    apr_cap_bp = models.PositiveIntegerField()
    valid_from = models.DateField()

    objects: ClassVar[ProductQuerySet] = ProductQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_product_version_is_written_once"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_product_version_starts_on_a_day"),
            models.CheckConstraint(condition=Q(annual_rate__gt=0, annual_rate__lt=1), name="product_rate_is_a_yearly_fraction"),
            models.CheckConstraint(condition=Q(day_count__in=["ACT/360", "ACT/365"]), name="product_counts_days_in_a_known_way"),
            models.CheckConstraint(condition=Q(withhold_bp__gt=0, withhold_bp__lte=10_000), name="product_withholds_a_share"),
            models.CheckConstraint(
                condition=Q(withhold_day_cap_minor=None) | Q(withhold_day_cap_minor__gt=0), name="product_withholding_cap_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(min_principal_minor__gt=0, max_principal_minor__gte=F("min_principal_minor")), name="product_principal_has_a_range"
            ),
            models.CheckConstraint(condition=Q(term_days__gt=0), name="product_has_a_term"),
            models.CheckConstraint(condition=Q(apr_cap_bp__gt=0), name="product_has_a_cost_cap"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
