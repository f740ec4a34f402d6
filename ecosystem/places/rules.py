"""Distance and cells, exactly.

Distances are whole metres on a sphere of the mean radius (IUGG, 6,371,008.8 m) by the
haversine formula; ``places_metres`` in SQL is the same formula. Cells are H3, resolution 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import asin, cos, floor, radians, sin, sqrt

from h3.api import basic_int as h3

EARTH_M = 6_371_008.8
RESOLUTION = 8
AREA_RESOLUTION = 7
MOST_METRES = 20_000
SLACK_M = 2.0
# The outermost ring of each look; a look costs more than the few rings that it may take too many.
LOOKS = frozenset({1, 2, 3, 5, 8, 12, 18})

Degrees = float | Decimal


def metres(lat: Degrees, lng: Degrees, other_lat: Degrees, other_lng: Degrees) -> int:
    """The great-circle distance, rounded to the nearest metre."""
    return floor(_metres(float(lat), float(lng), float(other_lat), float(other_lng)) + 0.5)


def cell_of(lat: Degrees, lng: Degrees) -> int:
    """The H3 cell (resolution 8, about 0.74 km²) that holds a point, as a 64-bit integer."""
    return int(h3.latlng_to_cell(float(lat), float(lng), RESOLUTION))


def centre_of(cell: int) -> tuple[float, float]:
    """Latitude and longitude (WGS-84) of the middle of an H3 cell."""
    lat, lng = h3.cell_to_latlng(cell)
    return float(lat), float(lng)


def is_cell(cell: int) -> bool:
    """Whether a number that somebody tells us names an H3 cell at all."""
    return bool(h3.is_valid_cell(cell))


def area_of(cell: int) -> int:
    """The wider H3 cell (resolution 7, about 5 km²) that a cell belongs to; ``places_area`` in SQL is the same."""
    return int(h3.cell_to_parent(cell, AREA_RESOLUTION))


@lru_cache(maxsize=16_384)
def ring(cell: int, k: int) -> tuple[int, ...]:
    """The cells at grid distance ``k`` from ``cell``; ring 0 is the cell itself."""
    if k == 0:
        return (cell,)
    return tuple(sorted(set(h3.grid_disk(cell, k)) - set(h3.grid_disk(cell, k - 1))))


@lru_cache(maxsize=16_384)
def reach(cell: int, k: int) -> int:
    """No point of ring ``k``, or beyond it, is nearer than this to any point of ``cell``; whole metres.

    A lower bound from the cells' own corners, since H3 cells differ in size and shape. Beyond
    follows: a great circle that leaves the disk must cross the ring around it.
    """
    if k == 0:
        return 0
    lat, lng = h3.cell_to_latlng(cell)
    nearest = min(_metres(lat, lng, *h3.cell_to_latlng(other)) - _circumradius(other) for other in ring(cell, k))
    return max(0, floor(nearest - _circumradius(cell) - SLACK_M))


def rings_within(cell: int, radius_m: int) -> int:
    """How many rings, counting ring 0, hold every point within the radius of any point of the cell."""
    count = 1
    while reach(cell, count) <= radius_m:
        count += 1
    return count


def covering(lat: Degrees, lng: Degrees, radius_m: int) -> list[int]:
    """Cells that together hold every point within ``radius_m`` metres of the given one."""
    cell = cell_of(lat, lng)
    return [member for k in range(rings_within(cell, radius_m)) for member in ring(cell, k)]


@dataclass(frozen=True, slots=True)
class Looks:
    """How to look around: cells from near to far, cut into looks that widen.

    After look ``i`` the first ``ends[i]`` cells are seen, and everything unseen is farther than ``sure[i]`` metres.
    """

    cells: tuple[int, ...]
    ends: tuple[int, ...]
    sure: tuple[int, ...]


@lru_cache(maxsize=4_096)
def looks_around(cell: int, radius_m: int) -> Looks:
    """Looks that together cover the radius around any point of the cell."""
    count = rings_within(cell, radius_m)
    cells: list[int] = []
    ends: list[int] = []
    sure: list[int] = []
    for k in range(count):
        cells.extend(ring(cell, k))
        if k in LOOKS or k == count - 1:
            ends.append(len(cells))
            sure.append(reach(cell, k + 1))
    return Looks(tuple(cells), tuple(ends), tuple(sure))


def areas_around(lat: Degrees, lng: Degrees, radius_m: int) -> Looks:
    """The looks of ``looks_around`` in areas, each where it is first met, so that what is sure stays so.

    Areas are seven times as wide as cells, so those that lie beyond the radius of this very point are left out.
    """
    here, there = float(lat), float(lng)
    looks = _areas_met(cell_of(lat, lng), radius_m)
    areas: list[int] = []
    ends: list[int] = []
    start = 0
    for end in looks.ends:
        areas += [area for area in looks.cells[start:end] if _nearest_of(area, here, there) <= radius_m]
        ends.append(len(areas))
        start = end
    return Looks(tuple(areas), tuple(ends), looks.sure)


@lru_cache(maxsize=4_096)
def _areas_met(cell: int, radius_m: int) -> Looks:
    looks = looks_around(cell, radius_m)
    areas: dict[int, None] = {}
    ends: list[int] = []
    for start, end in zip((0, *looks.ends), looks.ends, strict=False):
        areas.update(dict.fromkeys(area_of(member) for member in looks.cells[start:end]))
        ends.append(len(areas))
    return Looks(tuple(areas), tuple(ends), looks.sure)


def _nearest_of(area: int, lat: float, lng: float) -> float:
    """No point of an area's cells is nearer than this."""
    middle_lat, middle_lng, reaches = _around_its_cells(area)
    return _metres(lat, lng, middle_lat, middle_lng) - reaches - SLACK_M


@lru_cache(maxsize=65_536)
def _around_its_cells(area: int) -> tuple[float, float, float]:
    """The middle of an area, and how far its cells reach from there: they stick out of its own outline."""
    lat, lng = h3.cell_to_latlng(area)
    cells = h3.cell_to_children(area, RESOLUTION)
    return lat, lng, max(_metres(lat, lng, *h3.cell_to_latlng(cell)) + _circumradius(cell) for cell in cells)


@lru_cache(maxsize=65_536)
def _circumradius(cell: int) -> float:
    lat, lng = h3.cell_to_latlng(cell)
    return max(_metres(lat, lng, corner_lat, corner_lng) for corner_lat, corner_lng in h3.cell_to_boundary(cell))


def _metres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    north, east = radians(other_lat - lat) / 2, radians(other_lng - lng) / 2
    chord = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))
