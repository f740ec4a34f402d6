"""The base map of the district, as GeoJSON that the browser draws itself: no tiles, no network.

    python -m ecosystem.demo.map        writes static/demo/district.geojson again

Everything follows from the geometry in ``places``, so the file is the same every time. It
shows no border of any kind, and no real place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .places import BLOCKS, COLUMNS, LANDMARK_BLOCKS, RIVER_HALF_WIDTH, Metres, bent, box, corner, inside, landmarks
from .shape import Named, Point
from .tables import named, rows

FILE = Path(__file__).resolve().parents[2] / "static" / "demo" / "district.geojson"
WEST, EAST = -1700, 1700
RIVER = Named(zh="双溪河", en="Twin Brook")
PARK = Named(zh="环心公园", en="Circle Park")
AVENUES = (
    Named(zh="西环路", en="West Ring Road"),
    Named(zh="文昌街", en="Wenchang Street"),
    Named(zh="中桥大道", en="Middle Bridge Avenue"),
    Named(zh="织锦街", en="Brocade Street"),
    Named(zh="东环路", en="East Ring Road"),
)
EMBANKMENTS = (Named(zh="南河沿", en="South Embankment"), Named(zh="北河沿", en="North Embankment"))
OUTER_ROADS = (Named(zh="南环路", en="South Ring Road"), Named(zh="北环路", en="North Ring Road"))
LANES = ((0.365, "西巷", "West Lane"), (0.635, "东巷", "East Lane"))
PARK_AREA = (0.4, 0.6, 0.6, 0.92)

Feature = dict[str, Any]


def district() -> dict[str, Any]:
    """The whole map as one GeoJSON FeatureCollection, in drawing order."""
    features = [*_outlines(), *_water(), *_blocks(), *_roads(), *_landmarks()]
    return {"type": "FeatureCollection", "features": features}


def district_text() -> str:
    return json.dumps(district(), ensure_ascii=False, separators=(",", ":")) + "\n"


def _feature(kind: str, name: Named | None, geometry: str, coordinates: Any, **more: Any) -> Feature:
    properties = {"kind": kind, **({"name_zh": name.zh, "name_en": name.en} if name else {}), **more}
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}


def _pair(point: Point) -> list[float]:
    """A metre is precise enough for a map."""
    return [round(point.lon, 5), round(point.lat, 5)]


def _line(kind: str, name: Named, path: Sequence[Metres]) -> Feature:
    return _feature(kind, name, "LineString", [_pair(point) for point in bent(path)])


def _area(kind: str, name: Named | None, ring: Sequence[Metres], **more: Any) -> Feature:
    return _feature(kind, name, "Polygon", [[_pair(point) for point in bent(ring)]], **more)


def _outlines() -> Iterable[Feature]:
    for row in rows("neighbourhoods"):
        yield _area("neighbourhood", named(row), box(int(row["no"]), 0, 0, 1, 1), no=int(row["no"]))


def _water() -> Iterable[Feature]:
    bank = RIVER_HALF_WIDTH - 18
    yield _area("river", RIVER, [(WEST, -bank), (EAST, -bank), (EAST, bank), (WEST, bank), (WEST, -bank)])
    for column in range(1, COLUMNS):
        yield _line("bridge", Named(zh=f"{'一二三'[column - 1]}号桥", en=f"Bridge {column}"), (corner(column, 1), corner(column, 2)))


def _blocks() -> Iterable[Feature]:
    for row in rows("neighbourhoods"):
        no = int(row["no"])
        for place, edges in BLOCKS.items():
            park = no == 3 and place == "n"
            yield _area("park" if park else "block", PARK if park else None, box(no, *(PARK_AREA if park else edges)))


def _roads() -> Iterable[Feature]:
    for row in rows("neighbourhoods"):
        no, zh, en = int(row["no"]), row["zh"], row["en"]
        yield _line("main_road", Named(zh=row["road_zh"], en=row["road_en"]), (inside(no, 0, 0.5), inside(no, 0.5, 0.5), inside(no, 1, 0.5)))
        for along, side_zh, side_en in LANES:
            yield _line("lane", Named(zh=f"{zh}{side_zh}", en=f"{en}, {side_en}"), (inside(no, along, 0), inside(no, along, 1)))
    for column, avenue in enumerate(AVENUES):
        yield _line("avenue", avenue, [corner(column, row_no) for row_no in range(4)])
    for row_no, road in ((1, EMBANKMENTS[0]), (2, EMBANKMENTS[1]), (0, OUTER_ROADS[0]), (3, OUTER_ROADS[1])):
        yield _line("avenue", road, [corner(column, row_no) for column in range(COLUMNS + 1)])


def _landmarks() -> Iterable[Feature]:
    for one in landmarks():
        place = LANDMARK_BLOCKS[int(one.code.rpartition("-")[2]) - 1]
        yield _feature("estate" if one.is_estate else "landmark", one.name, "Point", _pair(one.at), code=one.code, block=place)


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(district_text(), encoding="utf-8")
