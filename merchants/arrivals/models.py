"""How far people get who scanned a shop's code: numbers of a day, and nothing of anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Arrival(models.Model):
    """The scans of one code on one day, and how many of those arrivals took each further step, on that day or later."""

    class Kind(models.TextChoices):
        COUNTER = "counter", _("Counter")
        TABLE = "table", _("Table")
        STALL = "stall", _("Stall")
        STAIRWELL = "stairwell", _("Stairwell")
        RECEIPT = "receipt", _("Receipt")
        OTHER = "other", pgettext_lazy("code", "Elsewhere")

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.TextField(choices=Kind.choices)
    place = models.TextField(blank=True, default="")
    scanned = models.PositiveIntegerField()
    opened = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)
    signed_in = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "on", "kind", "place"], name="a_code_is_counted_in_one_row_a_day"),
            models.CheckConstraint(condition=Q(scanned__gt=0), name="who_arrives_scanned_a_code"),
            models.CheckConstraint(
                condition=Q(opened__lte=F("scanned"))
                & Q(filled__lte=F("opened"))
                & Q(signed_in__lte=F("filled"))
                & Q(paid__lte=F("signed_in"))
                & Q(returned__lte=F("paid")),
                name="no_step_is_taken_by_more_than_the_one_before",
            ),
        ]
