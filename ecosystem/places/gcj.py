"""GCJ-02, the coordinates that maps published in China are drawn in, against WGS-84, which everything here is kept in.

The shift is a fixed function of the place: two series of sines of the distance from 35° N 105° E, scaled to degrees on the
Krasovsky ellipsoid of 1940. It has no official text; this is the form that has been public since 2010 and that map
libraries agree on (Wikipedia, "Restrictions on geographic data in China", section GCJ-02; the packages ``prcoords`` and ``gcoord``).
Outside a rectangle around China nothing is shifted. The way back has no closed form: it is found by iteration.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

Point = tuple[float, float]

# Krasovsky 1940: semi-major axis in metres, eccentricity squared.
AXIS, ECCENTRICITY2 = 6_378_245.0, 0.006_693_421_622_965_943
SOUTH, NORTH, WEST, EAST = 0.8293, 55.8271, 72.004, 137.8347
ENOUGH_DEGREES = 1e-9
MOST_STEPS = 30


def is_shifted(lat: float, lng: float) -> bool:
    """Within the rectangle that the shift is applied in; it holds parts of China's neighbours too, as maps there do."""
    return SOUTH <= lat <= NORTH and WEST <= lng <= EAST


def to_gcj(lat: float, lng: float) -> Point:
    """A WGS-84 place in GCJ-02; a few hundred metres away within China, itself elsewhere."""
    if not is_shifted(lat, lng):
        return lat, lng
    north, east = _shift(lat, lng)
    return lat + north, lng + east


def from_gcj(lat: float, lng: float) -> Point:
    """A GCJ-02 place in WGS-84, to less than half a metre (in fact to less than a millimetre)."""
    if not is_shifted(lat, lng):
        return lat, lng
    # The shift changes by less than a hundredth of the way, so each step leaves a hundredth of the error.
    here_lat, here_lng = lat, lng
    for _ in range(MOST_STEPS):
        north, east = _shift(here_lat, here_lng)
        next_lat, next_lng = lat - north, lng - east
        done = abs(next_lat - here_lat) + abs(next_lng - here_lng) < ENOUGH_DEGREES
        here_lat, here_lng = next_lat, next_lng
        if done:
            break
    return here_lat, here_lng


def _shift(lat: float, lng: float) -> Point:
    """Degrees north and east."""
    x, y = lng - 105.0, lat - 35.0
    ripple = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (ripple + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi) + 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (ripple + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi) + 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    # Metres to degrees along the meridian and along the parallel of the ellipsoid.
    flat = 1 - ECCENTRICITY2 * sin(radians(lat)) ** 2
    meridian = AXIS * (1 - ECCENTRICITY2) / (flat * sqrt(flat))
    return north * 180.0 / (meridian * pi), east * 180.0 / (AXIS / sqrt(flat) * cos(radians(lat)) * pi)
