"""Where things are: eight neighbourhoods in two rows on either side of a river.

The district does not exist. Its centre lies in open sea, so that no real street, border or
household is meant. Places are reckoned in metres east and north of the centre and become
WGS-84 only at the end; at this size a flat earth is right to a centimetre in a hundred metres.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import ceil, cos, dist, radians, sin

from .shape import Landmark, Named, Neighbourhood, Point
from .stable import spread
from .tables import named, rows

CENTRE = Point(lat=30.60, lon=122.90)
COLUMNS = 4
CELL_WIDTH, CELL_HEIGHT, RIVER_HALF_WIDTH = 700, 560, 60
METRES_A_DEGREE = 111_320
STEP = 120
"""Metres between the corners of a bent line."""
BLOCKS = {"nw": (0.06, 0.58, 0.34, 0.94), "n": (0.39, 0.58, 0.61, 0.94), "ne": (0.66, 0.58, 0.94, 0.94),
          "sw": (0.06, 0.06, 0.34, 0.42), "s": (0.39, 0.06, 0.61, 0.42), "se": (0.66, 0.06, 0.94, 0.42)}  # fmt: skip
LANDMARK_BLOCKS = ("nw", "ne", "sw", "se")
SHOP_PLOTS = 12

Metres = tuple[float, float]


def to_point(at: Metres) -> Point:
    """On earth. Streets were laid out on a grid and then grew along the river: hence the bends."""
    along, across = at
    east = along + 60 * sin(across / 300 + 0.6)
    north = across + 90 * sin(along / 620) + 35 * sin(along / 230 + across / 400)
    lat = CENTRE.lat + north / METRES_A_DEGREE
    return Point(lat=round(lat, 6), lon=round(CENTRE.lon + east / (METRES_A_DEGREE * cos(radians(CENTRE.lat))), 6))


def bent(path: Sequence[Metres]) -> Iterator[Point]:
    """The path on earth, with corners added: what is straight on the plan is bent on the ground."""
    yield to_point(path[0])
    for (ax, ay), (bx, by) in pairwise(path):
        parts = ceil(dist((ax, ay), (bx, by)) / STEP)
        for part in range(1, parts + 1):
            yield to_point((ax + (bx - ax) * part / parts, ay + (by - ay) * part / parts))


def corner(column: int, row: int) -> Metres:
    """A corner of the grid; rows 0 and 3 are the outer edges, 1 and 2 the river's banks."""
    east = (column - COLUMNS / 2) * CELL_WIDTH
    if row in (1, 2):
        return east, RIVER_HALF_WIDTH if row == 2 else -RIVER_HALF_WIDTH
    wobble = spread(f"corner/{column}/{row}", 81) - 40
    return east + wobble, (CELL_HEIGHT + wobble) * (1 if row == 3 else -1)


def inside(no: int, along: float, up: float) -> Metres:
    """A place in neighbourhood ``no``: shares of its width and of its height, from the south-west."""
    column, row = (no - 1) % COLUMNS, 2 if no <= COLUMNS else 0
    (ax, ay), (bx, by) = corner(column, row), corner(column + 1, row)
    (cx, cy), (dx, dy) = corner(column, row + 1), corner(column + 1, row + 1)
    south, north = (ax + (bx - ax) * along, ay + (by - ay) * along), (cx + (dx - cx) * along, cy + (dy - cy) * along)
    return south[0] + (north[0] - south[0]) * up, south[1] + (north[1] - south[1]) * up


def box(no: int, west: float, south: float, east: float, north: float) -> tuple[Metres, ...]:
    """A closed ring of corners in neighbourhood ``no``."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return tuple(inside(no, along, up) for along, up in corners)


def neighbourhoods(stores: list[int]) -> tuple[Neighbourhood, ...]:
    """The busiest store's place is number 1, and so on."""
    return tuple(
        Neighbourhood(
            no=no,
            name=named(row),
            road=Named(zh=row["road_zh"], en=row["road_en"]),
            centre=to_point(inside(no, 0.5, 0.5)),
            outline=tuple(bent(box(no, 0, 0, 1, 1))),
            source_store=store,
        )
        for no, (row, store) in enumerate(zip(rows("neighbourhoods"), stores, strict=True), start=1)
    )


def block_of(landmark: Landmark) -> tuple[float, float, float, float]:
    return BLOCKS[LANDMARK_BLOCKS[int(landmark.code.rpartition("-")[2]) - 1]]


@cache
def landmarks() -> tuple[Landmark, ...]:
    """Four a neighbourhood, three of them estates, each in the middle of its own block."""
    found: list[Landmark] = []
    for row in rows("landmarks"):
        no = int(row["neighbourhood"])
        place = sum(1 for one in found if one.neighbourhood == no)
        west, south, east, north = BLOCKS[LANDMARK_BLOCKS[place]]
        at = to_point(inside(no, (west + east) / 2, (south + north) / 2))
        found.append(Landmark(code=f"n{no}-{place + 1}", neighbourhood=no, is_estate=row["kind"] == "estate", name=named(row), at=at))
    return tuple(found)


def shop_site(no: int, plot: int) -> Point:
    """A plot on the main road: even plots on its north side, odd ones on its south side."""
    along = 0.08 + 0.84 * (plot // 2) / (SHOP_PLOTS / 2 - 1)
    return to_point(inside(no, along, 0.535 if plot % 2 == 0 else 0.465))


def home(estate: Landmark, of: str) -> Point:
    """Somewhere in the estate's block that depends on the household alone."""
    west, south, east, north = block_of(estate)
    along, up = spread(f"{of}/along", 1000) / 1000, spread(f"{of}/up", 1000) / 1000
    return to_point(inside(estate.neighbourhood, west + (east - west) * (0.1 + 0.8 * along), south + (north - south) * (0.1 + 0.8 * up)))
