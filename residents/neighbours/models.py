"""What the people of a neighbourhood bought lately, counted by heads, and who does not want to be counted.

Purchases and tallies can be thrown away and counted again from the orders; choices can't.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Choice(models.Model):
    """Whether what a person buys counts; without a row it does. ``read``: the reader has acted on it."""

    party = models.OneToOneField("identity.Party", on_delete=models.PROTECT, primary_key=True, related_name="+")
    counts = models.BooleanField()
    read = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party"], condition=Q(read=False), name="choice_to_be_read")]


class Purchase(models.Model):
    """One article that somebody bought with one order, and kept. ``neighbourhood`` is where the shop stood.

    Without a party it is nobody's any more, and goes with the next reading, which counts its article again.
    """

    order_id = models.UUIDField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    neighbourhood = models.ForeignKey("places.Neighbourhood", on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "sku"], name="an_article_of_an_order_counts_once")]
        indexes = [
            models.Index(fields=["on"], name="purchase_by_day"),
            models.Index(fields=["party", "sku"], name="purchase_by_party"),
        ]


class Tally(models.Model):
    """How many different people bought an article in a neighbourhood within the window, as of the last reading."""

    neighbourhood = models.ForeignKey("places.Neighbourhood", on_delete=models.PROTECT, related_name="+", db_index=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+", db_index=False)
    neighbours = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "neighbourhood"], name="an_article_has_one_tally_in_a_neighbourhood"),
            models.CheckConstraint(condition=Q(neighbours__gt=0), name="a_tally_is_of_somebody"),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "-neighbours", "sku"], name="tally_by_neighbourhood"),
            models.Index(fields=["shop", "-neighbours", "sku"], name="tally_by_shop"),
        ]
