"""What a resident is about to buy, from however many shops, and where she has things brought."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class BasketLine(models.Model):
    """One article in a party's basket, with what was chosen with it: option ids in order, one twice for twice of it."""

    party = models.ForeignKey("identity.Party", on_delete=models.CASCADE, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    options = ArrayField(models.UUIDField(), default=list)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "sku", "options"], name="an_article_is_in_a_basket_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="basket_line_is_of_something"),
        ]


class Address(models.Model):
    """Where a resident had something brought: an estate, which has coordinates, and the door. Only she sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("identity.Party", on_delete=models.CASCADE, related_name="+")
    landmark = models.ForeignKey("places.Landmark", on_delete=models.PROTECT, related_name="+")
    door = models.TextField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "landmark", "door"], name="an_address_is_kept_once"),
            models.CheckConstraint(condition=~Q(door=""), name="an_address_has_a_door"),
        ]
        indexes = [models.Index(fields=["party", "-used_at"], name="address_by_party")]
