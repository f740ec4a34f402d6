"""What can be borrowed, on which terms, from which day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class ProductQuerySet(models.QuerySet["Product"]):
    def in_force(self, code: str, on: date) -> ProductQuerySet:
        return self.filter(code=code, valid_from__lte=on).order_by("-valid_from")


class Terms(models.Model):
    """What a version says and a proposal would change.

    ``apr_cap_bp`` is the highest effective yearly cost at which an offer may be made, ``lgd_bp`` what share of a debt is lost on
    average when its business falls behind for good: dated parameters that the bank must confirm, not quotations of law.
    """

    code = models.TextField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    min_principal_minor = models.BigIntegerField()
    max_principal_minor = models.BigIntegerField()
    term_days = models.PositiveIntegerField()
    apr_cap_bp = models.PositiveIntegerField()
    lgd_bp = models.PositiveIntegerField()
    valid_from = models.DateField()

    class Meta:
        abstract = True


class Product(Terms):
    """One version of a product's terms. Terms change by a new version with its own first day, and are never written over."""

    version = models.PositiveIntegerField()
    name_zh = models.TextField()
    name_en = models.TextField()
    day_count = models.TextField(default="ACT/360")
    withhold_bp = models.PositiveIntegerField()
    withhold_day_cap_minor = models.BigIntegerField(null=True)

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
            models.CheckConstraint(condition=Q(lgd_bp__gt=0, lgd_bp__lte=10_000), name="product_loses_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class TermsProposal(Terms):
    """Terms that one officer wrote down, for another to put in force from a day to come. Never changed but to be decided on."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        RELEASED = "released"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    why = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    product = models.OneToOneField(Product, on_delete=models.PROTECT, null=True, related_name="proposal")
    proposed_at = models.DateTimeField()
    proposed_by = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["waiting", "released", "dropped"]), name="proposal_has_a_known_status"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(proposed_by=""), name="a_proposal_says_who_and_why"),
            models.CheckConstraint(
                condition=Q(status="waiting") | (Q(decided_at__isnull=False) & ~Q(decided_by="")), name="a_decided_proposal_says_by_whom"
            ),
            models.CheckConstraint(condition=~Q(status="released") | ~Q(proposed_by=F("decided_by")), name="terms_are_released_by_another"),
            models.CheckConstraint(
                condition=Q(status="released", product__isnull=False) | (~Q(status="released") & Q(product=None)),
                name="a_released_proposal_is_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from} ({self.status})"
