from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from h3.api import basic_int as h3
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ecosystem.places.models import Landmark, Neighbourhood
from ecosystem.places.rules import EARTH_M, area_of, areas_around, cell_of, covering, looks_around, metres, reach, ring

LATITUDES = st.floats(-85, 85)
LONGITUDES = st.floats(-180, 180)
PENTAGON = h3.cell_to_latlng(sorted(h3.get_pentagons(8))[0])


def ahead(lat: float, lng: float, bearing: float, distance: float) -> tuple[float, float]:
    """The point that lies so far away on a great circle."""
    arc, north = distance / EARTH_M, radians(lat)
    there = asin(sin(north) * cos(arc) + cos(north) * sin(arc) * cos(bearing))
    east = atan2(sin(bearing) * sin(arc) * cos(north), cos(arc) - sin(north) * sin(there))
    return degrees(there), (lng + degrees(east) + 540) % 360 - 180


def test_distances_are_those_of_the_sphere() -> None:
    assert metres(0, 0, 0, 1) == 111195
    assert metres(31.2304, 121.4737, 31.2304, 121.4737) == 0
    assert metres(0, 179.999, 0, -179.999) == 222
    assert metres(90, 0, -90, 0) == 20015114


@settings(max_examples=150, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(0, 6.28318), st.floats(0, 1), st.integers(0, 5000))
@example(*PENTAGON, 1.0, 1.0, 3000)
def test_every_point_within_the_radius_lies_in_a_covering_cell(lat: float, lng: float, bearing: float, share: float, radius_m: int) -> None:
    other = ahead(lat, lng, bearing, share * radius_m)
    assert cell_of(*other) in covering(lat, lng, radius_m)


@settings(max_examples=60, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(0, 6.28318), st.floats(0, 5000))
@example(*PENTAGON, 2.0, 1500.0)
def test_nothing_beyond_the_rings_seen_is_nearer_than_their_reach(lat: float, lng: float, bearing: float, distance: float) -> None:
    other, cell = ahead(lat, lng, bearing, distance), cell_of(lat, lng)
    looks = looks_around(cell, 5000)
    for end, sure in zip(looks.ends, looks.sure, strict=True):
        if cell_of(*other) not in looks.cells[:end]:
            assert metres(lat, lng, *other) > sure


def test_four_rings_do_for_three_kilometres_and_three_do_not() -> None:
    """The trap of a fixed ring count: here it follows from the radius."""
    cell = cell_of(31.2304, 121.4737)
    assert reach(cell, 3) < 3000
    assert len(covering(31.2304, 121.4737, 3000)) >= sum(len(ring(cell, k)) for k in range(5))


@pytest.mark.django_db
def test_sql_and_python_measure_alike() -> None:
    points = [(0.0, 0.0, 0.0, 1.0), (31.2304, 121.4737, 31.2204, 121.4837), (-33.9, 151.2, 51.5, -0.1), (60.0, 179.99, 60.0, -179.99)]
    with connection.cursor() as cursor:
        for point in points:
            cursor.execute("SELECT places_metres(%s, %s, %s, %s)", point)
            assert cursor.fetchone() == (metres(*point),)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LATITUDES, LONGITUDES, st.integers(0, 5000))
@example(*PENTAGON, 3000)
def test_areas_are_those_of_the_cells_look_by_look(lat: float, lng: float, radius_m: int) -> None:
    looks, areas = looks_around(cell_of(lat, lng), radius_m), areas_around(lat, lng, radius_m)
    assert areas.sure == looks.sure and len(set(areas.cells)) == len(areas.cells)
    for end, area_end, sure in zip(looks.ends, areas.ends, looks.sure, strict=True):
        seen = set(areas.cells[:area_end])
        assert seen <= {area_of(member) for member in looks.cells[:end]}
        for bearing in range(12):
            there = ahead(lat, lng, radians(30 * bearing), min(sure, radius_m))
            assert area_of(cell_of(*there)) in seen
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(DISTINCT places_area(cell)) FROM unnest(%s::bigint[]) cell", [list(looks.cells)])
        assert set(cursor.fetchone()[0]) == {area_of(member) for member in looks.cells} >= set(areas.cells)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"lat": 91}, "neighbourhood_is_on_earth"),
        ({"lng": -181}, "neighbourhood_is_on_earth"),
        ({"name_zh": ""}, "neighbourhood_has_a_name_in_both_languages"),
    ],
)
def test_the_database_refuses_a_wrong_neighbourhood(wrong: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Neighbourhood.objects.create(**{"code": "n1", "name_zh": "桥头", "name_en": "Bridge End", "lat": 30.6, "lng": 122.9, **wrong})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"lat": -91}, "landmark_is_on_earth"),
        ({"kind": "volcano"}, "landmark_has_a_known_kind"),
        ({"name_en": ""}, "landmark_has_a_name_in_both_languages"),
    ],
)
def test_the_database_refuses_a_wrong_landmark(wrong: dict[str, Any], constraint: str) -> None:
    around = Neighbourhood.objects.create(code="n1", name_zh="桥头", name_en="Bridge End", lat=30.6, lng=122.9)
    values = {"code": "n1-1", "neighbourhood": around, "name_zh": "梧桐苑", "name_en": "Plane Tree Court", "lat": 30.6, "lng": 122.9, **wrong}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Landmark.objects.create(**values)
