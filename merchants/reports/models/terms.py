"""What a month is taxed by. A dated parameter, filled in by whoever keeps the platform's rates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class TaxTerms(models.Model):
    """VAT of a small-scale taxpayer: a levy on sales that include it, nothing in a month of sales up to ``free_up_to_minor``.

    The first row is of the announcement of the Ministry of Finance and the State Taxation Administration no. 19 of 2023.
    """

    from_on = models.DateField()
    until_on = models.DateField()
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    free_up_to_minor = models.BigIntegerField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_on"], name="tax_terms_begin_once_on_a_day"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="tax_terms_end_after_they_begin"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1, free_up_to_minor__gte=0), name="a_tax_is_part_of_the_sales"),
            models.CheckConstraint(condition=~Q(source=""), name="tax_terms_say_where_they_stand"),
        ]
