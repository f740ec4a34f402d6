"""Who supplies, at what price, and how a supplier's article becomes a shop's."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language
from ecosystem.kernel.taxes import MOST_TAX_BP


class Supplier(models.Model):
    """A party's face towards shops. Without a party it is known to one shop alone, which reaches it by signed links.

    Not a ``Shop``: a wholesaler stands on no street, opens for no resident, and a shop that supplies others keeps both faces.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.OneToOneField("identity.Party", on_delete=models.PROTECT, null=True, related_name="supplier")
    known_to = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    about_zh = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    min_order_minor = models.BigIntegerField(default=0)
    pay_days = models.PositiveSmallIntegerField(default=30)
    taking_orders = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True, known_to__isnull=False) | Q(party__isnull=False, known_to__isnull=True),
                name="a_supplier_is_a_party_or_known_to_one_shop",
            ),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="supplier_has_a_name_in_both_languages"),
            models.CheckConstraint(condition=Q(min_order_minor__gte=0), name="supplier_asks_no_negative_minimum"),
            models.CheckConstraint(condition=Q(pay_days__lte=180), name="supplier_waits_half_a_year_at_most"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def about(self) -> str:
        return in_language(self.about_zh, self.about_en)


class Article(models.Model):
    """A line of a supplier's price list. The price is in minor units for one ``unit``; ``moq`` and ``multiple`` count units.

    ``whole`` goods come in whole units only; others are weighed, to the thousandth. ``tax_bp`` is the rate of the tax that the price holds,
    where the supplier says it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="articles")
    code = models.TextField()
    name_zh = models.TextField()
    name_en = models.TextField()
    unit_zh = models.TextField()
    unit_en = models.TextField()
    price_minor = models.BigIntegerField()
    tax_bp = models.PositiveSmallIntegerField(null=True)
    moq = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    multiple = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    whole = models.BooleanField(default=True)
    lead_days = models.PositiveSmallIntegerField(default=1)
    offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "code"], name="article_code_is_unique_at_its_supplier"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="article_has_a_name_in_both_languages"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="article_has_a_price"),
            models.CheckConstraint(condition=Q(moq__gt=0, multiple__gt=0), name="article_comes_in_some_quantity"),
            models.CheckConstraint(condition=Q(lead_days__lte=365), name="article_comes_within_a_year"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="tax_of_an_article_is_less_than_half"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)


class Source(models.Model):
    """Where a shop's SKU may come from: one unit of the article holds ``per_unit`` of the SKU's own unit (a case of 24 bottles)."""

    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="sources")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sources")
    per_unit = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    preferred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "article"], name="an_article_is_a_source_of_a_sku_once"),
            models.UniqueConstraint(fields=["sku"], condition=Q(preferred=True), name="a_sku_has_one_preferred_source"),
            models.CheckConstraint(condition=Q(per_unit__gt=0), name="a_unit_holds_something"),
        ]


class BuyingPolicy(models.Model):
    """How exact deliveries and invoices must be, and how long an answer is waited for.

    Tolerances in basis points; who may order how much, and how much dearer, is the staff's (``Threshold``). With ``blind_receiving``
    whoever takes goods in and does not buy counts them without seeing what was ordered.
    """

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, related_name="buying_policy")
    over_receipt_bp = models.PositiveIntegerField(default=0)
    price_tolerance_bp = models.PositiveIntegerField(default=0)
    price_tolerance_minor = models.BigIntegerField(default=0)
    total_tolerance_minor = models.BigIntegerField(default=0)
    answer_hours = models.PositiveSmallIntegerField(default=72)
    blind_receiving = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(over_receipt_bp__lte=10_000, price_tolerance_bp__lte=10_000), name="tolerance_is_a_part"),
            models.CheckConstraint(condition=Q(price_tolerance_minor__gte=0, total_tolerance_minor__gte=0), name="tolerance_is_not_negative"),
            models.CheckConstraint(condition=Q(answer_hours__gte=1, answer_hours__lte=720), name="an_answer_is_waited_for_up_to_a_month"),
        ]
