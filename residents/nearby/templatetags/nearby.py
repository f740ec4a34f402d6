"""Distances as people say them."""

from __future__ import annotations

from django import template

from ecosystem.places.public import distance

register = template.Library()
register.filter("distance", distance)
