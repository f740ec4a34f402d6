from __future__ import annotations

import json
from itertools import pairwise
from math import cos, hypot, radians

from ecosystem.demo.map import FILE, district, district_text
from ecosystem.demo.places import CENTRE
from ecosystem.demo.shape import Point, Town


def metres(a: Point, b: Point) -> float:
    return hypot((a.lat - b.lat) * 111_320, (a.lon - b.lon) * 111_320 * cos(radians(CENTRE.lat)))


def contains(outline: tuple[Point, ...], point: Point) -> bool:
    crossed = False
    for a, b in pairwise(outline):
        if (a.lat > point.lat) != (b.lat > point.lat) and point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon:
            crossed = not crossed
    return crossed


def test_the_committed_map_is_the_one_that_the_geometry_draws() -> None:
    assert FILE.read_text(encoding="utf-8") == district_text()


def test_the_map_is_small_and_whole() -> None:
    assert FILE.stat().st_size <= 60_000
    features = district()["features"]
    assert 90 <= len(features) <= 140
    kinds = {feature["properties"]["kind"] for feature in features}
    assert kinds == {"neighbourhood", "river", "bridge", "block", "park", "main_road", "lane", "avenue", "estate", "landmark"}
    assert all({"name_zh", "name_en"} <= set(feature["properties"]) for feature in features if feature["properties"]["kind"] != "block")


def test_every_ring_is_closed() -> None:
    for feature in json.loads(district_text())["features"]:
        if feature["geometry"]["type"] == "Polygon":
            (ring,) = feature["geometry"]["coordinates"]
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_shops_homes_and_landmarks_lie_in_their_neighbourhood_and_no_two_shops_in_one_place(town: Town) -> None:
    outlines = {place.no: place.outline for place in town.neighbourhoods}
    for place in town.neighbourhoods:
        assert contains(place.outline, place.centre)
        assert 3 <= sum(one.neighbourhood == place.no for one in town.landmarks) <= 4
    assert all(contains(outlines[shop.neighbourhood], shop.at) for shop in town.shops)
    assert all(contains(outlines[one.neighbourhood], one.home) for one in town.residents)
    assert all(contains(outlines[one.neighbourhood], one.at) for one in town.landmarks)
    sites = [shop.at for shop in town.shops]
    assert len(set(sites)) == len(sites)


def test_residents_live_in_estates_near_the_shops_they_use(town: Town) -> None:
    estates = {one.code: one for one in town.landmarks if one.is_estate}
    at = {shop.code: shop.at for shop in town.shops}
    where = {shop.code: shop.neighbourhood for shop in town.shops}
    homes = {one.code: one for one in town.residents}
    assert all(metres(one.home, estates[one.estate].at) < 250 for one in town.residents)
    near = [
        metres(homes[errand.resident].home, at[order.shop]) < 900
        for errand in town.errands
        for order in errand.orders
        if where[order.shop] == homes[errand.resident].neighbourhood
    ]
    assert all(near)
    assert len(near) > 0.7 * sum(len(errand.orders) for errand in town.errands)
