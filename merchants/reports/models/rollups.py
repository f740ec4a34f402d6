"""Daily roll-ups of a shop, and the marks that say which of its days must be worked out anew.

Everything here can be thrown away and worked out again from the books.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

DIMENSIONS = ["channel", "tender", "hour", "staff"]


class Mark(models.Model):
    """Something of this shop and day changed. Written by the database in the transaction that changed it, so none is lost."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["shop", "on"], name="mark_by_shop_and_day")]


class Back(models.Model):
    """Money that went back to a buyer, found by its shop. Kept equal to the refunds of payments by the database."""

    refund_id = models.UUIDField(primary_key=True)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="what_went_back_is_of_something")]
        indexes = [models.Index(fields=["shop", "at"], name="back_by_shop")]


class Day(models.Model):
    """One day of one shop, town time, in minor units.

    A sale counts on the day it is paid, a refund on the day it is given, a cost on the day the goods leave (less what
    comes back), a fee on the day the order is settled. ``sales_minor`` is what buyers paid, after discounts, with delivery.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    tickets = models.PositiveIntegerField()
    sales_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField()
    refunds = models.PositiveIntegerField()
    refunds_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    write_off_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    commission_tax_minor = models.BigIntegerField()
    acquiring_fee_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on"], name="a_shop_has_a_day_once"),
            models.CheckConstraint(
                condition=Q(sales_minor__gte=0, discount_minor__gte=0, delivery_minor__gte=0, refunds_minor__gte=0),
                name="a_days_sums_are_not_negative",
            ),
            models.CheckConstraint(condition=Q(delivery_minor__lte=F("sales_minor")), name="delivery_is_part_of_the_sales"),
            models.CheckConstraint(condition=Q(tickets=0, sales_minor=0) | Q(tickets__gt=0, sales_minor__gt=0), name="sales_come_of_tickets"),
            models.CheckConstraint(
                condition=Q(refunds=0, refunds_minor=0) | Q(refunds__gt=0, refunds_minor__gt=0), name="what_went_back_comes_of_refunds"
            ),
        ]


class Part(models.Model):
    """A day's sales by one ``dimension``: the channel, the tender, the hour (``00`` to ``23``, town time), or the person who rang up (empty for
    what nobody did).
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    dimension = models.TextField()
    value = models.TextField()
    tickets = models.PositiveIntegerField()
    sales_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on", "dimension", "value"], name="a_day_has_a_part_once"),
            models.CheckConstraint(condition=Q(dimension__in=DIMENSIONS), name="a_part_has_a_known_dimension"),
            models.CheckConstraint(condition=Q(tickets__gt=0, sales_minor__gt=0), name="a_part_is_of_something"),
        ]


class RateDay(models.Model):
    """What was sold on a day at one rate of tax, and what went back of such sales; without a rate, what the merchant's terms tax.

    A refund that names its lines gives back at their rates, any other at those of all that its order was paid for, in their parts. Delivery fees
    stand in rows of their own (``is_fee``).
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    tax_bp = models.PositiveSmallIntegerField(null=True)
    is_fee = models.BooleanField(default=False, db_default=False)
    sales_minor = models.BigIntegerField()
    back_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on", "tax_bp", "is_fee"], nulls_distinct=False, name="a_day_has_a_rate_of_tax_once"),
            models.CheckConstraint(condition=Q(sales_minor__gte=0, back_minor__gte=0), name="what_a_rate_sold_is_not_negative"),
        ]


class ArticleDay(models.Model):
    """What one article sold on a day, in sale units, and what went over the counter of it cost."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    left = models.DecimalField(max_digits=18, decimal_places=3)
    sales_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on", "sku"], name="an_article_has_a_day_once"),
            models.CheckConstraint(condition=Q(quantity__gte=Decimal(0), sales_minor__gte=0), name="an_article_sells_no_less_than_nothing"),
        ]
