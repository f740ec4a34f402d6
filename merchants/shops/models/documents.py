"""By which words shops and what they sell are found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

KEYS = models.Func("words", "area", function="shops_search_keys", output_field=ArrayField(models.BigIntegerField()))


class SearchDocument(models.Model):
    """The words by which a shop, or something it sells, is found; its id is the shop's or the listing's.

    ``area`` is the H3 cell (resolution 7) where the shop stands. The index is of keys that the database works out of both; they are
    long, so that a row without them is read in a third of the pages.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="+", db_index=False)
    sku_id = models.UUIDField(null=True)
    area = models.BigIntegerField()
    words = models.TextField()
    shown = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sku_id=None, id=F("shop")) | Q(id=F("sku_id")), name="a_search_document_is_of_one_thing"),
        ]
        indexes = [
            GinIndex(KEYS, name="search_by_area_and_beginning", condition=Q(shown=True), gin_pending_list_limit=256),
        ]
