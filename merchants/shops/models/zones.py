"""Where a shop brings things: circles around it and outlines, the first that holds a place decides."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ecosystem.places.public import MOST_METRES

from ..zone_rules import FEWEST_CORNERS, LEAST_METRES, MOST_CORNERS


class DeliveryZone(models.Model):
    """One zone of a shop; see ``zone_rules.Zone``. ``outline`` is latitude, longitude and so on, in millionths of a degree (WGS-84)."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="zone_rows")
    position = models.SmallIntegerField()
    name = models.TextField(default="", blank=True)
    radius_m = models.IntegerField(null=True)
    outline = ArrayField(models.IntegerField(), default=list)
    fee_minor = models.BigIntegerField(default=0)
    min_order_minor = models.BigIntegerField(default=0)
    free_above_minor = models.BigIntegerField(null=True)
    surcharge_minor = models.BigIntegerField(default=0)
    surcharge_from = models.SmallIntegerField(null=True)
    surcharge_until = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "position"], name="zones_are_numbered"),
            models.CheckConstraint(
                condition=Q(radius_m__isnull=False, radius_m__gte=LEAST_METRES, radius_m__lte=MOST_METRES, outline=[])
                | Q(radius_m=None, outline__len__gte=2 * FEWEST_CORNERS, outline__len__lte=2 * MOST_CORNERS),
                name="a_zone_is_a_circle_or_an_outline",
            ),
            models.CheckConstraint(
                condition=Q(fee_minor__gte=0, min_order_minor__gte=0, surcharge_minor__gte=0)
                & (Q(free_above_minor=None) | Q(free_above_minor__gt=0)),
                name="a_zone_asks_no_negative_amounts",
            ),
            models.CheckConstraint(
                condition=Q(surcharge_from=None, surcharge_until=None, surcharge_minor=0)
                | Q(
                    surcharge_from__isnull=False,
                    surcharge_until__isnull=False,
                    surcharge_from__gte=0,
                    surcharge_from__lt=1440,
                    surcharge_until__gt=F("surcharge_from"),
                    surcharge_until__lte=F("surcharge_from") + 1440,
                    surcharge_minor__gt=0,
                ),
                name="a_surcharge_says_from_and_until_when",
            ),
        ]
