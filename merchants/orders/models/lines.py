"""What an order is of, line by line."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.names import in_language
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.kernel.weights import MASS

from .orders import Order


class Line(models.Model):
    """One article of an order, with its name and price as they were; frozen at placement.

    ``subsidy_minor`` is what others than the shop bear of ``discount_minor``.

    ``unit_minor`` is the price of one ``unit`` with all choices; ``modifiers_minor`` is the choices' part of it.

    ``tax_bp`` is the tax that its price holds, as the article said it; without one, what the merchant's terms of the day say.

    ``margin_minor`` is the most that its weight may come to above ``gross_minor``; ``weighed`` is what it weighed, in its unit, and
    ``weighed_minor`` what it costs more, or less, for that.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    unit_minor = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    gross_minor = models.BigIntegerField()
    size = models.TextField(blank=True)
    unit = models.TextField(default="piece")
    modifiers = models.JSONField(default=list)
    modifiers_minor = models.BigIntegerField(default=0)
    tax_bp = models.PositiveSmallIntegerField(null=True)
    discount_minor = models.BigIntegerField(default=0)
    subsidy_minor = models.BigIntegerField(default=0)
    margin_minor = models.BigIntegerField(default=0, db_default=0)
    weighed = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    weighed_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_lines_are_numbered"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(unit_minor__gt=0) & Q(gross_minor__gt=0), name="order_line_is_of_something"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="a_line_holds_less_tax_than_half"),
            models.CheckConstraint(condition=Q(modifiers_minor__lt=F("unit_minor")), name="an_order_line_costs_something_before_its_choices"),
            models.CheckConstraint(condition=Q(discount_minor__gte=0) & Q(discount_minor__lte=F("gross_minor")), name="line_discount_is_part_of_it"),
            models.CheckConstraint(
                condition=Q(subsidy_minor__gte=0) & Q(subsidy_minor__lte=F("discount_minor")), name="line_subsidy_is_part_of_its_discount"
            ),
            models.CheckConstraint(
                condition=Q(weighed=None, weighed_minor=0, margin_minor__gte=0)
                | Q(
                    weighed__gt=0, margin_minor__gte=0, weighed_minor__lte=F("margin_minor"), weighed_minor__gt=F("discount_minor") - F("gross_minor")
                ),
                name="a_line_weighs_something_and_no_more_than_was_held",
            ),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def choices(self) -> list[str]:
        """What was chosen with it, as one reads it."""
        names = [(in_language(one["name_zh"], one["name_en"]), one["times"]) for one in self.modifiers]
        return [f"{name} ×{times}" if times > 1 else name for name, times in names]

    @property
    def paid_minor(self) -> int:
        """What the buyer pays for the line."""
        return self.gross_minor - self.discount_minor + self.weighed_minor

    @property
    def by_weight(self) -> bool:
        return self.unit in MASS

    @property
    def most_minor(self) -> int:
        """What it may come to before what is taken off."""
        return self.gross_minor + self.margin_minor

    @property
    def sold(self) -> Decimal:
        """How much of it changes hands: what it weighed, else what was ordered."""
        return self.quantity if self.weighed is None else self.weighed

    @property
    def sold_minor(self) -> int:
        """What it comes to before what is taken off."""
        return self.gross_minor + self.weighed_minor
