"""Where a place is drawn: on tiles of a map service, if one is configured, in the coordinates that its tiles are cut in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from .gcj import Point, from_gcj, to_gcj
from .rules import Degrees

GCJ02 = "GCJ02"


def is_shifted_map() -> bool:
    return bool(settings.MAP_TILES_URL) and settings.MAP_TILES_CRS == GCJ02


def shown(lat: Degrees, lng: Degrees) -> Point:
    """Where the map that is configured draws a WGS-84 place."""
    return to_gcj(float(lat), float(lng)) if is_shifted_map() else (float(lat), float(lng))


def map_at(lat: Degrees, lng: Degrees) -> dict[str, Any]:
    """What a page's map is drawn from: a WGS-84 place as the map draws it, and the tiles, if a service is configured."""
    drawn_lat, drawn_lng = shown(lat, lng)
    return {"lat": drawn_lat, "lng": drawn_lng, "tiles": settings.MAP_TILES_URL, "credit": settings.MAP_TILES_CREDIT, "is_shifted": is_shifted_map()}


def pointed_at(lat: Degrees, lng: Degrees) -> Point:
    """The WGS-84 place of a point that somebody chose on that map."""
    return from_gcj(float(lat), float(lng)) if is_shifted_map() else (float(lat), float(lng))


def shown_geometry(coordinates: Sequence[Any]) -> list[Any]:
    """Coordinates of a GeoJSON geometry, longitude first, however deeply they are nested."""
    if coordinates and isinstance(coordinates[0], (int, float)):
        lat, lng = shown(coordinates[1], coordinates[0])
        return [lng, lat]
    return [shown_geometry(part) for part in coordinates]
