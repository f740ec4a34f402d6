from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .maps import is_shifted_map, shown_geometry
from .models import Landmark, Neighbourhood
from .rules import centre_of, is_cell, metres


def landmark_coded(code: str) -> Landmark | None:
    return Landmark.objects.select_related("neighbourhood").filter(code=code).first()


def first_landmark() -> Landmark | None:
    """What stands first where one chooses among all."""
    return Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "code").first()


def landmarks() -> list[Landmark]:
    """Places to choose from, by neighbourhood; estates first."""
    return list(Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "kind", "code"))


def nearest_neighbourhoods(cells: Iterable[int]) -> dict[int, Neighbourhood]:
    """Of each H3 cell the neighbourhood whose centre is nearest to its own; nothing of a number that is no cell, or where none is known."""
    known = list(Neighbourhood.objects.order_by("code"))
    centres = {cell: centre_of(cell) for cell in set(cells) if is_cell(cell)} if known else {}
    return {cell: min(known, key=lambda one: metres(*centre, float(one.lat), float(one.lng))) for cell, centre in centres.items()}


def town_map() -> dict[str, Any]:
    """Neighbourhoods and landmarks as a GeoJSON FeatureCollection, named in the reader's language.

    Drawn where the configured map draws them; our own draws WGS-84.
    """
    areas = [area for area in Neighbourhood.objects.order_by("code") if area.outline]
    features = [_feature("neighbourhood", area.code, area.name, _drawn(area.outline)) for area in areas]
    for place in Landmark.objects.order_by("code"):
        features.append(_feature(place.kind, place.code, place.name, _drawn({"type": "Point", "coordinates": [float(place.lng), float(place.lat)]})))
    return {"type": "FeatureCollection", "features": features}


def _drawn(geometry: dict[str, Any]) -> dict[str, Any]:
    return {**geometry, "coordinates": shown_geometry(geometry["coordinates"])} if is_shifted_map() else geometry


def _feature(kind: str, code: str, name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": code, "properties": {"kind": kind, "name": name}, "geometry": geometry}
