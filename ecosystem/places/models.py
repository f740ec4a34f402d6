"""Where things are: neighbourhoods, and the estates and landmarks that people name a place by. WGS-84."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.names import in_language

ON_EARTH = Q(lat__gte=-90, lat__lte=90, lng__gte=-180, lng__lte=180)


class Neighbourhood(models.Model):
    """A part of town with a centre and an outline (a GeoJSON Polygon, longitude first)."""

    code = models.TextField(unique=True)
    name_zh = models.TextField()
    name_en = models.TextField()
    lat = models.DecimalField(max_digits=9, decimal_places=6)
    lng = models.DecimalField(max_digits=9, decimal_places=6)
    outline = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="neighbourhood_is_on_earth"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="neighbourhood_has_a_name_in_both_languages"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Landmark(models.Model):
    """A place that a person without a position chooses instead: her estate, a station, a market."""

    class Kind(models.TextChoices):
        ESTATE = "estate"
        STATION = "station"
        LANDMARK = "landmark"

    code = models.TextField(unique=True)
    kind = models.TextField(choices=Kind.choices, default=Kind.ESTATE)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="landmarks")
    name_zh = models.TextField()
    name_en = models.TextField()
    lat = models.DecimalField(max_digits=9, decimal_places=6)
    lng = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="landmark_is_on_earth"),
            models.CheckConstraint(condition=Q(kind__in=["estate", "station", "landmark"]), name="landmark_has_a_known_kind"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="landmark_has_a_name_in_both_languages"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
