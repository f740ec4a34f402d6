from __future__ import annotations

from typing import Any

from .maps import is_shifted_map, shown_geometry
from .models import Landmark, Neighbourhood


def landmark_coded(code: str) -> Landmark | None:
    return Landmark.objects.select_related("neighbourhood").filter(code=code).first()


def first_landmark() -> Landmark | None:
    """What stands first where one chooses among all."""
    return Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "code").first()


def landmarks() -> list[Landmark]:
    """Places to choose from, by neighbourhood; estates first."""
    return list(Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "kind", "code"))


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
