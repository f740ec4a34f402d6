"""Shops that a resident keeps at hand."""

from __future__ import annotations

from django.db import models


class Favourite(models.Model):
    """A shop that a party keeps, for itself alone: neither the shop nor anybody else is told."""

    party = models.ForeignKey("identity.Party", on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "shop"], name="a_shop_is_kept_once")]
