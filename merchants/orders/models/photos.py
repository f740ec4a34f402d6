"""What goods sold by weight weighed, as a picture shows it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class ScalePhoto(models.Model):
    """A picture of an order's goods on the scale, for its buyer and its shop alone. ``name`` is where the store keeps it. Written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="scale_photos")
    kind = models.TextField()
    size = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    name = models.TextField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["image/jpeg", "image/png"]), name="a_scale_is_shown_on_pictures"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=5 * 1024 * 1024), name="a_picture_of_a_scale_is_at_most_five_megabytes"),
            models.UniqueConstraint(fields=["order", "digest"], name="a_picture_of_a_scale_is_kept_once"),
        ]
