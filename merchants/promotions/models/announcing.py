"""A shop told its customers of a promotion: those who had asked it to."""

from __future__ import annotations

from django.db import models


class Announcement(models.Model):
    """``week_on`` is the Monday of its week: nobody is told more often, however many promotions there are."""

    promotion = models.OneToOneField("promotions.Promotion", on_delete=models.PROTECT, related_name="announcement")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    week_on = models.DateField()
    told = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "week_on"], name="a_shop_announces_once_a_week")]
