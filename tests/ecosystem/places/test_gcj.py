"""GCJ-02: the shift that maps in China are drawn with, there and back, and only where a map is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from ecosystem.environment import BadConfiguration, choice, origin
from ecosystem.places.gcj import EAST, NORTH, SOUTH, WEST, from_gcj, to_gcj
from ecosystem.places.maps import pointed_at, shown
from ecosystem.places.models import Landmark, Neighbourhood
from ecosystem.places.rules import metres

inside = st.tuples(st.floats(SOUTH + 0.02, NORTH - 0.02), st.floats(WEST + 0.02, EAST - 0.02))
anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
HALF = 0.5 / 111_000


@pytest.mark.parametrize(
    ("place", "drawn", "away"),
    [((39.9087, 116.3975), (39.910103, 116.403744), 555), ((31.2304, 121.4737), (31.228458, 121.478223), 481)],
)
def test_known_places_are_drawn_where_other_libraries_draw_them(place: Any, drawn: Any, away: int) -> None:
    assert to_gcj(*place) == pytest.approx(drawn, abs=2e-6)
    assert abs(metres(*place, *to_gcj(*place)) - away) <= 5


@given(inside)
def test_there_and_back_is_less_than_half_a_metre(place: tuple[float, float]) -> None:
    back = from_gcj(*to_gcj(*place))
    assert abs(back[0] - place[0]) < HALF and abs(back[1] - place[1]) < HALF
    # A few hundred metres, never kilometres.
    assert metres(*place, *to_gcj(*place)) < 1_500


@given(anywhere)
def test_outside_china_nothing_moves(place: tuple[float, float]) -> None:
    if not (SOUTH <= place[0] <= NORTH and WEST <= place[1] <= EAST):
        assert to_gcj(*place) == place == from_gcj(*place)


@pytest.mark.django_db
def test_only_a_map_that_says_so_is_shifted(settings: Settings) -> None:
    area = Neighbourhood.objects.create(
        code="n", name_zh="北", name_en="North", lat="30.6", lng="104.06",
        outline={"type": "Polygon", "coordinates": [[[104.06, 30.6], [104.07, 30.6], [104.07, 30.61], [104.06, 30.6]]]},
    )  # fmt: skip
    estate = Landmark.objects.create(code="l", neighbourhood=area, name_zh="苑", name_en="Court", lat="30.6", lng="104.06")
    page = Client()
    page.post("/nearby/place/", {"landmark": estate.code})

    def seen() -> tuple[list[float], bool, bool]:
        town = json.loads(page.get("/places/map.geojson").content)
        shop_page = page.get("/nearby/").content.decode()
        corner = town["features"][0]["geometry"]["coordinates"][0][0]
        return corner, 'data-lat="30.600000"' in shop_page, "data-tiles" in shop_page

    assert seen() == ([104.06, 30.6], True, False)
    settings.MAP_TILES_CRS = "GCJ02"
    assert seen() == ([104.06, 30.6], True, False)
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    drawn = to_gcj(30.6, 104.06)
    assert seen() == ([drawn[1], drawn[0]], False, True)
    assert shown(30.6, 104.06) == drawn
    assert pointed_at(*drawn) == pytest.approx((30.6, 104.06), abs=HALF)
    settings.MAP_TILES_CRS = "WGS84"
    assert seen() == ([104.06, 30.6], True, True)
    assert pointed_at(30.6, 104.06) == (30.6, 104.06)


def test_a_map_that_is_configured_wrongly_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAP_TILES_CRS", "BD09")
    with pytest.raises(BadConfiguration, match="GCJ02"):
        choice("MAP_TILES_CRS", "WGS84", {"WGS84", "GCJ02"})
    monkeypatch.setenv("MAP_TILES_URL", "https://tiles.example/{z}/{x}/{y}.png")
    assert origin("MAP_TILES_URL") == ["https://tiles.example"]
    for wrong in ("tiles.example/{z}", "javascript:alert(1)", "https://{s}.tiles.example/{z}"):
        monkeypatch.setenv("MAP_TILES_URL", wrong)
        with pytest.raises(BadConfiguration):
            origin("MAP_TILES_URL")
